namespace FastSpectra.Experiments;

/// <summary>
/// What data, teacher and initial student depend on: runs of equal keys may share them. Every key of a configuration counts but for those that only say how a
/// student is trained, probed and recorded, so that a new key is on the safe side.
/// </summary>
/// <param name="Draw">Which draws of the seed.</param>
/// <param name="Inputs">The configuration, with defaults for the keys that change nothing about the inputs.</param>
internal readonly record struct InputsKey(InputDraw Draw, ExperimentConfiguration Inputs)
{
    private static readonly ExperimentConfiguration s_default = new();

    public static InputsKey Of(ExperimentConfiguration configuration, InputDraw draw) => new(draw, configuration with
    {
        BatchSize = 0,
        BatchSizeTest = 0,
        Optimizer = s_default.Optimizer,
        Momentum = s_default.Momentum,
        WeightDecay = s_default.WeightDecay,
        Lr = s_default.Lr,
        LrSchedulerCls = s_default.LrSchedulerCls,
        LrSchedulerKwargs = s_default.LrSchedulerKwargs,
        RegLambda = s_default.RegLambda,
        EnableWeightNormalization = s_default.EnableWeightNormalization,
        NumEpochs = s_default.NumEpochs,
        ProbeFreqSteps = s_default.ProbeFreqSteps,
        ProbeWeights = s_default.ProbeWeights,
        PlotOverlaps = s_default.PlotOverlaps,
        ProbeFeatures = s_default.ProbeFeatures,
        FixLastLayer = s_default.FixLastLayer,
        EnableWw = s_default.EnableWw,
        Lightweight = s_default.Lightweight,
        Repeat = s_default.Repeat,
        VaryingParam = s_default.VaryingParam,
        ProbeFeatureScaling = s_default.ProbeFeatureScaling,
        ProbeKernels = s_default.ProbeKernels,
    });
}
