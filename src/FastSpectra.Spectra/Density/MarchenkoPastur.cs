using System.Runtime.CompilerServices;

namespace FastSpectra.Spectra;

// For a rows x columns matrix of independent entries of the given variance, the eigenvalues of W^T W (columns <= rows; otherwise of W W^T)
// follow rho(x) = sqrt((b - x)(x - a)) / (2 pi variance q x), q = min, p = max of the sizes, a, b = variance (sqrt p -+ sqrt q)^2.
// Integrals substitute x = a + (b - a) t^2 (3 - 2t), which takes the square-root edges away; composite Gauss-Legendre, error below 1e-10.
// Source: Marchenko and Pastur (1967), for unnormalised sums of squares.

/// <summary>The law of the squared singular values of a matrix of independent entries.</summary>
public sealed class MarchenkoPastur
{
    private const int Panels = 64;

    // Three-point Gauss-Legendre on [0, 1].
    private const double Offset = 0.11270166537925831148; // (1 - sqrt(3/5)) / 2

    /// <summary>The law for a <paramref name="rows"/> x <paramref name="columns"/> matrix whose entries have <paramref name="variance"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1 or the variance not positive.</exception>
    public MarchenkoPastur(int rows, int columns, double variance = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (!(variance > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(variance), variance, "the variance should be positive");
        }

        Count = Math.Min(rows, columns);
        Variance = variance;
        double large = Math.Sqrt(Math.Max(rows, columns));
        double small = Math.Sqrt(Count);
        LowerEdge = variance * (large - small) * (large - small);
        UpperEdge = variance * (large + small) * (large + small);
    }

    /// <summary>Number of eigenvalues, the smaller size.</summary>
    public int Count { get; }

    /// <summary>Variance of the entries.</summary>
    public double Variance { get; }

    /// <summary>Smallest eigenvalue of the bulk, variance (sqrt p - sqrt q)^2.</summary>
    public double LowerEdge { get; }

    /// <summary>Largest eigenvalue of the bulk, variance (sqrt p + sqrt q)^2.</summary>
    public double UpperEdge { get; }

    /// <summary>Density at eigenvalue <paramref name="x"/>; 0 outside the bulk.</summary>
    public double Density(double x) => x > LowerEdge && x < UpperEdge
        ? Math.Sqrt((UpperEdge - x) * (x - LowerEdge)) / (2 * Math.PI * Variance * Count * x)
        : 0;

    /// <summary>Fraction of eigenvalues not above <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public double Cumulative(double x)
    {
        if (x <= LowerEdge)
        {
            return 0;
        }

        if (x >= UpperEdge)
        {
            return 1;
        }

        double end = Parameter((x - LowerEdge) / (UpperEdge - LowerEdge));
        double step = end / Panels;
        double sum = 0;
        for (int i = 0; i < Panels; i++)
        {
            double t = i * step;
            sum += (5 * Integrand(t + (Offset * step))) + (8 * Integrand(t + (0.5 * step))) + (5 * Integrand(t + ((1 - Offset) * step)));
        }

        return Math.Min(1, sum * step / 18);
    }

    /// <summary>Kolmogorov distance: the largest difference between this law and the fractions of <paramref name="eigenvalues"/>, ascending.</summary>
    public double Distance(ReadOnlySpan<double> eigenvalues)
    {
        double largest = 0;
        for (int i = 0; i < eigenvalues.Length; i++)
        {
            double expected = Cumulative(eigenvalues[i]);
            largest = Math.Max(largest, Math.Abs(expected - ((double)i / eigenvalues.Length)));
            largest = Math.Max(largest, Math.Abs(expected - ((i + 1.0) / eigenvalues.Length)));
        }

        return largest;
    }

    // rho(x) dx/dt at x = a + (b - a) t^2 (3 - 2t).
    private double Integrand(double t)
    {
        double width = UpperEdge - LowerEdge;
        double x = LowerEdge + (width * t * t * (3 - (2 * t)));
        double left = width * t * t * (3 - (2 * t));
        double right = width * (1 - t) * (1 - t) * (1 + (2 * t));
        return x > 0 ? Math.Sqrt(left * right) / (2 * Math.PI * Variance * Count * x) * width * 6 * t * (1 - t) : 0;
    }

    // Solves t^2 (3 - 2t) = y by bisection: 60 halvings reach the spacing of doubles.
    private static double Parameter(double y)
    {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (middle * middle * (3 - (2 * middle)) < y)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + high) / 2;
    }
}
