// Invariant: mean, sample standard deviation and count are those of the numbers alone.
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class SweepStatisticTests
{
    [Fact]
    public void NumbersThatWereNotMeasuredDoNotCount()
    {
        SweepStatistic statistic = SweepStatistic.Of([2, double.NaN, 4, double.PositiveInfinity, 9]);
        Assert.Equal(new SweepStatistic(5, Math.Sqrt(13), 3), statistic);
    }

    [Fact]
    public void OneNumberHasNoDeviationAndNoneHasNoMean()
    {
        Assert.Equal(new SweepStatistic(7, double.NaN, 1), SweepStatistic.Of([7]));
        Assert.Equal(new SweepStatistic(double.NaN, double.NaN, 0), SweepStatistic.Of([double.NaN]));
    }
}
