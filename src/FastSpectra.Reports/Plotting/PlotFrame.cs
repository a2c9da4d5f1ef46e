namespace FastSpectra.Reports;

/// <summary>The rectangle of one panel in the figure and the maps from data to its pixels.</summary>
internal sealed class PlotFrame(double left, double top, double width, double height, Scale xScale, (double Low, double High) x, Scale yScale, (double Low, double High) y)
{
    private readonly double _x0 = xScale.Forward(x.Low), _x1 = xScale.Forward(x.High);
    private readonly double _y0 = yScale.Forward(y.Low), _y1 = yScale.Forward(y.High);

    internal double Left { get; } = left;
    internal double Top { get; } = top;
    internal double Width { get; } = width;
    internal double Height { get; } = height;
    internal double Right => Left + Width;
    internal double Bottom => Top + Height;
    internal Scale XScale { get; } = xScale;
    internal Scale YScale { get; } = yScale;
    internal (double Low, double High) XRange { get; } = x;
    internal (double Low, double High) YRange { get; } = y;

    /// <summary>Horizontal position; NaN for a value off the scale. Far outside values stop a frame away, so paths stay short.</summary>
    internal double X(double value) => XScale.Contains(value)
        ? Left + Width * Math.Clamp((XScale.Forward(value) - _x0) / (_x1 - _x0), -1, 2) : double.NaN;

    /// <summary>Vertical position, growing downwards; NaN for a value off the scale.</summary>
    internal double Y(double value) => YScale.Contains(value)
        ? Bottom - Height * Math.Clamp((YScale.Forward(value) - _y0) / (_y1 - _y0), -1, 2) : double.NaN;

    /// <summary>Vertical position where zero, on a log axis, is the bottom of the frame.</summary>
    internal double YOrBottom(double value) => YScale.Contains(value) ? Y(value) : Bottom;
}
