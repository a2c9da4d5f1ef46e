namespace FastSpectra.Reports;

/// <summary>A straight line across the panel at a known value, such as an edge or a random level. It never sets the range of the axes.</summary>
public sealed class ReferenceLine : PlotElement
{
    private readonly double _value;
    private readonly bool _horizontal;

    /// <summary>A line at one value of one axis.</summary>
    /// <param name="value">Where it stands.</param>
    /// <param name="horizontal">Whether <paramref name="value"/> is an ordinate.</param>
    public ReferenceLine(double value, bool horizontal)
    {
        _value = value;
        _horizontal = horizontal;
    }

    /// <summary>How the line is broken.</summary>
    public LineDash Dash { get; init; } = LineDash.Dotted;

    /// <summary>Whether the value must be visible.</summary>
    public bool SetsRange { get; init; }

    internal override void Extend(DataBounds bounds)
    {
        if (!SetsRange) return;
        if (_horizontal) bounds.AddY(_value);
        else bounds.AddX(_value);
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        double at = _horizontal ? frame.Y(_value) : frame.X(_value);
        if (double.IsNaN(at)) return;
        if (_horizontal) svg.Line(frame.Left, at, frame.Right, at, Colour, 1.2, LineSeries.DashArray(Dash, 1.2));
        else svg.Line(at, frame.Top, at, frame.Bottom, Colour, 1.2, LineSeries.DashArray(Dash, 1.2));
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width) =>
        svg.Line(x, y, x + width, y, Colour, 1.2, LineSeries.DashArray(Dash, 1.2));

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame)
    {
        if (_horizontal) grid.Segment(frame.Left, frame.Y(_value), frame.Right, frame.Y(_value));
        else grid.Segment(frame.X(_value), frame.Top, frame.X(_value), frame.Bottom);
    }
}
