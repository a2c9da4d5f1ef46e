namespace FastSpectra.Reports;

/// <summary>
/// Counts of values in equal bins over [Low, High], both ends included, as numpy's histogram: density_i = count_i / (total * width).
/// The densities times the bin width sum to 1 whenever there is a value.
/// </summary>
public sealed class Histogram
{
    private readonly long[] _counts;

    private Histogram(double low, double high, long[] counts, long total)
    {
        Low = low;
        High = high;
        _counts = counts;
        Total = total;
    }

    /// <summary>Left edge of the first bin.</summary>
    public double Low { get; }

    /// <summary>Right edge of the last bin.</summary>
    public double High { get; }

    /// <summary>Number of values counted.</summary>
    public long Total { get; }

    /// <summary>Values in each bin.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Width of a bin.</summary>
    public double BinWidth => (High - Low) / _counts.Length;

    /// <summary>The i-th edge.</summary>
    /// <param name="index">From 0 to the number of bins.</param>
    public double Edge(int index) => index == _counts.Length ? High : Low + (High - Low) * index / _counts.Length;

    /// <summary>Share of the values in bin i per unit of the variable; 0 when there is no value at all.</summary>
    /// <param name="index">From 0 to the number of bins less one.</param>
    public double Density(int index) => Total == 0 ? 0 : _counts[index] / (Total * BinWidth);

    /// <summary>The smallest density above zero; NaN when there is no value.</summary>
    public double SmallestDensity
    {
        get
        {
            double smallest = double.NaN;
            for (int i = 0; i < _counts.Length; i++)
                if (_counts[i] > 0 && !(Density(i) >= smallest)) smallest = Density(i);
            return smallest;
        }
    }

    /// <summary>Counts the finite values between their smallest and largest.</summary>
    /// <param name="values">The values; those that are not finite are left out.</param>
    /// <param name="bins">Number of bins, at least 1.</param>
    public static Histogram Of(ReadOnlySpan<double> values, int bins = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        Histogram empty = Empty(low, high, bins);
        long total = 0;
        foreach (double value in values) total += empty.Count(value);
        return new Histogram(empty.Low, empty.High, empty._counts, total);
    }

    private static Histogram Empty(double low, double high, int bins)
    {
        if (!(low <= high)) (low, high) = (0, 1);
        // Equal values (or a span below rounding) get bins around them, as numpy does.
        if (!(high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)))) (low, high) = (low - 0.5 * Math.Max(1, Math.Abs(low) * 1e-6), high + 0.5 * Math.Max(1, Math.Abs(high) * 1e-6));
        return new Histogram(low, high, new long[bins], 0);
    }

    private int Count(double value)
    {
        if (!double.IsFinite(value)) return 0;
        int bin = (int)((value - Low) / (High - Low) * _counts.Length);
        _counts[Math.Clamp(bin, 0, _counts.Length - 1)]++;
        return 1;
    }
}
