namespace FastSpectra.Experiments;

/// <summary>What reproductions found.</summary>
/// <param name="Reproductions">The ones that were asked for.</param>
/// <param name="Claims">Every claim of them with its finding; empty where interrupted.</param>
/// <param name="Evidence">All tables; null where interrupted.</param>
/// <param name="IsInterrupted">Whether it was asked to stop before the end.</param>
public sealed record ReproductionResult(
    IReadOnlyList<Reproduction> Reproductions, IReadOnlyList<(Reproduction Reproduction, Claim Claim, Finding Finding)> Claims, Evidence? Evidence, bool IsInterrupted)
{
    /// <summary>Number of claims with a verdict.</summary>
    public int Count(ClaimVerdict verdict) => Claims.Count(claim => claim.Finding.Verdict == verdict);
}
