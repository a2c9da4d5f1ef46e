using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

public unsafe class BidiagonalQrTests
{
    [Fact]
    public void TheIterationLimitIsReportedNotExceeded()
    {
        using Workspace workspace = new();
        double[] d = [.. Enumerable.Range(1, 50).Select(i => (double)i)], e = [.. Enumerable.Repeat(1.0, 50)];
        fixed (double* pd = d, pe = e)
        {
            NoRotations none = default;
            Assert.False(BidiagonalQr.Run(pd, pe, 50, ref none, workspace, stepLimit: 100));

            // What was done so far is consistent: the Frobenius norm is kept.
            double squares = d.Sum(x => x * x) + e[..49].Sum(x => x * x);
            Assert.Equal(Enumerable.Range(1, 50).Sum(i => (double)i * i) + 49, squares, 1e-9);
            Assert.True(BidiagonalQr.Run(pd, pe, 50, ref none, workspace, BidiagonalQr.StepLimit(50)));
            Assert.All(e[..49], x => Assert.Equal(0, x));
        }
    }

    [Fact]
    public void ZerosOnTheDiagonalAndNaNEnd()
    {
        using Workspace workspace = new();
        NoRotations none = default;
        double[] d = [1, 0, 2, 0, 0, 3], e = [1, 1, 1, 1, 1, 0];
        double[] expected = JacobiOracle.SingularValues(MatrixGallery.Bidiagonal(d, e[..5]));
        fixed (double* pd = d, pe = e)
        {
            Assert.True(BidiagonalQr.Run(pd, pe, 6, ref none, workspace, BidiagonalQr.StepLimit(6)));
        }

        double[] values = [.. d.Select(Math.Abs).OrderDescending()];
        Assert.True(SvdChecks.Values(values, expected, 6, 2.2e-16) < 1);

        // Svd looks for NaN first; should one arise all the same, the limit ends the iteration.
        double[] nan = [1, double.NaN, 2, 3, 4], one = [1, 1, 1, 1, 0];
        fixed (double* pd = nan, pe = one)
        {
            Assert.False(BidiagonalQr.Run(pd, pe, 5, ref none, workspace, BidiagonalQr.StepLimit(5)));
        }
    }
}
