namespace FastSpectra.Reports;

/// <summary>Room around a panel's frame, in pixels.</summary>
internal readonly record struct Margins(double Left, double Right, double Top, double Bottom)
{
    /// <summary>The larger of both on every side: panels of one figure share their margins, so that their frames align.</summary>
    internal static Margins Max(Margins a, Margins b) =>
        new(Math.Max(a.Left, b.Left), Math.Max(a.Right, b.Right), Math.Max(a.Top, b.Top), Math.Max(a.Bottom, b.Bottom));
}
