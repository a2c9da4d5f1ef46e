namespace FastSpectra.Experiments;

/// <summary>What a run measured.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Where it did not complete: why, in words. Otherwise null.</summary>
    public string? Reason { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>One record per probe, in the order of steps.</summary>
    public required IReadOnlyList<ProbeRecord> Probes { get; init; }

    /// <summary>Singular values of W_1, W_2, ... per probed step, descending; empty where weights were not probed.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<long, double[]>> LayerSingularValues { get; init; }

    /// <summary>Those of the first layer.</summary>
    public IReadOnlyDictionary<long, double[]> SingularValues => LayerSingularValues[0];

    /// <summary>What each of <see cref="RunOptions.AdditionalReadouts"/> measured, at the same steps as <see cref="Probes"/>; losses and alignment of features only.</summary>
    public IReadOnlyList<IReadOnlyList<ProbeRecord>> AdditionalProbes { get; init; } = [];

    /// <summary>Spectra of the kernels per step that this call probed; empty where kernels were not probed.</summary>
    public IReadOnlyDictionary<long, KernelSpectra> Kernels { get; init; } = new Dictionary<long, KernelSpectra>();

    /// <summary>Where the time went.</summary>
    public required PhaseClock Phases { get; init; }
}
