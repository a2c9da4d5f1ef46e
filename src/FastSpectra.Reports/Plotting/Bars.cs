using System.Text;

namespace FastSpectra.Reports;

/// <summary>One bar per position, from zero (or the bottom of a log axis): thin stems where there are many.</summary>
public sealed class Bars : PlotElement
{
    private readonly IReadOnlyList<double> _x;
    private readonly IReadOnlyList<double> _y;

    /// <summary>Bars of height y_i at x_i.</summary>
    /// <param name="x">Positions, ascending.</param>
    /// <param name="y">Heights, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Bars(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count) throw new ArgumentException($"Bars need as many heights ({y.Count}) as positions ({x.Count}).", nameof(y));
        _x = x;
        _y = y;
    }

    internal override void Extend(DataBounds bounds)
    {
        for (int i = 0; i < _x.Count; i++) bounds.Add(_x[i], _y[i]);
        bounds.AddY(0);
        bounds.StickyBottom = true;
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        StringBuilder path = new();
        double foot = frame.YOrBottom(0);
        for (int i = 0; i < _x.Count; i++)
        {
            double x = frame.X(_x[i]), y = frame.Y(_y[i]);
            if (double.IsNaN(x) || double.IsNaN(y)) continue;
            path.Append('M').Append(SvgWriter.Number(x)).Append(' ').Append(SvgWriter.Number(foot)).Append('V').Append(SvgWriter.Number(y));
        }
        svg.Path(path.ToString(), Colour, Math.Clamp(0.7 * frame.Width / Math.Max(1, _x.Count), 0.5, 14));
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width) => svg.Rectangle(x, y - 4, width, 8, Colour);

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame)
    {
        for (int i = 0; i < _x.Count; i++) grid.Segment(frame.X(_x[i]), frame.YOrBottom(0), frame.X(_x[i]), frame.Y(_y[i]));
    }

    internal override ReadOutSeries? ReadOut() => Label is null ? null : new ReadOutSeries(Label.Text, Colour, _x, _y);
}
