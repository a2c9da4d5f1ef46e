namespace FastSpectra.Experiments;

/// <summary>The reproductions of arXiv 2406.04657.</summary>
internal static class Paper1Reproductions
{
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        InitialSpectrum.Reproduction, FirstUpdate.Reproduction, Spike.Reproduction, MainExperiment.Reproduction, LearningRates.OneStep, LearningRates.TenSteps, FeatureScaling.Reproduction,
        StepCurves.Samples, StepCurves.Noise, StepCurves.Ridge, Schedules.Schedule, Schedules.Normalisation, Overlaps.Reproduction, LargeSample.Reproduction, Phases.Reproduction,
    ];
}
