namespace FastSpectra.Reports;

/// <summary>The sign at each point of a line.</summary>
public enum MarkerShape
{
    /// <summary>No sign.</summary>
    None,

    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A diagonal cross.</summary>
    Cross,

    /// <summary>A square.</summary>
    Square,

    /// <summary>An upright triangle.</summary>
    Triangle,

    /// <summary>A diamond.</summary>
    Diamond,
}
