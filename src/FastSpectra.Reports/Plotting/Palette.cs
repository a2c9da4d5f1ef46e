namespace FastSpectra.Reports;

/// <summary>
/// The eight colours of Okabe and Ito (Color Universal Design, 2008), distinct under the common colour-vision deficiencies, in an order
/// that also alternates dark and light; lines differ in dash and marker too, so that a greyscale print stays readable.
/// </summary>
public static class Palette
{
    /// <summary>Black.</summary>
    public const string Black = "#000000";

    /// <summary>Blue: the main or final series.</summary>
    public const string Blue = "#0072B2";

    /// <summary>Vermillion: the initial state, or the second series.</summary>
    public const string Vermillion = "#D55E00";

    /// <summary>Bluish green.</summary>
    public const string Green = "#009E73";

    /// <summary>Orange.</summary>
    public const string Orange = "#E69F00";

    /// <summary>Reddish purple.</summary>
    public const string Purple = "#CC79A7";

    /// <summary>Sky blue.</summary>
    public const string SkyBlue = "#56B4E9";

    /// <summary>Neutral grey for reference lines.</summary>
    public const string Grey = "#666666";

    private static readonly string[] s_cycle = [Blue, Vermillion, Green, Orange, Purple, SkyBlue, Black];
    private static readonly LineDash[] s_dashes = [LineDash.Solid, LineDash.Dashed, LineDash.DashDotted, LineDash.Dotted];

    /// <summary>The colour of the i-th series.</summary>
    /// <param name="index">From 0; repeats after seven.</param>
    public static string Cycle(int index) => s_cycle[index % s_cycle.Length];

    /// <summary>The dash of the i-th series.</summary>
    /// <param name="index">From 0.</param>
    public static LineDash Dash(int index) => s_dashes[index % s_dashes.Length];

    /// <summary>The marker of the i-th series.</summary>
    /// <param name="index">From 0.</param>
    public static MarkerShape Marker(int index) => (MarkerShape)(1 + index % 5);
}
