using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Invariant: values descend, each to relative accuracy; diagonals give their entries exactly, zeros give zeros.</summary>
public sealed unsafe class BidiagonalBisectionTests
{
    [Fact]
    public void OnesAndZerosAreExact()
    {
        Assert.All(Run([.. Enumerable.Repeat(-1.0, 37)], new double[36]), value => Assert.Equal(1.0, value));
        Assert.All(Run(new double[20], new double[19]), value => Assert.Equal(0.0, value));
        double[] values = Run([0, 3, 0, 0, -2, 0], new double[5]);
        Assert.Equal(0.0, values[2]);
        Assert.Equal(0.0, values[5]);
        AssertAtMost(1e-15, Math.Abs((values[0] / 3) - 1));
        AssertAtMost(1e-15, Math.Abs((values[1] / 2) - 1));
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(-300)]
    [InlineData(300)]
    [InlineData(1000)]
    public void ScalesWithPowersOfTwo(int exponent)
    {
        double[] d = [4, 3, 2, 1, 0.5], e = [0.5, 0.25, 1, 2];
        double[] expected = Array.ConvertAll(Run(d, e), value => Math.ScaleB(value, exponent));
        Assert.Equal(expected, Run(Array.ConvertAll(d, x => Math.ScaleB(x, exponent)), Array.ConvertAll(e, x => Math.ScaleB(x, exponent))));
    }

    [Fact]
    public void GradedMatricesKeepTheLogarithmOfTheDeterminant()
    {
        Random random = new(18);
        for (int trial = 0; trial < 5; trial++)
        {
            double[] d = [.. Enumerable.Range(0, 60).Select(_ => Math.Exp(18 * ((2 * random.NextDouble()) - 1)))];
            double[] e = [.. Enumerable.Range(0, 59).Select(_ => Math.Exp(18 * ((2 * random.NextDouble()) - 1)))];
            double difference = Run(d, e).Sum(Math.Log) - d.Sum(Math.Log);
            AssertAtMost(50 * 60 * Tolerances.Ulp<double>(), Math.Abs(difference));
        }
    }

    [Fact]
    public void CountsEncloseEveryValueAndMissNone()
    {
        Random random = new(4);
        double[] d = [.. Enumerable.Range(0, 97).Select(_ => random.NextDouble())], e = [.. Enumerable.Range(0, 96).Select(_ => random.NextDouble())];
        double[] values = Run(d, e);
        for (int i = 0; i < d.Length; i++)
        {
            Assert.True(SturmCount.Below(d, e, values[i] * (1 - 1e-15)) <= d.Length - 1 - i);
            Assert.True(SturmCount.Below(d, e, values[i] * (1 + 1e-15)) >= d.Length - i);
        }

        // Negative control: a value moved by a thousandth is no longer enclosed.
        Assert.False(SturmCount.Below(d, e, values[40] * 1.001 * (1 - 1e-15)) <= 96 - 40 && SturmCount.Below(d, e, values[40] * 1.001 * (1 + 1e-15)) >= 97 - 40);
    }

    [Fact]
    public void CountsOfAKnownSpectrum()
    {
        double[] d = [1, 2, 3, 4], e = [0, 0, 0];
        Assert.Equal(0, SturmCount.Below(d, e, 1));
        Assert.Equal(1, SturmCount.Below(d, e, 1.5));
        Assert.Equal(4, SturmCount.Below(d, e, 1e300));
        Assert.Equal(0, SturmCount.Below(d, e, 0));
        Assert.Equal(0, SturmCount.Below(d, e, -1));
        Assert.Throws<ArgumentException>(() => SturmCount.Below([1.0, 2.0], [], 1));
        Assert.Throws<ArgumentException>(() => SturmCount.Below([1.0, double.NaN], [1.0], 1));
    }

    private static double[] Run(double[] d, double[] e)
    {
        int n = d.Length;
        double[] values = new double[n];
        using Workspace workspace = new();
        double* scratch = workspace.Take<double>(BidiagonalBisection.ScratchCount(n, 1));
        fixed (double* pd = d, pe = e, pv = values)
        {
            Assert.True(BidiagonalBisection.Run(pd, pe, n, 4.440892098500626e-16, BidiagonalBisection.MaximumLevels, pv, scratch, ThreadTeam.Single));
        }

        for (int i = 1; i < n; i++)
        {
            Assert.True(values[i] <= values[i - 1]);
        }

        return values;
    }

    private static void AssertAtMost(double bound, double value) => Assert.True(value <= bound, $"{value}, allowed {bound}");
}
