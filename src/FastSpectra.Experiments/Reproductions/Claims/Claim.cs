namespace FastSpectra.Experiments;

/// <summary>A statement of a paper that measurements can contradict.</summary>
public sealed record Claim
{
    /// <summary>Its reproduction's id and a word or two.</summary>
    public required string Id { get; init; }

    /// <summary>The statement, as plain text, without the numbers it is checked against.</summary>
    public required string Statement { get; init; }

    /// <summary>Where it is stated: theorem, figure or measured table, as far as its number is known.</summary>
    public required string Source { get; init; }

    /// <summary>The figure of the report that shows it.</summary>
    public required string Figure { get; init; }

    /// <summary>Why it cannot be checked at the quick sizes; null where it can.</summary>
    public string? FullSizeOnly { get; init; }

    /// <summary>Judges it from what was measured.</summary>
    public required Func<Evidence, Finding> Evaluate { get; init; }

    /// <summary>The finding, skipped at sizes where the claim says nothing.</summary>
    public Finding Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (FullSizeOnly is not null && evidence.Scale == ReproductionScale.Quick)
        {
            return new Finding(ClaimVerdict.Skipped, FullSizeOnly, "not at the quick sizes");
        }

        return Evaluate(evidence);
    }
}
