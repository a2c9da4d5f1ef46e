using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Row 0 lies at the bottom, values map to colours by the scale, and many cells become one image.</summary>
public sealed class HeatMapTests
{
    [Fact]
    public void FewCellsAreRectanglesInTheirPlace()
    {
        HeatMap map = new([0, 1, 2, double.NaN], [0, 1, 2], [0, 1, 2]) { ValueLabel = "value" };
        SvgWriter svg = new();
        PlotFrame frame = new(0, 0, 100, 100, Scale.Linear, (0, 2), Scale.Linear, (0, 2));
        map.Draw(svg, frame);
        XElement[] cells = [.. XElement.Parse(svg.ToString()).Elements()];
        Assert.Equal(3, cells.Length);
        Assert.Equal([(0.0, 50.0), (50.0, 50.0), (0.0, 0.0)], cells.Select(c => (Number(c, "x"), Number(c, "y"))));
        Assert.Equal([ColourMap.Hex(0), ColourMap.Hex(0.5), ColourMap.Hex(1)], cells.Select(c => c.Attribute("fill")!.Value));
    }

    [Fact]
    public void ManyCellsAreOneImage()
    {
        const int n = 60;
        double[] values = [.. Enumerable.Range(0, n * n).Select(i => 1.0 + i)];
        double[] edges = [.. Enumerable.Range(0, n + 1).Select(i => i + 0.5)];
        Panel panel = new(new Axis("x"), new Axis("y"));
        panel.Add(new HeatMap(values, edges, edges) { Scale = Scale.Log, ValueLabel = "value" });
        XDocument document = FigureTests.WellFormed(new Figure("map", "", "").Add(panel).ToSvg());
        XElement image = Assert.Single(document.Descendants(), e => e.Name.LocalName == "image");
        Assert.StartsWith("data:image/png;base64,", image.Attribute("href")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTablesThatDoNotFit() =>
        Assert.Throws<ArgumentException>(() => new HeatMap([1, 2, 3], [0, 1, 2], [0, 1, 2]) { ValueLabel = "value" });

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
