namespace FastSpectra.Experiments;

/// <summary>How a run is carried out; nothing here changes its results.</summary>
public sealed record RunOptions
{
    /// <summary>Where result files go; null writes none.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>A safetensors file that replaces everything random; null draws from the configuration's seed.</summary>
    public string? TensorsFile { get; init; }

    /// <summary>What the paths of a configuration's data files are relative to; null for the current directory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Threads to use; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Continue where an earlier run in the same directory stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>Which of the seed's draws of data, teacher and student are used.</summary>
    public InputDraw Draw { get; init; } = InputDraw.First;

    /// <summary>
    /// Further read-outs of the same network at the same probes, in <see cref="RunResult.AdditionalProbes"/>: one training serves them all. They are
    /// kept in memory only and need a fixed last layer.
    /// </summary>
    public IReadOnlyList<ReadoutSettings> AdditionalReadouts { get; init; } = [];

    /// <summary>Of the steps that the configuration probes, only these; null for all of them.</summary>
    public IReadOnlyCollection<long>? OnlySteps { get; init; }

    /// <summary>Told about progress; null for nobody.</summary>
    public IRunObserver? Observer { get; init; }

    /// <summary>Asks the run to stop after the current step, leaving a directory that can be resumed.</summary>
    public CancellationToken Cancellation { get; init; }
}
