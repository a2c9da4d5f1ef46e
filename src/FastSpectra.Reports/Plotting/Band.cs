using System.Text;

namespace FastSpectra.Reports;

/// <summary>A shaded region between a lower and an upper line, such as the mean plus and minus a standard deviation.</summary>
public sealed class Band : PlotElement
{
    private readonly IReadOnlyList<double> _x;
    private readonly IReadOnlyList<double> _low;
    private readonly IReadOnlyList<double> _high;

    /// <summary>A band from low_i to high_i at x_i.</summary>
    /// <param name="x">Abscissae, ascending.</param>
    /// <param name="low">Lower line, as many; on a log axis what is not positive reaches the bottom.</param>
    /// <param name="high">Upper line, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Band(IReadOnlyList<double> x, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        if (x.Count != low.Count || x.Count != high.Count)
            throw new ArgumentException($"A band needs as many lower ({low.Count}) and upper ({high.Count}) values as abscissae ({x.Count}).");
        _x = x;
        _low = low;
        _high = high;
    }

    /// <summary>Opacity of the filling.</summary>
    public double FillOpacity { get; init; } = 0.2;

    internal override void Extend(DataBounds bounds)
    {
        for (int i = 0; i < _x.Count; i++)
        {
            bounds.Add(_x[i], _low[i]);
            bounds.Add(_x[i], _high[i]);
        }
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        StringBuilder path = new();
        int start = 0;
        while (start < _x.Count)
        {
            int end = start;
            while (end < _x.Count && IsDrawn(frame, end)) end++;
            for (int i = start; i < end; i++)
                path.Append(i == start ? 'M' : 'L').Append(SvgWriter.Number(frame.X(_x[i]))).Append(' ').Append(SvgWriter.Number(frame.Y(_high[i])));
            for (int i = end - 1; i >= start; i--)
                path.Append('L').Append(SvgWriter.Number(frame.X(_x[i]))).Append(' ').Append(SvgWriter.Number(frame.YOrBottom(_low[i])));
            if (end > start) path.Append('Z');
            start = end + 1;
        }
        svg.Path(path.ToString(), null, fill: Colour, fillOpacity: FillOpacity);
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width) =>
        svg.Rectangle(x, y - 4.5, width, 9, Colour, fillOpacity: FillOpacity);

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame)
    {
        for (int i = 0; i + 1 < _x.Count; i++)
        {
            if (!IsDrawn(frame, i) || !IsDrawn(frame, i + 1)) continue;
            grid.Segment(frame.X(_x[i]), frame.Y(_high[i]), frame.X(_x[i + 1]), frame.Y(_high[i + 1]));
            grid.Segment(frame.X(_x[i]), frame.YOrBottom(_low[i]), frame.X(_x[i + 1]), frame.YOrBottom(_low[i + 1]));
            grid.Rectangle(frame.X(_x[i]), frame.Y(_high[i]), frame.X(_x[i + 1]), frame.YOrBottom(_low[i + 1]));
        }
    }

    private bool IsDrawn(PlotFrame frame, int i) =>
        frame.XScale.Contains(_x[i]) && frame.YScale.Contains(_high[i]) && !double.IsNaN(_low[i]);
}
