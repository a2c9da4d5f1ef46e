namespace FastSpectra.LinearAlgebra;

/// <summary>Options of <see cref="TopTriplets"/>.</summary>
public sealed record TopTripletsOptions
{
    /// <summary>Residual |A^T u - s v| allowed, relative to the largest value; 0 (the default) stands for 1e-5 in float and 1e-10 in double. What rounding leaves is the least: 5e-7 and 5e-14.</summary>
    public double Tolerance { get; init; }

    /// <summary>Vectors in the basis, rounded up to whole blocks; 0 (the default) stands for a size that suits k and the operator.</summary>
    public int Basis { get; init; }

    /// <summary>Restarts allowed.</summary>
    public int RestartLimit { get; init; } = 300;

    /// <summary>Seed of the start vectors.</summary>
    public ulong Seed { get; init; }

    /// <summary>Reorthogonalise the right vectors only (cheaper for tall operators; for values that are not tiny).</summary>
    public bool OneSided { get; init; }

    /// <summary>
    /// How to look for values that the search missed (multiple ones, an unlucky start). Null (the default) stands for
    /// <see cref="TopTripletsCheck.Count"/> where the operator is a stored matrix of m n^2 up to 5e8, else <see cref="TopTripletsCheck.Probe"/>.
    /// </summary>
    public TopTripletsCheck? Check { get; init; }

    /// <summary>Threads; the result does not depend on them.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Single;
}
