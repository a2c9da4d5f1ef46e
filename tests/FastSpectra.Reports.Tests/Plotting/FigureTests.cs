using System.Xml.Linq;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Whatever the data, a figure is well-formed XML without NaN in any coordinate, the same bytes every time.</summary>
public sealed class FigureTests
{
    private static readonly double s_nan = double.NaN;

    public static TheoryData<string, double[], double[]> Awkward => new()
    {
        { "empty", [], [] },
        { "one point", [3], [0.5] },
        { "one zero", [0], [0] },
        { "constant", [0, 1, 2], [7, 7, 7] },
        { "nearly constant", [0, 1, 2], [1, 1 + 1e-14, 1] },
        { "all NaN", [0, 1, 2], [s_nan, s_nan, s_nan] },
        { "gaps", [0, 1, 2, 3, 4], [1, s_nan, 2, s_nan, 3] },
        { "infinities", [0, 1, 2, 3], [1, double.PositiveInfinity, double.NegativeInfinity, 2] },
        { "many decades", [0, 1, 2, 3], [1e-12, 1e-4, 1, 1e12] },
        { "extremes", [0, 1, 2], [1e-308, 1, 1.7e308] },
        { "negative", [-3, -2, -1], [-1e6, -5e5, 3] },
        { "huge steps", [0, 1e9, 2e9], [1, 2, 3] },
    };

    [Theory]
    [MemberData(nameof(Awkward))]
    public void AwkwardDataDraws(string name, double[] x, double[] y)
    {
        foreach (Scale scale in (Scale[])[Scale.Linear, Scale.Log])
        {
            Panel panel = new(new Axis("step") { Integers = true }, new Axis("value", scale));
            panel.Add(new LineSeries(x, y) { Label = "line", Marker = MarkerShape.Cross });
            panel.Add(new Band(x, y, y) { Label = "band" });
            panel.Add(new Bars(x, y) { Label = "bars" });
            panel.Add(new HistogramSeries(Histogram.Of(y, 5)) { Label = "histogram" });
            panel.Add(new ReferenceLine(y.FirstOrDefault(), horizontal: true) { Label = "reference" });
            Figure figure = new("awkward", name, "") { };
            XDocument document = WellFormed(figure.Add(panel).ToSvg());
            foreach (XAttribute attribute in document.Descendants().Where(e => e.Name.LocalName is not ("title" or "desc")).Attributes())
            {
                Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
                Assert.DoesNotContain("Infinity", attribute.Value, StringComparison.Ordinal);
                Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void EqualFiguresAreEqualText() => Assert.Equal(Example().ToSvg(), Example().ToSvg());

    [Fact]
    public void HostileTextIsInert()
    {
        const string hostile = "</text><script>alert(1)</script>&\"'\u0001\uD800*_{";
        Panel panel = new(new Axis(RichText.Plain(hostile)), new Axis(hostile)) { Title = RichText.Plain(hostile) };
        panel.Add(new LineSeries([1, 2], [1, 2]) { Label = RichText.Plain(hostile) });
        XDocument document = WellFormed(new Figure("hostile", hostile, RichText.Plain(hostile)).Add(panel).ToSvg());
        Assert.DoesNotContain(document.Descendants(), e => e.Name.LocalName == "script");
        Assert.Contains(document.Descendants(), e => e.Value.Contains("<script>alert(1)</script>", StringComparison.Ordinal));
    }

    [Fact]
    public void HasTitleAndDescriptionForReaders()
    {
        XDocument document = WellFormed(Example().ToSvg());
        string[] labelled = document.Root!.Attribute("aria-labelledby")!.Value.Split(' ');
        Assert.Equal(labelled, document.Root.Elements().Where(e => e.Name.LocalName is "title" or "desc").Select(e => e.Attribute("id")!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../escape")]
    [InlineData("a b")]
    public void NamesAreFileNames(string name) => Assert.Throws<ArgumentException>(() => new Figure(name, "", ""));

    [Fact]
    public void ManyPointsStayFewInThePath()
    {
        double[] x = [.. Enumerable.Range(0, 100_000).Select(i => (double)i)];
        double[] y = [.. x.Select(v => Math.Sin(v))];
        string svg = new Figure("dense", "", "").Add(new Panel(new Axis("x"), new Axis("y")).Add(new LineSeries(x, y))).ToSvg();
        Assert.True(svg.Length < 60_000, $"{svg.Length} characters");
    }

    [Fact]
    public void TicksLabelsAndFramesStayInsideTheDrawing()
    {
        foreach (double top in (double[])[1e-7, 1, 123456, 9.9e12])
        {
            Panel panel = new(new Axis("a label of the abscissa"), new Axis("a label of the ordinate"));
            panel.Add(new LineSeries([-top, top], [0, top]) { Label = "x" });
            (string svg, IReadOnlyList<PlotFrame> frames) = new Figure("inside", "", "").Add(panel).Render();
            Assert.InRange(frames[0].Left, 30, 120);
            Assert.InRange(frames[0].Right, 360, 415);
            XDocument document = WellFormed(svg);
            foreach (XElement text in document.Descendants().Where(e => e.Name.LocalName == "text"))
            {
                Assert.InRange(double.Parse(text.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture), 8, 412);
                Assert.InRange(double.Parse(text.Attribute("y")!.Value, System.Globalization.CultureInfo.InvariantCulture), 8, 290);
            }
        }
    }

    internal static XDocument WellFormed(string svg)
    {
        XDocument document = XDocument.Parse(svg);
        Assert.Equal(XName.Get("svg", "http://www.w3.org/2000/svg"), document.Root!.Name);
        return document;
    }

    internal static Figure Example()
    {
        Panel panel = new(new Axis("step") { Integers = true }, new Axis("loss", Scale.Log));
        panel.Add(new LineSeries([0, 1, 2, 3], [1, 0.1, 0.01, 0.001]) { Label = "train", Marker = MarkerShape.Circle });
        panel.Add(new LineSeries([0, 1, 2, 3], [1.1, 0.9, 0.8, 0.85]) { Label = "test", Colour = Palette.Vermillion, Dash = LineDash.Dashed });
        return new Figure("example", "Example", "Two lines.").Add(panel);
    }
}
