namespace FastSpectra.Reports;

/// <summary>Collects the extent of a panel's data, on its scales.</summary>
internal sealed class DataBounds(Scale x, Scale y)
{
    internal double XLow { get; private set; } = double.PositiveInfinity;
    internal double XHigh { get; private set; } = double.NegativeInfinity;
    internal double YLow { get; private set; } = double.PositiveInfinity;
    internal double YHigh { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether an end is a hard border (a bar's foot, a histogram's edge) that needs no padding.</summary>
    internal bool StickyBottom { get; set; }
    internal bool StickyTop { get; set; }
    internal bool StickySides { get; set; }

    internal void AddX(double value)
    {
        if (!x.Contains(value)) return;
        XLow = Math.Min(XLow, value);
        XHigh = Math.Max(XHigh, value);
    }

    internal void AddY(double value)
    {
        if (!y.Contains(value)) return;
        YLow = Math.Min(YLow, value);
        YHigh = Math.Max(YHigh, value);
    }

    /// <summary>Adds a point if both coordinates are on their scales.</summary>
    internal void Add(double px, double py)
    {
        if (!x.Contains(px) || !y.Contains(py)) return;
        AddX(px);
        AddY(py);
    }
}
