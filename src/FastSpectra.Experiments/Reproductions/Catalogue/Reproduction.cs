namespace FastSpectra.Experiments;

/// <summary>One figure or statement of a paper, repeated: what is run, what is drawn, and what is claimed.</summary>
public sealed record Reproduction
{
    /// <summary>Name on the command line: <c>p1-</c>, <c>p2-</c> or <c>b-</c> and words joined by hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>The paper.</summary>
    public required Paper Paper { get; init; }

    /// <summary>The figure or theorem, by its subject where its number is not known.</summary>
    public required string Figure { get; init; }

    /// <summary>Heading of its section, as plain text.</summary>
    public required string Title { get; init; }

    /// <summary>What is run and what to look at, in the figures' markup; one string per paragraph.</summary>
    public required IReadOnlyList<string> Text { get; init; }

    /// <summary>Where the configuration is stated, or that it is not and whose choice it is.</summary>
    public required string Configuration { get; init; }

    /// <summary>The experiments that it needs; several reproductions may share one.</summary>
    public required IReadOnlyList<Study> Studies { get; init; }

    /// <summary>What is claimed; every claim's id begins with the reproduction's.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>What is drawn from the tables of its studies.</summary>
    public required Func<Evidence, IReadOnlyList<FigureDefinition>> Figures { get; init; }

    /// <summary>Work of all its studies.</summary>
    public StudyCost Cost(ReproductionScale scale) => Studies.Aggregate(StudyCost.None, (sum, study) => sum + study.Cost(scale));
}
