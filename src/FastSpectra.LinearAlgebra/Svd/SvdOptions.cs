namespace FastSpectra.LinearAlgebra;

/// <summary>Options of the overloads of <see cref="Svd"/> that allocate their results.</summary>
/// <example><code>SvdResult&lt;double&gt; svd = Svd.Compute&lt;double&gt;(a, new SvdOptions { Vectors = SvdVectors.Full });</code></example>
public sealed record SvdOptions
{
    /// <summary>Economy (the default) or full bases.</summary>
    public SvdVectors Vectors { get; init; }

    /// <summary>Threads to use; the result does not depend on them. The default is the calling thread alone.</summary>
    public ThreadTeam Team { get; init; } = ThreadTeam.Single;
}
