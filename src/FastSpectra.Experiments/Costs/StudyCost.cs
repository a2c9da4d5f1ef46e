using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Work of an experiment, for estimates of time; nothing else depends on it. The formulas are those of <c>docs/cost.md</c>.</summary>
/// <param name="Products">Floating-point operations of matrix products in the run's own type.</param>
/// <param name="Decompositions">Floating-point operations of singular value decompositions, as counted for the classical algorithm (Golub and Van Loan, 5.4).</param>
/// <param name="DoubleProducts">Floating-point operations of matrix products and Cholesky factors that are in double whatever the type.</param>
/// <param name="DecompositionUnits">
/// Time of the decompositions in those of one <see cref="ReferenceOrder"/> x <see cref="ReferenceOrder"/> matrix: their rate grows with their size, so that operations alone do not say it.
/// </param>
public readonly record struct StudyCost(double Products, double Decompositions, double DoubleProducts = 0, double DecompositionUnits = 0)
{
    /// <summary>Order of the matrix whose decomposition is measured to know the machine.</summary>
    public const int ReferenceOrder = 512;

    // Seconds of a square matrix go as its order to this power from 200 to 2000 (docs/cost.md): between the band's chase, O(q^2), and the products, O(q^3).
    private const double TimeExponent = 2.7;

    // The rows beyond a square are taken off by QR, at this many times the rate of the reference decomposition.
    private const double TallSpeedUp = 1.6;

    // Vectors double the time of values; the classical count is four times as many operations.
    private const double VectorUnits = 2;

    /// <summary>No work.</summary>
    public static StudyCost None => default;

    /// <summary>All operations.</summary>
    public double Total => Products + DoubleProducts + Decompositions;

    /// <summary>Both.</summary>
    public static StudyCost operator +(StudyCost a, StudyCost b) =>
        new(a.Products + b.Products, a.Decompositions + b.Decompositions, a.DoubleProducts + b.DoubleProducts, a.DecompositionUnits + b.DecompositionUnits);

    /// <summary>Repeated.</summary>
    public static StudyCost operator *(double times, StudyCost cost) =>
        new(times * cost.Products, times * cost.Decompositions, times * cost.DoubleProducts, times * cost.DecompositionUnits);

    /// <summary>One step of training on the whole batch: 4 n h d.</summary>
    public static StudyCost Step(double n, double h, double d) => new(4 * n * h * d, 0);

    /// <summary>Features, their product with themselves and the ridge fit: 2 n h d, n h m with its symmetry used, and m^3 / 3, where m = min(n, h).</summary>
    public static StudyCost Readout(double n, double h, double d)
    {
        double m = Math.Min(n, h);
        return new(2 * n * h * d, 0, (n * h * m) + (m * m * m / 3));
    }

    /// <summary>Singular values of an h x d matrix: 4 p q^2 - 4 q^3 / 3.</summary>
    public static StudyCost Values(double h, double d)
    {
        double p = Math.Max(h, d), q = Math.Min(h, d);
        double reference = 8.0 / 3 * ReferenceOrder * ReferenceOrder * ReferenceOrder;
        return new(0, (4 * p * q * q) - (4 * q * q * q / 3), 0, Power.Of(q / ReferenceOrder, TimeExponent) + (2 * (p - q) * q * q / (TallSpeedUp * reference)));
    }

    /// <summary>Singular values and vectors.</summary>
    public static StudyCost Vectors(double h, double d)
    {
        StudyCost values = Values(h, d);
        return new(0, 4 * values.Decompositions, 0, VectorUnits * values.DecompositionUnits);
    }
}
