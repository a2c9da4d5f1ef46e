using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// lambda_i = s_i^2 ascending, i = 0 ... N-1. alpha_i = 1 + (N - i) / T_i with T_i = sum_{j>=i} ln(lambda_j / lambda_i).
// T_i = T_{i+1} + (N-1-i) ln(lambda_{i+1} / lambda_i): a sum of positive terms,
// without the cancellation of sum ln lambda_j - n ln lambda_i. O(N) for all alpha_i; the KS distances cost at most N^2 / 2
// exponentials, in blocks, and a candidate is given up as soon as its distance exceeds the best one (that changes no result).
// Source: Hill's estimator and the Kolmogorov-Smirnov choice of the tail as arXiv 2406.04657's code defines them.

/// <summary>
/// The power-law exponents of a spectrum at every possible start of the tail, and the two choices of a start the papers use.
/// </summary>
public sealed class PowerLawTail
{
    // Eigenvalues whose distances are evaluated before a candidate may be given up.
    private const int Block = 256;

    private readonly double[] _logarithms;
    private readonly double[] _alphas;

    /// <summary>Prepares from singular values in any order; eigenvalues are their squares.</summary>
    /// <exception cref="ArgumentException">A value is negative, infinite or NaN.</exception>
    public PowerLawTail(ReadOnlySpan<double> singularValues)
    {
        double[] s = singularValues.ToArray();
        foreach (double value in s)
        {
            if (!double.IsFinite(value) || value < 0)
            {
                throw new ArgumentException($"singular values are finite and not negative, but one is {value}", nameof(singularValues));
            }
        }

        Array.Sort(s);
        int count = s.Length;
        _logarithms = new double[count];
        _alphas = new double[count];
        double sum = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            _logarithms[i] = 2 * Log.Of(s[i]);
            if (i < count - 1)
            {
                sum += (count - 1 - i) * (2 * Log.Of(s[i + 1] / s[i]));
            }

            _alphas[i] = s[i] > 0 ? 1 + ((count - i) / sum) : double.NaN;
        }
    }

    /// <summary>Number of eigenvalues N.</summary>
    public int Count => _alphas.Length;

    /// <summary>alpha_i for every start i; infinite where all of the tail is equal, NaN where lambda_i = 0.</summary>
    public ReadOnlySpan<double> Alphas => _alphas;

    /// <summary>PL_Alpha_Hill: alpha_i at i = floor(N / 2).</summary>
    public PowerLawFit Hill()
    {
        int start = Count / 2;
        return Count == 0 || !double.IsFinite(_alphas[start]) ? PowerLawFit.None : new PowerLawFit(_alphas[start], start, double.NaN);
    }

    /// <summary>PL_Alpha_KS: alpha_i at the i &lt; N - 1 of the smallest <see cref="Distance"/>, the first one where several are.</summary>
    public PowerLawFit KolmogorovSmirnov()
    {
        PowerLawFit best = PowerLawFit.None;
        double smallest = double.PositiveInfinity;
        double[] scratch = new double[Block];
        for (int i = 0; i < Count - 1; i++)
        {
            double distance = DistanceBelow(i, smallest, scratch);
            if (distance < smallest)
            {
                smallest = distance;
                best = new PowerLawFit(_alphas[i], i, distance);
            }
        }

        return best;
    }

    /// <summary>
    /// D_i = max_{j>=i} |1 - (lambda_j / lambda_i)^(1 - alpha_i) - (j - i) / (N - i)|; infinite where alpha_i is not a finite number above 1.
    /// </summary>
    public double Distance(int start) => DistanceBelow(start, double.PositiveInfinity, new double[Block]);

    // The distance of candidate i, or anything not below the limit once it is known not to be below it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private double DistanceBelow(int i, double limit, Span<double> scratch)
    {
        double alpha = _alphas[i];
        if (!double.IsFinite(alpha) || !(alpha > 1))
        {
            return double.PositiveInfinity;
        }

        double largest = 0;
        double first = _logarithms[i];
        double tail = Count - i;
        for (int begin = i; begin < Count && largest < limit; begin += Block)
        {
            int length = Math.Min(Block, Count - begin);
            Span<double> fitted = scratch[..length];
            for (int k = 0; k < length; k++)
            {
                fitted[k] = (1 - alpha) * (_logarithms[begin + k] - first);
            }

            Exp.Apply(fitted, fitted);
            for (int k = 0; k < length; k++)
            {
                largest = Math.Max(largest, Math.Abs(1 - fitted[k] - ((begin + k - i) / tail)));
            }
        }

        return largest;
    }
}
