namespace FastSpectra.Reports;

/// <summary>Something drawn inside a panel: a line, a histogram, a band, bars, a heat map or a reference line.</summary>
public abstract class PlotElement
{
    /// <summary>Its name in the legend and the read-out; not listed when null.</summary>
    public RichText? Label { get; init; }

    /// <summary>Colour, as <c>#rrggbb</c>.</summary>
    public string Colour { get; init; } = Palette.Blue;

    internal abstract void Extend(DataBounds bounds);

    internal abstract void Draw(SvgWriter svg, PlotFrame frame);

    /// <summary>Draws the legend's sample in a box of the given width whose middle line is y.</summary>
    internal abstract void DrawKey(SvgWriter svg, double x, double y, double width);

    /// <summary>Marks what is covered, so that the legend finds a free place.</summary>
    internal abstract void Occupy(OccupancyGrid grid, PlotFrame frame);

    /// <summary>Points for the hover read-out; none by default.</summary>
    internal virtual ReadOutSeries? ReadOut() => null;
}
