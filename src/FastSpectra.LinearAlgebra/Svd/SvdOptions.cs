namespace FastSpectra.LinearAlgebra;

/// <summary>Options of the overloads of <see cref="Svd"/> that allocate their results.</summary>
/// <example><code>SvdResult&lt;double&gt; svd = Svd.Compute&lt;double&gt;(a, new SvdOptions { Vectors = SvdVectors.Full });</code></example>
public sealed record SvdOptions
{
    /// <summary>Economy (the default) or full bases.</summary>
    public SvdVectors Vectors { get; init; }

    /// <summary>Threads to use; the result does not depend on them. The default is the calling thread alone.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Single;

    /// <summary>
    /// A cap on the iterations instead of the default: levels of bisection for values alone, QR steps per block with vectors or projections.
    /// The defaults suffice for every finite matrix met so far; below what a matrix needs the status is <see cref="SvdStatus.NotConverged"/>.
    /// </summary>
    public int? IterationLimit { get; init; }
}
