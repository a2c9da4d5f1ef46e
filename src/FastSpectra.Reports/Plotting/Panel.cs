using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>One set of axes with what is drawn in it.</summary>
public sealed class Panel
{
    private const double TickFont = 11;
    private const double LabelFont = 12.5;
    private const double TickLength = 4;
    private const string Ink = "#222222";

    private readonly List<PlotElement> _elements = [];

    /// <summary>An empty panel.</summary>
    /// <param name="x">Abscissa.</param>
    /// <param name="y">Ordinate.</param>
    public Panel(Axis x, Axis y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        X = x;
        Y = y;
    }

    /// <summary>Abscissa.</summary>
    public Axis X { get; }

    /// <summary>Ordinate.</summary>
    public Axis Y { get; }

    /// <summary>A line above the frame; none when null.</summary>
    public RichText? Title { get; init; }

    /// <summary>Whether named elements are listed.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>What is drawn, in order.</summary>
    public IReadOnlyList<PlotElement> Elements => _elements;

    private HeatMap? Map => _elements.OfType<HeatMap>().FirstOrDefault();

    /// <summary>Draws an element over those already there.</summary>
    /// <param name="element">A new element.</param>
    public Panel Add(PlotElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        _elements.Add(element);
        return this;
    }

    /// <summary>Room that labels need beside the frame, for a box of this size.</summary>
    internal Margins Measure(double width, double height)
    {
        Layout layout = Arrange(0, 0, width, height, new Margins(54, 22, 12, 44));
        double left = 8 + LabelFont + 6 + layout.YTicks.Ticks.Max(tick => ((RichText)tick.Label).Width(TickFont)) + TickLength + 3;
        double top = (Title is null ? 8 : 24) + (layout.YTicks.Exponent != 0 ? 8 : 0);
        // The last label of the abscissa may stand half outside.
        double right = Math.Max(10, Overhang(layout));
        if (Map is { } map)
        {
            TickSet ticks = MapTicks(map, height - top - 44);
            right = 10 + 12 + 4 + ticks.Ticks.Max(tick => ((RichText)tick.Label).Width(TickFont)) + 4 + LabelFont + 8;
        }
        double bottom = 8 + LabelFont + 6 + TickFont + TickLength + 3;
        return new Margins(left, right, top, bottom);
    }

    /// <summary>Room above the frame that the legend needs: none when it fits inside.</summary>
    internal double LegendRoom(double width, double height, Margins margins)
    {
        Legend legend = new(_elements);
        if (!ShowLegend || legend.IsEmpty) return 0;
        PlotFrame frame = Arrange(0, 0, width, height, margins).Frame;
        return legend.FreePlace(frame, InkOf(frame)) is null ? legend.HeightAbove(frame.Width) : 0;
    }

    /// <summary>Draws the panel into its box.</summary>
    internal PlotFrame Draw(SvgWriter svg, string clipId, double left, double top, double width, double height, Margins margins)
    {
        Layout layout = Arrange(left, top, width, height, margins);
        PlotFrame frame = layout.Frame;
        svg.Begin("clipPath");
        svg.Attribute("id", clipId);
        svg.Rectangle(frame.Left, frame.Top, frame.Width, frame.Height, "#000000");
        svg.End();
        DrawGrid(svg, layout);
        svg.Begin("g");
        svg.Attribute("clip-path", $"url(#{clipId})");
        svg.Attribute("stroke-linejoin", "round");
        foreach (PlotElement element in _elements) element.Draw(svg, frame);
        svg.End();
        DrawAxes(svg, layout);
        if (Map is { } map) DrawColourBar(svg, map, frame);
        Legend legend = new(_elements);
        if (ShowLegend && !legend.IsEmpty)
        {
            if (legend.FreePlace(frame, InkOf(frame)) is { } place) legend.DrawBox(svg, place);
            else legend.DrawAbove(svg, frame);
        }
        Title?.Draw(svg, frame.Left + frame.Width / 2, top + 15, LabelFont, "middle", bold: true);
        return frame;
    }

    private OccupancyGrid InkOf(PlotFrame frame)
    {
        OccupancyGrid grid = new(frame);
        foreach (PlotElement element in _elements) element.Occupy(grid, frame);
        return grid;
    }

    private Layout Arrange(double left, double top, double width, double height, Margins margins)
    {
        DataBounds bounds = new(X.Scale, Y.Scale);
        foreach (PlotElement element in _elements) element.Extend(bounds);
        (double Low, double High) x = X.Resolve(bounds.XLow, bounds.XHigh, bounds.StickySides, bounds.StickySides);
        (double Low, double High) y = Y.Resolve(bounds.YLow, bounds.YHigh, bounds.StickyBottom, bounds.StickyTop);
        double frameWidth = Math.Max(20, width - margins.Left - margins.Right), frameHeight = Math.Max(20, height - margins.Top - margins.Bottom);
        PlotFrame frame = new(left + margins.Left, top + margins.Top, frameWidth, frameHeight, X.Scale, x, Y.Scale, y);
        TickSet yTicks = TickLocator.Locate(Y.Scale, y.Low, y.High, (int)Math.Clamp(frameHeight / 32, 2, 9), Y.Integers);
        // Fewer ticks until the labels stand clear of each other.
        int maximum = (int)Math.Clamp(frameWidth / 34, 2, 12);
        TickSet xTicks = TickLocator.Locate(X.Scale, x.Low, x.High, maximum, X.Integers);
        while (maximum > 2 && Collide(frame, xTicks)) xTicks = TickLocator.Locate(X.Scale, x.Low, x.High, --maximum, X.Integers);
        return new Layout(frame, xTicks, yTicks);
    }

