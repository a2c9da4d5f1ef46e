namespace FastSpectra.Experiments;

/// <summary>How a sweep is carried out; nothing here changes its numbers.</summary>
public sealed record SweepOptions
{
    /// <summary>Where result files go; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>What the paths of a configuration's data files are relative to; null for the current directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Which part of the sweep is done.</summary>
    public SweepShard Shard { get; init; } = SweepShard.Whole;

    /// <summary>Keep weights and spectra of every run, below <c>runs</c>, also of configurations with <c>lightweight</c>.</summary>
    public bool KeepWeights { get; init; }

    /// <summary>Threads to use; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Continue what an earlier call in the same directory left undone, instead of starting anew.</summary>
    public bool Resume { get; init; }

    /// <summary>Told about progress; null for nobody.</summary>
    public ISweepObserver? Observer { get; init; }

    /// <summary>Asks the sweep to stop after the current step, leaving a directory that can be resumed.</summary>
    public CancellationToken Cancellation { get; init; }
}
