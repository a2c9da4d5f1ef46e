using System.Text;

namespace FastSpectra.Reports;

/// <summary>
/// Points joined by a line. Values off the scale (NaN, infinities, non-positive on a log axis) break it. More points than
/// <c>Dense</c> are drawn by the first, lowest, highest and last point of each pixel column, which looks the same.
/// </summary>
public sealed class LineSeries : PlotElement
{
    private const int Dense = 2000;
    private const int MostMarkers = 45;

    private readonly IReadOnlyList<double> _x;
    private readonly IReadOnlyList<double> _y;

    /// <summary>A line through (x_i, y_i).</summary>
    /// <param name="x">Abscissae, ascending.</param>
    /// <param name="y">Ordinates, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public LineSeries(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count) throw new ArgumentException($"A line needs as many ordinates ({y.Count}) as abscissae ({x.Count}).", nameof(y));
        _x = x;
        _y = y;
    }

    /// <summary>Width in pixels; 0 draws markers only.</summary>
    public double Width { get; init; } = 1.6;

    /// <summary>How the line is broken.</summary>
    public LineDash Dash { get; init; }

    /// <summary>The sign at each point; left out where more than 45 points would run into each other.</summary>
    public MarkerShape Marker { get; init; }

    /// <summary>Whether the ordinates count for the range of their axis; the abscissae always do.</summary>
    public bool SetsOrdinateRange { get; init; } = true;

    internal override void Extend(DataBounds bounds)
    {
        for (int i = 0; i < _x.Count; i++)
        {
            if (SetsOrdinateRange) bounds.Add(_x[i], _y[i]);
            else bounds.AddX(_x[i]);
        }
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        List<(double X, double Y)> points = Pixels(frame);
        if (Width > 0) svg.Path(Polyline(points), Colour, Width, dash: DashArray(Dash, Width));
        bool single = points.Count(p => !double.IsNaN(p.Y)) == 1 || Width == 0;
        MarkerShape shape = Marker == MarkerShape.None && single ? MarkerShape.Circle : Marker;
        if (shape == MarkerShape.None || (points.Count > MostMarkers && Width > 0))
        {
            // A value between two gaps has no segment: it would be invisible without a dot.
            points = [.. points.Where((p, i) => !double.IsNaN(p.Y) && (i == 0 || double.IsNaN(points[i - 1].Y)) && (i == points.Count - 1 || double.IsNaN(points[i + 1].Y)))];
            shape = MarkerShape.Circle;
        }
        DrawMarkers(svg, points, shape, Colour);
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width)
    {
        if (Width > 0) svg.Line(x, y, x + width, y, Colour, Width, DashArray(Dash, Width));
        MarkerShape shape = Marker == MarkerShape.None && Width == 0 ? MarkerShape.Circle : Marker;
        if (shape != MarkerShape.None && (_x.Count <= MostMarkers || Width == 0)) DrawMarkers(svg, [(x + width / 2, y)], shape, Colour);
    }

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame)
    {
        List<(double X, double Y)> points = Pixels(frame);
        for (int i = 0; i < points.Count; i++)
        {
            grid.Point(points[i].X, points[i].Y);
            if (i > 0 && Width > 0) grid.Segment(points[i - 1].X, points[i - 1].Y, points[i].X, points[i].Y);
        }
    }

    internal override ReadOutSeries? ReadOut()
    {
        if (Label is null) return null;
        int stride = Math.Max(1, (_x.Count + Dense - 1) / Dense);
        List<double> x = [], y = [];
        for (int i = 0; i < _x.Count; i++)
        {
            if (i % stride != 0 && i != _x.Count - 1) continue;
            x.Add(_x[i]);
            y.Add(_y[i]);
        }
        return new ReadOutSeries(Label.Text, Colour, x, y);
    }

    internal static string? DashArray(LineDash dash, double width)
    {
        string N(double factor) => SvgWriter.Number(factor * Math.Max(width, 1));
        return dash switch
        {
            LineDash.Dashed => $"{N(3.6)} {N(2)}",
            LineDash.Dotted => $"{N(1)} {N(1.6)}",
            LineDash.DashDotted => $"{N(4)} {N(1.6)} {N(1)} {N(1.6)}",
            _ => null,
        };
    }

    /// <summary>Path data of a line that is interrupted at NaN.</summary>
    internal static string Polyline(IReadOnlyList<(double X, double Y)> points)
    {
        StringBuilder path = new();
        bool pen = false;
        for (int i = 0; i < points.Count; i++)
        {
            (double x, double y) = points[i];
            bool on = !double.IsNaN(x) && !double.IsNaN(y);
            if (on && (pen || (i + 1 < points.Count && !double.IsNaN(points[i + 1].Y))))
                path.Append(pen ? 'L' : 'M').Append(SvgWriter.Number(x)).Append(' ').Append(SvgWriter.Number(y));
            pen = on;
        }
        return path.ToString();
    }

    private static void DrawMarkers(SvgWriter svg, IReadOnlyList<(double X, double Y)> points, MarkerShape shape, string colour)
    {
        if (shape == MarkerShape.None) return;
        StringBuilder path = new();
        foreach ((double x, double y) in points)
        {
            if (double.IsNaN(x) || double.IsNaN(y)) continue;
            path.Append('M');
            path.Append(shape switch
            {
                MarkerShape.Circle => $"{SvgWriter.Number(x - 2.8)} {SvgWriter.Number(y)}a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z",
                MarkerShape.Cross => $"{SvgWriter.Number(x - 3)} {SvgWriter.Number(y - 3)}l6 6m-6 0l6 -6",
                MarkerShape.Square => $"{SvgWriter.Number(x - 2.5)} {SvgWriter.Number(y - 2.5)}h5v5h-5z",
                MarkerShape.Triangle => $"{SvgWriter.Number(x)} {SvgWriter.Number(y - 3.4)}l3.1 5.6h-6.2z",
                _ => $"{SvgWriter.Number(x)} {SvgWriter.Number(y - 3.6)}l3.2 3.6l-3.2 3.6l-3.2 -3.6z",
            });
        }
        if (shape == MarkerShape.Cross) svg.Path(path.ToString(), colour, 1.6);
        else svg.Path(path.ToString(), "#ffffff", 0.6, fill: colour);
    }

    private List<(double X, double Y)> Pixels(PlotFrame frame)
    {
        List<(double X, double Y)> points = new(_x.Count);
        for (int i = 0; i < _x.Count; i++)
        {
            double x = frame.X(_x[i]), y = frame.Y(_y[i]);
            points.Add(double.IsNaN(x) || double.IsNaN(y) ? (x, double.NaN) : (x, y));
        }
        return points.Count <= Dense ? points : Thin(points);
    }

    private static List<(double X, double Y)> Thin(List<(double X, double Y)> points)
    {
        List<(double X, double Y)> kept = [];
        int start = 0;
        while (start < points.Count)
        {
            int end = start, low = start, high = start;
            bool gap = false;
            while (end < points.Count && Math.Floor(points[end].X) == Math.Floor(points[start].X))
            {
                if (double.IsNaN(points[end].Y)) gap = true;
                if (!(points[low].Y <= points[end].Y)) low = end;
                if (!(points[high].Y >= points[end].Y)) high = end;
                end++;
            }
            if (end == start) end = start + 1;
            int last = end - 1;
            foreach (int i in new SortedSet<int> { start, low, high, last }) kept.Add(points[i]);
            if (gap && !double.IsNaN(kept[^1].Y)) kept.Add((points[last].X, double.NaN));
            start = end;
        }
        return kept;
    }
}
