namespace FastSpectra.Reports;

/// <summary>Advance widths of a Helvetica-like face, in thousandths of the font size, to lay out text without a font at hand.</summary>
internal static class TextMetrics
{
    private static readonly (string Characters, int Width)[] s_widths =
    [
        ("ijl'", 222), ("|", 260), (" .,:;/!ft[]I\\", 278), ("()r-`\"", 340), ("*°", 400), ("ckvxyzsJ", 500),
        ("+−=<>~×±·≤≥≈", 584), ("FTZ", 611), ("ABEKPSVXY&", 667), ("CDHNRUw", 722), ("GOQ", 778), ("Mm", 833), ("W%", 944), ("@→…", 1000),
    ];

    /// <summary>Approximate width of a text; characters not listed count as a digit's width.</summary>
    internal static double Width(string text, double fontSize)
    {
        int thousandths = 0;
        foreach (char c in text)
        {
            int width = 556;
            foreach ((string characters, int w) in s_widths)
            {
                if (!characters.Contains(c, StringComparison.Ordinal)) continue;
                width = w;
                break;
            }
            thousandths += width;
        }
        return thousandths * fontSize / 1000;
    }
}
