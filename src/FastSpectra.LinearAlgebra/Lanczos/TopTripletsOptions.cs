namespace FastSpectra.LinearAlgebra;

/// <summary>Options of <see cref="TopTriplets"/>.</summary>
public sealed record TopTripletsOptions
{
    /// <summary>Residual |A^T u - s v| allowed, relative to the largest value; 0 (the default) stands for 1e-5 in float and 1e-10 in double.</summary>
    public double Tolerance { get; init; }

    /// <summary>Vectors in the basis; 0 (the default) stands for 3k + 20, enough for a flat spectrum without costing more than products with A.</summary>
    public int Basis { get; init; }

    /// <summary>Restarts allowed.</summary>
    public int RestartLimit { get; init; } = 300;

    /// <summary>Seed of the start vectors.</summary>
    public ulong Seed { get; init; }

    /// <summary>Reorthogonalise the right vectors only (cheaper for tall operators; for values that are not tiny).</summary>
    public bool OneSided { get; init; }

    /// <summary>Look with a second, independent probe for values that the first missed (multiple ones, an unlucky start).</summary>
    public bool Verify { get; init; } = true;

    /// <summary>Threads; the result does not depend on them.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Single;
}
