namespace FastSpectra.Reports;

/// <summary>A monotone map from data values to the coordinate in which an axis is uniform.</summary>
public abstract class Scale
{
    /// <summary>The identity: equal distances are equal differences.</summary>
    public static Scale Linear { get; } = new LinearScale();

    /// <summary>The decimal logarithm: equal distances are equal ratios; defined for positive values.</summary>
    public static Scale Log { get; } = new LogScale();

    /// <summary>Short name as the page's script knows it: <c>linear</c> or <c>log</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether <paramref name="value"/> has a place on the axis (finite, and positive on a log axis).</summary>
    /// <param name="value">Any value, NaN and infinities included.</param>
    public abstract bool Contains(double value);

    /// <summary>The uniform coordinate of a value for which <see cref="Contains"/> holds.</summary>
    /// <param name="value">A value on the axis.</param>
    public abstract double Forward(double value);

    /// <summary>The value at a uniform coordinate: the inverse of <see cref="Forward"/>.</summary>
    /// <param name="coordinate">A uniform coordinate.</param>
    public abstract double Inverse(double coordinate);

    /// <summary>Linear, or logarithmic when the positive values span more than <paramref name="ratio"/> and none is zero or negative.</summary>
    /// <param name="values">The data; values that are not finite are ignored.</param>
    /// <param name="ratio">Largest over smallest value beyond which a linear axis hides the small ones.</param>
    public static Scale For(IEnumerable<double> values, double ratio = 30)
    {
        ArgumentNullException.ThrowIfNull(values);
        double low = double.PositiveInfinity, high = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            if (value <= 0) return Linear;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return high > 0 && high / low > ratio ? Log : Linear;
    }
}
