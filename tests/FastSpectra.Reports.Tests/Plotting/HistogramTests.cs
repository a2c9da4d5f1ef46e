using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Densities times the bin width sum to 1; every finite value is counted once.</summary>
public sealed class HistogramTests
{
    [Theory]
    [InlineData(1, 100)]
    [InlineData(7, 3)]
    [InlineData(1000, 100)]
    [InlineData(1000, 1)]
    public void MassIsOne(int count, int bins)
    {
        Random random = new(3);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 1e4 - 5)];
        Histogram histogram = Histogram.Of(values, bins);
        double mass = Enumerable.Range(0, bins).Sum(i => histogram.Density(i) * histogram.BinWidth);
        Assert.True(Math.Abs(mass - 1) <= 1e-12, $"mass {mass}");
        Assert.Equal(count, histogram.Total);
        Assert.Equal(count, histogram.Counts.Sum());
    }

    [Fact]
    public void CountsByHand()
    {
        Histogram histogram = Histogram.Of([0, 1, 1, 2, 3, 4, double.NaN, double.PositiveInfinity], 4);
        Assert.Equal([1L, 2, 1, 2], histogram.Counts);
        Assert.Equal(6, histogram.Total);
        Assert.Equal(1 / 6.0, histogram.SmallestDensity);
    }

    [Fact]
    public void NoValuesGiveNoMass()
    {
        Histogram histogram = Histogram.Of([double.NaN]);
        Assert.Equal(0, histogram.Total);
        Assert.Equal(0, histogram.Density(0));
        Assert.True(double.IsNaN(histogram.SmallestDensity));
    }
}
