using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>The curve drawn over an initial spectrum is a density: its area is 1, on the linear axis and per decade.</summary>
public sealed class MarchenkoPasturCurveTests
{
    [Theory]
    [InlineData(1500, 1000, 1.0)]
    [InlineData(1000, 1500, 1.0)]
    [InlineData(150, 10, 0.25)]
    public void AreaIsOne(int h, int d, double variance)
    {
        MarchenkoPastur law = new(h, d, variance);
        foreach (bool perDecade in (bool[])[false, true])
        {
            (double[] lambda, double[] density) = MarchenkoPasturCurve.Sample(law, 2000, perDecade);
            double area = 0;
            for (int i = 1; i < lambda.Length; i++)
            {
                double width = perDecade ? Math.Log10(lambda[i] / lambda[i - 1]) : lambda[i] - lambda[i - 1];
                area += 0.5 * (density[i] + density[i - 1]) * width;
            }
            Assert.True(Math.Abs(area - 1) < 1e-3, $"area {area}");
        }
    }
}
