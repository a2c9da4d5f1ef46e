namespace FastSpectra.Spectra;

// X = theta u v^T + N with N [rows, columns] of independent entries of variance 1 and unit vectors u, v. With p = rows, q = columns:
// above theta_c = (p q)^(1/4) the largest singular value tends to sqrt((theta^2 + p)(theta^2 + q)) / theta, and
// |<u, u_1>|^2 -> (theta^4 - p q) / (theta^2 (theta^2 + p)), |<v, v_1>|^2 -> (theta^4 - p q) / (theta^2 (theta^2 + q)); below it the
// largest value sticks to the edge sqrt p + sqrt q and both overlaps vanish.
// Source: Baik, Ben Arous, Peche (2005); Benaych-Georges and Nadakuditi (2012), rectangular case, scaled to entries of variance 1.

/// <summary>When a rank-one signal in a random matrix becomes visible as an outlier, where, and how well it is aligned.</summary>
public sealed class BbpTransition
{
    private readonly double _rows;
    private readonly double _columns;

    /// <summary>For a <paramref name="rows"/> x <paramref name="columns"/> matrix with noise of unit variance.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public BbpTransition(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        _rows = rows;
        _columns = columns;
    }

    /// <summary>theta_c = (rows columns)^(1/4): the weakest strength that leaves the bulk.</summary>
    public double Threshold => Math.Sqrt(Math.Sqrt(_rows * _columns));

    /// <summary>sqrt(rows) + sqrt(columns): the largest singular value of the noise.</summary>
    public double Edge => Math.Sqrt(_rows) + Math.Sqrt(_columns);

    /// <summary>Largest singular value of signal and noise.</summary>
    public double LargestValue(double strength)
    {
        double square = strength * strength;
        return strength > Threshold ? Math.Sqrt((square + _rows) * (square + _columns)) / strength : Edge;
    }

    /// <summary>Squared overlap of the first left singular vector with the signal's.</summary>
    public double LeftOverlap(double strength) => Overlap(strength, _rows);

    /// <summary>Squared overlap of the first right singular vector with the signal's.</summary>
    public double RightOverlap(double strength) => Overlap(strength, _columns);

    /// <summary>The strength whose outlier is at <paramref name="value"/>; the threshold where the value is inside the bulk.</summary>
    public double Strength(double value)
    {
        // theta^4 - (value^2 - rows - columns) theta^2 + rows columns = 0, the larger root.
        double b = (value * value) - _rows - _columns;
        double discriminant = (b * b) - (4 * _rows * _columns);
        return value > Edge && discriminant > 0 ? Math.Sqrt((b + Math.Sqrt(discriminant)) / 2) : Threshold;
    }

    private double Overlap(double strength, double size)
    {
        double square = strength * strength;
        return strength > Threshold ? ((square * square) - (_rows * _columns)) / (square * (square + size)) : 0;
    }
}
