using System.Numerics;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Cli;

/// <summary>The rates that estimates rest on, measured in half a second: one product in each type and one decomposition, the best of many.</summary>
internal static class MeasuredRates
{
    // 0.9 GFLOP: long enough for threads and clock to be at their pace, short enough for a command that only tells.
    private const int ProductOrder = 768;

    // Rounds apart from each other: another program's burst on a core spoils one of them and not all.
    private const int Rounds = 3;

    private const double Budget = 0.04;

    public static MachineRates Of(int threads)
    {
        using ThreadTeam team = new(threads);
        MachineRates best = new(0, 0, double.PositiveInfinity);
        for (int round = 0; round < Rounds; round++)
        {
            best = new MachineRates(
                Math.Max(best.Products, Product<float>(team)), Math.Max(best.DoubleProducts, Product<double>(team)), Math.Min(best.Decomposition, Decomposition(team)));
        }

        return best;
    }

    private static double Product<T>(ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = new(ProductOrder, ProductOrder), b = new(ProductOrder, ProductOrder), c = new(ProductOrder, ProductOrder);
        a.Span.Fill(T.One);
        b.Span.Fill(T.One);
        return 2.0 * ProductOrder * ProductOrder * ProductOrder / RepeatedCall.Seconds(Budget, () => Gemm.Multiply(T.One, a.View, b.View, T.Zero, c.View, team)).Least;
    }

    private static double Decomposition(ThreadTeam team)
    {
        using Matrix<double> w = new(StudyCost.ReferenceOrder, StudyCost.ReferenceOrder);
        new RandomStream(0, "rates").Normals(w.Span);
        double[] direction = new double[StudyCost.ReferenceOrder];
        direction[0] = 1;
        using Workspace workspace = new();
        return RepeatedCall.Seconds(Budget, () => WeightSpectrum.Of<double>(w, direction, workspace, team)).Least;
    }
}
