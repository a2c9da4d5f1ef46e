using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Bins are those of numpy.histogram: equal widths, the last one closed on both sides, densities that integrate to 1.</summary>
public sealed class HistogramTests
{
    [Fact]
    public void CountsAsNumpyDoes()
    {
        Histogram histogram = Histogram.Of([1, 2, 1, 4, 3, 5], 4);
        Assert.Equal([2L, 1, 1, 2], histogram.Counts);
        Assert.Equal(6, histogram.Total);
        Assert.Equal(1, histogram.Edge(0));
        Assert.Equal(5, histogram.Edge(4));
        Assert.Equal(1, Enumerable.Range(0, 4).Sum(i => histogram.Density(i) * histogram.BinWidth), 1e-14);
    }

    [Fact]
    public void EqualValuesGetARangeAroundThem()
    {
        Histogram histogram = Histogram.Of([3, 3], 2);
        Assert.Equal(2.5, histogram.Low);
        Assert.Equal(3.5, histogram.High);
        Assert.Equal([0L, 2], histogram.Counts);
        Assert.Equal(0, Histogram.Of([double.NaN], 3).Total);
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1], 2, 1, 1));
    }
}
