namespace FastSpectra.Experiments;

/// <summary>What a sweep measured.</summary>
public sealed class SweepResult
{
    internal SweepResult(SweepPlan plan, IReadOnlyList<IReadOnlyList<ProbeRecord>?> records, bool isInterrupted)
    {
        Plan = plan;
        Records = records;
        IsInterrupted = isInterrupted;
    }

    /// <summary>The runs.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The probes of each run of <see cref="SweepPlan.Runs"/>; null for runs that are not finished or belong to another shard.</summary>
    public IReadOnlyList<IReadOnlyList<ProbeRecord>?> Records { get; }

    /// <summary>True where it was asked to stop before all was done.</summary>
    public bool IsInterrupted { get; }

    /// <summary>True where every run of the whole sweep is there.</summary>
    public bool IsComplete => Records.All(records => records is not null);

    /// <summary>The finished runs that diverged.</summary>
    public IEnumerable<SweepRun> Diverged => Plan.Runs.Where(run => Records[run.Index] is { } records && HasDiverged(records));

    /// <summary>Means and standard deviations over repeats, from the finished runs.</summary>
    public SweepSummary Summarise() => new(this);

    internal static bool HasDiverged(IReadOnlyList<ProbeRecord> records) => records[^1].Status.StartsWith("diverged", StringComparison.Ordinal);
}
