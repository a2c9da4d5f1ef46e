using System.Globalization;
using System.Text.RegularExpressions;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>The area under the staircase that is drawn is 1, in the units of the axes.</summary>
public sealed class HistogramSeriesTests
{
    [Theory]
    [InlineData(7, 3)]
    [InlineData(1000, 20)]
    public void DrawnAreaIsOne(int count, int bins)
    {
        Random random = new(3);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * random.NextDouble() * 30 - 5)];
        Assert.Equal(1, DrawnArea(Histogram.Of(values, bins), 0), 2);
    }

    [Fact]
    public void TheMeasureSeesAWrongHistogram()
    {
        Histogram histogram = Histogram.Of([1, 2, 2, 3, 4], 4);
        Assert.Equal(1, DrawnArea(histogram, 0), 2);
        Assert.NotEqual(1, DrawnArea(histogram, 0.05), 1);
    }

    /// <summary>Area enclosed by the path, with every tread raised by a share of the frame.</summary>
    private static double DrawnArea(Histogram histogram, double raised)
    {
        double top = Enumerable.Range(0, histogram.Counts.Count).Max(histogram.Density) * 1.1;
        PlotFrame frame = new(0, 0, 4000, 4000, Scale.Linear, (histogram.Low, histogram.High), Scale.Linear, (0, top));
        SvgWriter svg = new();
        new HistogramSeries(histogram).Draw(svg, frame);
        string path = Regex.Match(svg.ToString(), "d=\"([^\"]*)Z\"").Groups[1].Value;
        double x = 0, y = 0, area = 0;
        foreach (Match command in Regex.Matches(path, "([MVH])([-0-9.]+)( [-0-9.]+)?"))
        {
            double value = double.Parse(command.Groups[2].Value, CultureInfo.InvariantCulture);
            if (command.Groups[1].Value == "V") y = value;
            else
            {
                if (command.Groups[1].Value == "H") area += (value - x) * (frame.Bottom - y + raised * frame.Height);
                x = value;
            }
        }
        return area / (frame.Width * frame.Height) * (histogram.High - histogram.Low) * top;
    }
}