    private static bool Collide(PlotFrame frame, TickSet ticks)
    {
        double end = double.NegativeInfinity;
        foreach (Tick tick in ticks.Ticks)
        {
            if (!tick.IsMajor) continue;
            double half = 0.5 * ((RichText)tick.Label).Width(TickFont), x = frame.X(tick.Value);
            if (x - half < end + 7) return true;
            end = x + half;
        }
        return false;
    }

    private static double Overhang(Layout layout)
    {
        double overhang = 0;
        foreach (Tick tick in layout.XTicks.Ticks)
            if (tick.IsMajor) overhang = Math.Max(overhang, layout.Frame.X(tick.Value) + 0.5 * ((RichText)tick.Label).Width(TickFont) - layout.Frame.Right);
        return overhang + 6;
    }

    private void DrawGrid(SvgWriter svg, Layout layout)
    {
        if (Map is not null) return;
        PlotFrame frame = layout.Frame;
        foreach (Tick tick in layout.XTicks.Ticks)
            if (tick.IsMajor) svg.Line(frame.X(tick.Value), frame.Top, frame.X(tick.Value), frame.Bottom, "#e6e6e6", 0.7);
        foreach (Tick tick in layout.YTicks.Ticks)
            if (tick.IsMajor) svg.Line(frame.Left, frame.Y(tick.Value), frame.Right, frame.Y(tick.Value), "#e6e6e6", 0.7);
    }

    private void DrawAxes(SvgWriter svg, Layout layout)
    {
        PlotFrame frame = layout.Frame;
        svg.Rectangle(frame.Left, frame.Top, frame.Width, frame.Height, null, Ink, 0.9);
        foreach (Tick tick in layout.XTicks.Ticks)
        {
            double x = frame.X(tick.Value), length = tick.IsMajor ? TickLength : 0.6 * TickLength;
            svg.Line(x, frame.Bottom, x, frame.Bottom + length, Ink, 0.8);
            if (tick.IsMajor) ((RichText)tick.Label).Draw(svg, x, frame.Bottom + TickLength + 12, TickFont, "middle");
        }
        double widest = 0;
        foreach (Tick tick in layout.YTicks.Ticks)
        {
            double y = frame.Y(tick.Value), length = tick.IsMajor ? TickLength : 0.6 * TickLength;
            svg.Line(frame.Left, y, frame.Left - length, y, Ink, 0.8);
            if (!tick.IsMajor) continue;
            RichText label = tick.Label;
            label.Draw(svg, frame.Left - TickLength - 3, y + 0.35 * TickFont, TickFont, "end");
            widest = Math.Max(widest, label.Width(TickFont));
        }
        RichText xLabel = layout.XTicks.Exponent == 0 ? X.Label : X.Label.Append(Factor(layout.XTicks.Exponent));
        xLabel.Draw(svg, frame.Left + frame.Width / 2, frame.Bottom + TickLength + TickFont + 8 + 0.85 * LabelFont, Fit(xLabel, frame.Width + 40), "middle");
        RichText yLabel = layout.YTicks.Exponent == 0 ? Y.Label : Y.Label.Append(Factor(layout.YTicks.Exponent));
        yLabel.Draw(svg, frame.Left - TickLength - 3 - widest - 9, frame.Top + frame.Height / 2, Fit(yLabel, frame.Height + 30), "middle", rotate: -90);
    }

    private static RichText Factor(int exponent) =>
        string.Create(CultureInfo.InvariantCulture, $"  (×10^{{{exponent}}})").Replace("-", "−", StringComparison.Ordinal);

    /// <summary>The label's font size, smaller where the label would run past its axis.</summary>
    private static double Fit(RichText label, double room) => LabelFont * Math.Clamp(room / Math.Max(1, label.Width(LabelFont)), 0.7, 1);

    private static TickSet MapTicks(HeatMap map, double height)
    {
        (double low, double high) = map.Range;
        return TickLocator.Locate(map.Scale, low, high, (int)Math.Clamp(height / 32, 2, 8));
    }

    private static void DrawColourBar(SvgWriter svg, HeatMap map, PlotFrame frame)
    {
        const int Slices = 64;
        double left = frame.Right + 10, height = frame.Height / Slices;
        svg.Begin("g");
        svg.Attribute("shape-rendering", "crispEdges");
        for (int i = 0; i < Slices; i++)
            svg.Rectangle(left, frame.Bottom - (i + 1) * height, 12, height + (i == 0 ? 0 : 0.3), ColourMap.Hex((i + 0.5) / Slices));
        svg.End();
        svg.Rectangle(left, frame.Top, 12, frame.Height, null, Ink, 0.8);
        PlotFrame bar = new(left, frame.Top, 12, frame.Height, Scale.Linear, (0, 1), map.Scale, map.Range);
        double widest = 0;
        TickSet ticks = MapTicks(map, frame.Height);
        foreach (Tick tick in ticks.Ticks)
        {
            double y = bar.Y(tick.Value);
            svg.Line(bar.Right, y, bar.Right + (tick.IsMajor ? 3 : 2), y, Ink, 0.8);
            if (!tick.IsMajor) continue;
            RichText label = tick.Label;
            label.Draw(svg, bar.Right + 5, y + 0.35 * TickFont, TickFont);
            widest = Math.Max(widest, label.Width(TickFont));
        }
        RichText name = ticks.Exponent == 0 ? map.ValueLabel : map.ValueLabel.Append(Factor(ticks.Exponent));
        name.Draw(svg, bar.Right + 5 + widest + 6 + 0.7 * LabelFont, frame.Top + frame.Height / 2, Fit(name, frame.Height + 30), "middle", rotate: -90);
    }

    private sealed record Layout(PlotFrame Frame, TickSet XTicks, TickSet YTicks);
}
