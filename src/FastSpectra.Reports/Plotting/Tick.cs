namespace FastSpectra.Reports;

/// <summary>One mark on an axis.</summary>
/// <param name="Value">Where it stands, in data units.</param>
/// <param name="Label">Its text in the markup of <see cref="RichText"/>; empty for a minor tick.</param>
public readonly record struct Tick(double Value, string Label)
{
    /// <summary>Whether the tick carries a label.</summary>
    public bool IsMajor => Label.Length > 0;
}
