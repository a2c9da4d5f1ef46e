namespace FastSpectra.Experiments;

/// <summary>The reproductions of arXiv 2211.06506.</summary>
internal static class Paper2Reproductions
{
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        InitialKernelLaws.Reproduction, BulkInvariance.Reproduction, LargeRateSpike.Reproduction, AdaptiveHeavyTails.Reproduction, Generalisation.Reproduction, StrategiesTable.Reproduction,
    ];
}
