namespace FastSpectra.Reports;

/// <summary>How a line is broken.</summary>
public enum LineDash
{
    /// <summary>Unbroken.</summary>
    Solid,

    /// <summary>Long dashes.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,

    /// <summary>Dash, dot, dash, dot.</summary>
    DashDotted,
}
