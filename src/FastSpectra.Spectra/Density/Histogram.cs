using System.Runtime.CompilerServices;

namespace FastSpectra.Spectra;

/// <summary>Counts in bins of equal width.</summary>
/// <param name="Low">Left edge of the first bin.</param>
/// <param name="High">Right edge of the last bin, which belongs to it.</param>
/// <param name="Counts">Values in each bin.</param>
public sealed record Histogram(double Low, double High, IReadOnlyList<long> Counts)
{
    /// <summary>Width of one bin.</summary>
    public double BinWidth => (High - Low) / Counts.Count;

    /// <summary>Values in all bins.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            foreach (long count in Counts)
            {
                total += count;
            }

            return total;
        }
    }

    /// <summary>Height of bin <paramref name="i"/> so that the whole integrates to 1.</summary>
    public double Density(int i) => Total == 0 ? 0 : Counts[i] / (Total * BinWidth);

    /// <summary>Left edge of bin <paramref name="i"/>; of the last bin plus one, the right end.</summary>
    public double Edge(int i) => i == Counts.Count ? High : Low + (i * BinWidth);

    /// <summary>
    /// Counts the finite values in <paramref name="bins"/> bins between their smallest and largest, as numpy.histogram does; equal values
    /// get a range of width 1 around them.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no bins.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static Histogram Of(ReadOnlySpan<double> values, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        if (!(low <= high))
        {
            return new Histogram(0, 1, new long[bins]);
        }

        return low == high ? Of(values, bins, low - 0.5, high + 0.5) : Of(values, bins, low, high);
    }

    /// <summary>Counts the values in <paramref name="bins"/> bins between two edges; others are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no bins or the edges are not in order.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static Histogram Of(ReadOnlySpan<double> values, int bins, double low, double high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (!(low < high))
        {
            throw new ArgumentOutOfRangeException(nameof(high), high, $"the right edge should be above the left one, {low}");
        }

        long[] counts = new long[bins];
        double scale = bins / (high - low);
        foreach (double value in values)
        {
            if (value >= low && value <= high)
            {
                counts[Math.Min(bins - 1, (int)((value - low) * scale))]++;
            }
        }

        return new Histogram(low, high, counts);
    }
}
