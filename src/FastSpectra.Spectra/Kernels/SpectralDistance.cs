using System.Runtime.CompilerServices;

namespace FastSpectra.Spectra;

/// <summary>How far two spectra of the same number of values are from each other.</summary>
public static class SpectralDistance
{
    /// <summary>Kolmogorov distance sup |F_a - F_b| of two lists, each ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double Kolmogorov(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int i = 0;
        int j = 0;
        double largest = 0;
        while (i < a.Length && j < b.Length)
        {
            double x = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= x)
            {
                i++;
            }

            while (j < b.Length && b[j] <= x)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }

        return largest;
    }

    /// <summary>Mean of |a_i - b_i|: the Wasserstein-1 distance of two lists in the same order.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double MeanShift(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} values are compared with {b.Length}", nameof(b));
        }

        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return sum / a.Length;
    }
}
