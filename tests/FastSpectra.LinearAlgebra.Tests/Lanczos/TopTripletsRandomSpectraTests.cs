using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Largest triplets of random hard spectra: what is called converged and verified is right, and nearly everything is.</summary>
public class TopTripletsRandomSpectraTests
{
    [Fact]
    public void NoneIsWrong() => Search(first: 1, count: 30, longest: 200);

    [ExhaustiveFact]
    [Trait("Category", "Exhaustive")]
    public void NoneOfManyIsWrong() => Search(first: 1000, count: 2000, longest: 300);

    private static void Search(int first, int count, int longest)
    {
        int searches = 0, notConverged = 0;
        for (int seed = first; seed < first + count; seed++)
        {
            RandomSpectrum spectrum = RandomSpectrum.Draw(seed, longest);
            int k = 1 + (seed % Math.Min(spectrum.Values.Length, 25));
            Search<double>(spectrum, k, 1e-10, ref searches, ref notConverged);
            Search<float>(spectrum, k, 1e-5, ref searches, ref notConverged);
        }

        Assert.True(notConverged <= 0.005 * searches, $"{notConverged} of {searches} searches did not converge");
    }

    private static void Search<T>(RandomSpectrum spectrum, int k, double tolerance, ref int searches, ref int notConverged)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = LanczosTesting.Dense<T>(spectrum.Matrix);
        DenseOperator<T> dense = new(a);
        CallbackOperator<T> callback = new(dense.Rows, dense.Columns, dense.Multiply, dense.MultiplyTransposed);
        foreach ((ILinearOperator<T> linearOperator, TopTripletsCheck? check) in ((ILinearOperator<T>, TopTripletsCheck?)[])[(dense, null), (dense, TopTripletsCheck.Probe), (callback, TopTripletsCheck.Probe)])
        {
            foreach (bool oneSided in new[] { false, true })
            {
                using TopTripletsResult<T> top = TopTriplets.Compute(linearOperator, k, new TopTripletsOptions { Check = check, OneSided = oneSided });
                string what = $"{spectrum.Name}, {k} in {typeof(T).Name}, {linearOperator.GetType().Name}, check {top.Check}, one-sided {oneSided}";
                searches++;
                if (top.Status != SvdStatus.Converged)
                {
                    Assert.False(top.IsVerified, what);
                    notConverged++;
                    continue;
                }

                Assert.True(top.IsVerified, what);
                double allowed = 2 * tolerance * spectrum.Values[0];
                for (int i = 0; i < k; i++)
                {
                    double error = Math.Abs(double.CreateChecked(top.S[i]) - spectrum.Values[i]);
                    Assert.True(error <= allowed && top.ResidualNorms[i] <= allowed, $"{what}: value {i} is {top.S[i]}, not {spectrum.Values[i]}; residual {top.ResidualNorms[i]}");
                }
            }
        }
    }
}
