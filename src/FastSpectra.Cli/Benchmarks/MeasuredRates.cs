using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Cli;

/// <summary>The rates that estimates rest on, measured in a third of a second: one product in each type and one decomposition, the best of a few.</summary>
internal static class MeasuredRates
{
    // 0.9 GFLOP: long enough for threads and clock to be at their pace, short enough for a command that only tells.
    private const int ProductOrder = 768;

    private const double Budget = 0.03;

    public static MachineRates Of(int threads)
    {
        using ThreadTeam team = new(threads);
        return new MachineRates(Product<float>(team), Product<double>(team), Decomposition(team));
    }

    private static double Product<T>(ThreadTeam team)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
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
