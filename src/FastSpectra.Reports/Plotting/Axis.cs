namespace FastSpectra.Reports;

/// <summary>One axis of a panel: what it measures, on which scale, over which range.</summary>
public sealed class Axis
{
    /// <summary>Creates an axis whose range follows the data.</summary>
    /// <param name="label">Name, symbol and unit.</param>
    /// <param name="scale">Linear unless given.</param>
    public Axis(RichText label, Scale? scale = null)
    {
        Label = label;
        Scale = scale ?? Scale.Linear;
    }

    /// <summary>Name, symbol and unit.</summary>
    public RichText Label { get; }

    /// <summary>The scale.</summary>
    public Scale Scale { get; }

    /// <summary>Lower end; from the data when null.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end; from the data when null.</summary>
    public double? High { get; init; }

    /// <summary>Whether only integers are labelled (steps, ranks).</summary>
    public bool Integers { get; init; }

    /// <summary>Share of the range left free at each end that no element sticks to.</summary>
    public double Padding { get; init; } = 0.04;

    /// <summary>
    /// The range to draw: the data's, widened where it is empty or has (almost) no extent, and padded. Ends lie on the scale and ascend.
    /// </summary>
    internal (double Low, double High) Resolve(double dataLow, double dataHigh, bool stickyLow, bool stickyHigh)
    {
        bool empty = !(dataLow <= dataHigh);
        if (empty) (dataLow, dataHigh) = Scale is LogScale ? (0.1, 10) : (0, 1);
        double low = Scale.Forward(dataLow), high = Scale.Forward(dataHigh);
        // Below a millionth of the value the labels would differ only in their seventh digit: shown as constant.
        double magnitude = Scale is LogScale ? 1 : Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(high - low > 1e-6 * magnitude))
        {
            double widen = Scale is LogScale ? 0.5 : Integers ? 0.5 : magnitude > 0 ? 0.1 * magnitude : 0.5;
            if (!stickyLow) low -= widen;
            if (!stickyHigh || stickyLow) high += widen;
        }
        else
        {
            double pad = Padding * (high - low);
            if (!stickyLow) low -= pad;
            if (!stickyHigh) high += pad;
        }
        (low, high) = (Scale.Inverse(low), Scale.Inverse(high));
        if (Low is { } fixedLow && Scale.Contains(fixedLow) && fixedLow < high) low = fixedLow;
        if (High is { } fixedHigh && Scale.Contains(fixedHigh) && fixedHigh > low) high = fixedHigh;
        return Scale.Contains(low) && Scale.Contains(high) && low < high ? (low, high) : Scale is LogScale ? (0.1, 10) : (-1, 1);
    }
}
