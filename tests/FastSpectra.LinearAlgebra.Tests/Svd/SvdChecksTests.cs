using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Negative controls: each check fails on a result broken in the way it is there to find.</summary>
public class SvdChecksTests
{
    private const double Ulp = 2.220446049250313e-16;

    [Fact]
    public void EachCheckFindsItsDefect()
    {
        double[,] a = MatrixGallery.Gaussian(30, 20, 1);
        using SvdResult<double> svd = Svd.Compute<double>(a);
        double[,] u = Conversions.ToDouble(svd.U), vt = Conversions.ToDouble(svd.Vt);
        double[] s = svd.S;
        Assert.True(SvdChecks.Residual(a, u, s, vt, Ulp) < 1);

        double[] wrong = [.. s];
        wrong[3] *= 1 + 1e-13;
        Assert.True(SvdChecks.Residual(a, u, wrong, vt, Ulp) > Tolerances.SvdSoft);
        Assert.True(SvdChecks.Values(wrong, s, 30, Ulp) > Tolerances.SvdValues);

        (u[4, 2], vt[5, 6]) = (u[4, 2] + 1e-12, vt[5, 6] - 1e-12);
        Assert.True(SvdChecks.OrthogonalityOfColumns(u, Ulp) > Tolerances.SvdHard);
        Assert.True(SvdChecks.OrthogonalityOfRows(vt, Ulp) > Tolerances.SvdHard);
        Assert.True(SvdChecks.LargestSine(u, Conversions.ToDouble(svd.U), 2) > 1e-13);

        Assert.True(SvdChecks.Order([3, 1, 2], Ulp) > 1);
        Assert.True(SvdChecks.Order([3, 1, -1], Ulp) > 1);
        Assert.Equal(0, SvdChecks.Order([3, 1, 1, 0], Ulp));
        Assert.True(SvdChecks.RelativeValues([1, 1e-20], [1, 1.1e-20], Ulp) > 1e10);
    }

    [Fact]
    public void NaNPassesNoCheck()
    {
        double[,] a = { { double.NaN, 1 }, { 0, 1 } };
        double[,] identity = { { 1, 0 }, { 0, 1 } };
        Assert.False(SvdChecks.Residual(identity, a, [1, 1], identity, Ulp) <= Tolerances.SvdHard);
        Assert.False(SvdChecks.OrthogonalityOfColumns(a, Ulp) <= Tolerances.SvdHard);
        Assert.False(SvdChecks.Values([double.NaN, 1], [1, 1], 2, Ulp) <= Tolerances.SvdHard);
        Assert.False(SvdChecks.Values([1, double.NaN, 1], [1, 1, 1], 2, Ulp) <= Tolerances.SvdHard);
        Assert.True(SvdChecks.Order([double.NaN], Ulp) > 1);
    }
}
