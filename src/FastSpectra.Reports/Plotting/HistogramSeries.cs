using System.Text;
using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>A histogram drawn as a filled staircase of densities; on a log axis empty bins reach the bottom.</summary>
public sealed class HistogramSeries : PlotElement
{
    private readonly Histogram _histogram;

    /// <summary>Draws a histogram.</summary>
    /// <param name="histogram">The counts.</param>
    public HistogramSeries(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        _histogram = histogram;
    }

    /// <summary>Opacity of the filling.</summary>
    public double FillOpacity { get; init; } = 0.3;

    /// <summary>Width of the outline.</summary>
    public double Width { get; init; } = 1.2;

    /// <summary>How the outline is broken.</summary>
    public LineDash Dash { get; init; }

    /// <summary>A power of ten is applied to the edges: the bins were made in log10 and the axis is logarithmic.</summary>
    public bool EdgesAreLogarithms { get; init; }

    private double Edge(int index) => EdgesAreLogarithms ? DecimalLogarithm.Power(_histogram.Edge(index)) : _histogram.Edge(index);

    /// <summary>The smallest density above zero; NaN when there is no value.</summary>
    internal static double SmallestDensity(Histogram histogram)
    {
        long smallest = histogram.Counts.Where(count => count > 0).DefaultIfEmpty(0).Min();
        return smallest == 0 ? double.NaN : smallest / (histogram.Total * histogram.BinWidth);
    }

    internal override void Extend(DataBounds bounds)
    {
        if (_histogram.Total == 0) return;
        bounds.AddX(Edge(0));
        bounds.AddX(Edge(_histogram.Counts.Count));
        // Half of one value's density leaves a visible step for bins that hold one value on a log axis.
        bounds.AddY(0.5 * SmallestDensity(_histogram));
        bounds.AddY(0);
        for (int i = 0; i < _histogram.Counts.Count; i++) bounds.AddY(_histogram.Density(i));
        bounds.StickyBottom = true;
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        (string area, string outline) = Paths(frame);
        svg.Path(area, null, fill: Colour, fillOpacity: FillOpacity);
        svg.Path(outline, Colour, Width, dash: LineSeries.DashArray(Dash, Width));
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width)
    {
        svg.Rectangle(x, y - 4.5, width, 9, Colour, fillOpacity: FillOpacity);
        svg.Path($"M{SvgWriter.Number(x)} {SvgWriter.Number(y - 4.5)}h{SvgWriter.Number(width)}v9h{SvgWriter.Number(-width)}z", Colour, Width, dash: LineSeries.DashArray(Dash, Width));
    }

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame)
    {
        for (int i = 0; i < _histogram.Counts.Count; i++)
            if (_histogram.Counts[i] > 0) grid.Rectangle(frame.X(Edge(i)), frame.YOrBottom(_histogram.Density(i)), frame.X(Edge(i + 1)), frame.Bottom);
    }

    internal override ReadOutSeries? ReadOut()
    {
        if (Label is null || _histogram.Total == 0) return null;
        int n = _histogram.Counts.Count;
        double[] x = new double[n], y = new double[n];
        for (int i = 0; i < n; i++)
        {
            double middle = 0.5 * (_histogram.Edge(i) + _histogram.Edge(i + 1));
            x[i] = EdgesAreLogarithms ? DecimalLogarithm.Power(middle) : middle;
            y[i] = _histogram.Density(i);
        }
        return new ReadOutSeries(Label.Text, Colour, x, y);
    }

    private (string Area, string Outline) Paths(PlotFrame frame)
    {
        if (_histogram.Total == 0 || !frame.XScale.Contains(Edge(0)) || !frame.XScale.Contains(Edge(_histogram.Counts.Count))) return ("", "");
        StringBuilder path = new();
        string bottom = SvgWriter.Number(frame.Bottom);
        path.Append('M').Append(SvgWriter.Number(frame.X(Edge(0)))).Append(' ').Append(bottom);
        for (int i = 0; i < _histogram.Counts.Count; i++)
        {
            // Equal neighbours share one tread.
            double y = frame.YOrBottom(_histogram.Density(i));
            path.Append('V').Append(SvgWriter.Number(y));
            while (i + 1 < _histogram.Counts.Count && _histogram.Counts[i + 1] == _histogram.Counts[i]) i++;
            path.Append('H').Append(SvgWriter.Number(frame.X(Edge(i + 1))));
        }
        path.Append('V').Append(bottom);
        string outline = path.ToString();
        return (outline + "Z", outline);
    }
}
