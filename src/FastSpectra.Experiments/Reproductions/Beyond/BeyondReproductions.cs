namespace FastSpectra.Experiments;

/// <summary>What goes beyond both papers.</summary>
internal static class BeyondReproductions
{
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        Depth.Reproduction, OptimiserRules.Reproduction, MinibatchNoise.Reproduction, MultiIndexTeachers.Reproduction, ActivationFunctions.Reproduction,
    ];
}
