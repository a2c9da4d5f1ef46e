using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Quantiles of the published tables, and the scale of the edge at the papers' size.</summary>
public sealed class TracyWidomTests
{
    [Theory]
    [InlineData(0.4501, 0.90)]
    [InlineData(0.9793, 0.95)]
    [InlineData(2.0234, 0.99)]
    [InlineData(3.2724, 0.999)]
    public void HasThePublishedQuantiles(double x, double probability) => Assert.Equal(probability, TracyWidom.CumulativeStandard(x), 1e-3);

    [Fact]
    public void GrowsFromZeroToOne()
    {
        double earlier = 0;
        for (double x = -12; x < 40; x += 0.25)
        {
            double now = TracyWidom.CumulativeStandard(x);
            Assert.True(now >= earlier - 1e-13 && now <= 1);
            earlier = now;
        }

        Assert.Equal(1, earlier, 1e-13);
        Assert.Equal(0, TracyWidom.CumulativeStandard(-11));
        Assert.True(double.IsNaN(TracyWidom.CumulativeStandard(double.NaN)));
        TracyWidom law = new(1500, 1000);
        Assert.Equal(new MarchenkoPastur(1500, 1000).UpperEdge, law.Center, 0.001 * law.Center);
        Assert.Equal(TracyWidom.CumulativeStandard(1), law.Cumulative(law.Center + law.Spread), 1e-12);
    }
}
