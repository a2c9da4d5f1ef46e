namespace FastSpectra.Experiments;

/// <summary>How reproductions are carried out.</summary>
public sealed record ReproductionOptions
{
    /// <summary>Where result files go; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>The papers' sizes or the quick ones.</summary>
    public ReproductionScale Scale { get; init; }

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use; 0 means one per processor. Results do not depend on them.</summary>
    public int Threads { get; init; }

    /// <summary>Do only the studies, and parts of studies, that the directory does not hold yet.</summary>
    public bool Resume { get; init; }

    /// <summary>Told about progress: study, its part, and the share of all work that is done; null for nobody.</summary>
    public Action<string, string, double>? Progress { get; init; }

    /// <summary>Asks to stop after the current part, leaving a directory that can be resumed.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The program under test.</summary>
    public Laboratory Laboratory { get; init; } = Laboratory.Intact;
}
