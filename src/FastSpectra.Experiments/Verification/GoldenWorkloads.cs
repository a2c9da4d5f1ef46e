namespace FastSpectra.Experiments;

/// <summary>Every computation whose bits are promised, simplest first.</summary>
public static class GoldenWorkloads
{
    /// <summary>All workloads.</summary>
    public static IReadOnlyList<GoldenWorkload> All { get; } = [.. KernelWorkloads.All, .. DecompositionWorkloads.All, .. TrainingWorkloads.All, .. SpectraWorkloads.All, .. RunWorkloads.All];

    /// <summary>The workloads of <c>verify</c> without <c>--full</c>.</summary>
    public static IReadOnlyList<GoldenWorkload> Quick { get; } = [.. All.Where(workload => workload.Quick)];
}
