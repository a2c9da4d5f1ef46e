namespace FastSpectra.Experiments;

/// <summary>Work of an experiment, for estimates of time; nothing else depends on it.</summary>
/// <param name="Products">Floating-point operations of matrix products.</param>
/// <param name="Decompositions">Floating-point operations of singular value decompositions, which run at a lower rate.</param>
public readonly record struct StudyCost(double Products, double Decompositions)
{
    /// <summary>No work.</summary>
    public static StudyCost None => default;

    /// <summary>All operations.</summary>
    public double Total => Products + Decompositions;

    /// <summary>Both.</summary>
    public static StudyCost operator +(StudyCost a, StudyCost b) => new(a.Products + b.Products, a.Decompositions + b.Decompositions);

    /// <summary>Repeated.</summary>
    public static StudyCost operator *(double times, StudyCost cost) => new(times * cost.Products, times * cost.Decompositions);

    /// <summary>One step of training on the whole batch: 4 n h d.</summary>
    public static StudyCost Step(double n, double h, double d) => new(4 * n * h * d, 0);

    /// <summary>Features, their product with themselves and the ridge fit.</summary>
    public static StudyCost Readout(double n, double h, double d) => new((2 * n * h * d) + (n * h * Math.Min(n, h)) + (h * h * h / 3), 0);

    /// <summary>Singular values of an h x d matrix: 4 p q^2 - 4 q^3 / 3.</summary>
    public static StudyCost Values(double h, double d)
    {
        double p = Math.Max(h, d), q = Math.Min(h, d);
        return new(0, (4 * p * q * q) - (4 * q * q * q / 3));
    }

    /// <summary>Singular values and vectors.</summary>
    public static StudyCost Vectors(double h, double d) => 4 * Values(h, d);
}
