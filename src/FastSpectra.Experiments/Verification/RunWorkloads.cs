using System.Numerics;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads that are whole runs: every result file but run.json, byte for byte.</summary>
internal static class RunWorkloads
{
    private static readonly ExperimentConfiguration s_small = new()
    {
        N = 90, NTest = 40, H = 60, D = 40, NumEpochs = 4, ProbeFreqSteps = 2, Lr = 0.3, Seed = 11,
    };

    public static IEnumerable<GoldenWorkload> All =>
    [
        Run<float>("run/adam/float", true, s_small),
        Run<double>("run/adam/double", false, s_small with { Dtype = NumberType.Float64 }),
        Run<float>("run/momentum-decay-steplr/float", true, s_small with
        {
            Optimizer = OptimizerKind.Sgd, Lr = 20, Momentum = 0.9, WeightDecay = 0.001, LrSchedulerCls = LrScheduler.StepLR,
            LrSchedulerKwargs = new StepLRArguments { StepSize = 1, Gamma = 0.7 }, ProbeFeatureScaling = ProbeFeatureScaling.ReferenceCode,
        }),
        Run<float>("run/overlaps-weight-normalization/float", false, s_small with { PlotOverlaps = true, ProbeFreqSteps = 1, EnableWeightNormalization = true }),
        Run<float>("run/minibatch-both-layers/float", false, s_small with { BatchSize = 32, FixLastLayer = false, NumEpochs = 3 }),
        Run<float>("run/four-layers/float", false, s_small with { L = 4, PlotOverlaps = true, NumEpochs = 2, FixLastLayer = false, BatchSize = 60 }),
        Run<double>("run/narrow/double", true, s_small with { Dtype = NumberType.Float64, H = 30, N = 25, Optimizer = OptimizerKind.Sgd, Lr = 5 }),
        Run<float>("run/kernels-normalized-tanh/float", false, s_small with
        {
            BatchSize = 32, FixLastLayer = false, NumEpochs = 3, ProbeFreqSteps = 3, Lr = 0.02, ProbeKernels = true, Activation = ActivationKind.NormalisedTanh,
            Teacher = TeacherLink.NormalisedSoftplus, TeacherNormTerm = 0.2,
        }),
        Run<double>("run/kernels-four-layers/double", false, s_small with
        {
            Dtype = NumberType.Float64, L = 4, BatchSize = 45, FixLastLayer = false, NumEpochs = 1, ProbeFreqSteps = 2, Lr = 0.02, ProbeKernels = true,
        }),
        Run<float>("run/larger/float", false, s_small with { N = 500, H = 375, D = 250, NTest = 100, NumEpochs = 6, ProbeFreqSteps = 3, PlotOverlaps = true }),
    ];

    private static GoldenWorkload Run<T>(string name, bool quick, ExperimentConfiguration configuration)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(name, quick, (output, team) =>
        {
            DirectoryInfo directory = Directory.CreateTempSubdirectory("fastspectra-verify-");
            try
            {
                using ExperimentInputs<T> inputs = ExperimentInputs<T>.Draw(configuration, InputDraw.First, team);
                ExperimentRun.Execute(configuration, inputs, new RunOptions { OutputDirectory = directory.FullName }, team);
                foreach (string file in Directory.EnumerateFiles(directory.FullName).Order(StringComparer.Ordinal))
                {
                    if (Path.GetFileName(file) != "run.json")
                    {
                        output.AddBytes(Path.GetFileName(file), File.ReadAllBytes(file));
                    }
                }
            }
            finally
            {
                directory.Delete(recursive: true);
            }
        });
}
