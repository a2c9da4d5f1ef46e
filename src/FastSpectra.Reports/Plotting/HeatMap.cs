namespace FastSpectra.Reports;

/// <summary>
/// A table of values as coloured cells: rows along the ordinate, columns along the abscissa, each cell between consecutive edges. Few cells are
/// rectangles; many equal cells become one embedded image. Cells without a value stay white (rectangles) or dark (image).
/// </summary>
public sealed class HeatMap : PlotElement
{
    private const int MostRectangles = 1600;

    private readonly double[] _values;
    private readonly double[] _xEdges;
    private readonly double[] _yEdges;

    /// <summary>Cells [xEdges_j, xEdges_j+1] x [yEdges_i, yEdges_i+1] with values[i * columns + j].</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="xEdges">Ascending edges of the columns; one more than columns.</param>
    /// <param name="yEdges">Ascending edges of the rows; one more than rows.</param>
    /// <exception cref="ArgumentException">The number of values is not rows times columns.</exception>
    public HeatMap(double[] values, double[] xEdges, double[] yEdges)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(xEdges);
        ArgumentNullException.ThrowIfNull(yEdges);
        if (xEdges.Length < 2 || yEdges.Length < 2 || values.Length != (xEdges.Length - 1) * (yEdges.Length - 1))
            throw new ArgumentException($"{values.Length} values do not fill cells between {xEdges.Length} by {yEdges.Length} edges.", nameof(values));
        _values = values;
        _xEdges = xEdges;
        _yEdges = yEdges;
    }

    /// <summary>Scale of the values.</summary>
    public Scale Scale { get; init; } = Scale.Linear;

    /// <summary>Value of the darkest colour; the smallest on the scale when null.</summary>
    public double? Low { get; init; }

    /// <summary>Value of the lightest colour; the largest on the scale when null.</summary>
    public double? High { get; init; }

    /// <summary>What the colours mean; drawn beside the colour bar.</summary>
    public required RichText ValueLabel { get; init; }

    /// <summary>The values at the ends of the colour bar.</summary>
    internal (double Low, double High) Range
    {
        get
        {
            DataBounds bounds = new(Scale.Linear, Scale);
            foreach (double value in _values) bounds.AddY(value);
            return new Axis("", Scale) { Low = Low, High = High, Padding = 0 }.Resolve(bounds.YLow, bounds.YHigh, true, true);
        }
    }

    internal override void Extend(DataBounds bounds)
    {
        bounds.Add(_xEdges[0], _yEdges[0]);
        bounds.Add(_xEdges[^1], _yEdges[^1]);
        bounds.StickyBottom = bounds.StickyTop = bounds.StickySides = true;
    }

    internal override void Draw(SvgWriter svg, PlotFrame frame)
    {
        (double low, double high) = Range;
        double from = Scale.Forward(low), to = Scale.Forward(high);
        double Position(double value) => Scale.Contains(value) ? (Scale.Forward(value) - from) / (to - from) : value <= low ? 0 : double.NaN;
        int columns = _xEdges.Length - 1, rows = _yEdges.Length - 1;
        if (_values.Length <= MostRectangles)
        {
            svg.Begin("g");
            svg.Attribute("shape-rendering", "crispEdges");
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    double position = Position(_values[i * columns + j]);
                    if (double.IsNaN(position)) continue;
                    double x = frame.X(_xEdges[j]), y = frame.Y(_yEdges[i + 1]);
                    // Crisp edges and a small overlap hide the seams between neighbours.
                    svg.Rectangle(x, y, frame.X(_xEdges[j + 1]) - x + 0.3, frame.Y(_yEdges[i]) - y + 0.3, ColourMap.Hex(position));
                }
            }
            svg.End();
            return;
        }
        byte[] levels = new byte[_values.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                levels[(rows - 1 - i) * columns + j] = (byte)ColourMap.Level(Position(_values[i * columns + j]));
        string data = Convert.ToBase64String(PngImage.Encode(levels, columns, ColourMap.Palette));
        double left = frame.X(_xEdges[0]), top = frame.Y(_yEdges[^1]);
        svg.Begin("image");
        svg.Attribute("x", left);
        svg.Attribute("y", top);
        svg.Attribute("width", frame.X(_xEdges[^1]) - left);
        svg.Attribute("height", frame.Y(_yEdges[0]) - top);
        svg.Attribute("preserveAspectRatio", "none");
        svg.Attribute("image-rendering", "pixelated");
        svg.Attribute("href", "data:image/png;base64," + data);
        svg.End();
    }

    internal override void DrawKey(SvgWriter svg, double x, double y, double width) => svg.Rectangle(x, y - 4.5, width, 9, ColourMap.Hex(0.6));

    internal override void Occupy(OccupancyGrid grid, PlotFrame frame) => grid.Rectangle(frame.Left, frame.Top, frame.Right, frame.Bottom);
}
