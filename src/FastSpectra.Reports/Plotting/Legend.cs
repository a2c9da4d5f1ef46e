namespace FastSpectra.Reports;

/// <summary>The named elements of a panel: inside the frame where nothing is drawn, otherwise in rows above it.</summary>
internal sealed class Legend(IReadOnlyList<PlotElement> elements)
{
    private const double FontSize = 11;
    private const double KeyWidth = 22;
    private const double Gap = 6;
    private const double RowHeight = 15.5;
    private const double Inset = 7;

    private readonly List<PlotElement> _entries = [.. elements.Where(element => element.Label is not null)];

    internal bool IsEmpty => _entries.Count == 0;

    private double BoxWidth => _entries.Max(EntryWidth) + 12;

    private double BoxHeight => _entries.Count * RowHeight + 7;

    /// <summary>Height that rows above a frame of this width need.</summary>
    internal double HeightAbove(double width) => Rows(width).Count * RowHeight + 3;

    /// <summary>The upper left corner of a place inside the frame that covers no ink; null when there is none.</summary>
    internal (double X, double Y)? FreePlace(PlotFrame frame, OccupancyGrid grid)
    {
        double width = BoxWidth, height = BoxHeight;
        // A legend that fills most of a small panel reads worse than one above it.
        if (width > 0.75 * frame.Width || height > 0.6 * frame.Height) return null;
        double right = frame.Right - width - Inset, bottom = frame.Bottom - height - Inset, left = frame.Left + Inset, top = frame.Top + Inset;
        double centre = frame.Left + (frame.Width - width) / 2, middle = frame.Top + (frame.Height - height) / 2;
        (double X, double Y)[] places = [(right, top), (left, top), (right, bottom), (left, bottom), (centre, top), (right, middle), (left, middle), (centre, bottom)];
        foreach ((double x, double y) in places)
            if (grid.Count(x - 3, y - 3, width + 6, height + 6) == 0) return (x, y);
        return null;
    }

    internal void DrawBox(SvgWriter svg, (double X, double Y) place)
    {
        svg.Rectangle(place.X, place.Y, BoxWidth, BoxHeight, "#ffffff", "#bbbbbb", 0.6, 0.9);
        for (int i = 0; i < _entries.Count; i++) DrawEntry(svg, _entries[i], place.X + 6, place.Y + 3.5 + (i + 0.5) * RowHeight);
    }

    internal void DrawAbove(SvgWriter svg, PlotFrame frame)
    {
        List<List<PlotElement>> rows = Rows(frame.Width);
        double y = frame.Top - 3 - rows.Count * RowHeight;
        foreach (List<PlotElement> row in rows)
        {
            double x = frame.Left;
            foreach (PlotElement element in row)
            {
                DrawEntry(svg, element, x, y + RowHeight / 2);
                x += EntryWidth(element) + 14;
            }
            y += RowHeight;
        }
    }

    // Fallback faces run up to a tenth wider than Helvetica.
    private static double EntryWidth(PlotElement element) => KeyWidth + Gap + 1.08 * element.Label!.Width(FontSize);

    private static void DrawEntry(SvgWriter svg, PlotElement element, double x, double y)
    {
        element.DrawKey(svg, x, y, KeyWidth);
        element.Label!.Draw(svg, x + KeyWidth + Gap, y + 0.35 * FontSize, FontSize);
    }

    private List<List<PlotElement>> Rows(double width)
    {
        List<List<PlotElement>> rows = [[]];
        double used = 0;
        foreach (PlotElement element in _entries)
        {
            double entry = EntryWidth(element) + 14;
            if (used > 0 && used + entry > width + 14)
            {
                rows.Add([]);
                used = 0;
            }
            rows[^1].Add(element);
            used += entry;
        }
        return rows;
    }
}
