using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>Kernels are measured against what they were before training; a run that is resumed or shares its initial network measures the same.</summary>
public sealed class KernelProbeTests
{
    private static readonly ExperimentConfiguration s_small = new()
    {
        N = 60, NTest = 30, H = 45, D = 30, BatchSize = 12, FixLastLayer = false, NumEpochs = 2, ProbeFreqSteps = 5, Optimizer = OptimizerKind.Sgd, Lr = 1, Seed = 3,
        ProbeKernels = true, Activation = ActivationKind.NormalisedTanh, Teacher = TeacherLink.NormalisedSoftplus, TeacherNormTerm = 0.2,
    };

    [Fact]
    public void StepZeroHasNotMovedAndLaterOnesHave()
    {
        using TemporaryDirectory directory = new();
        RunResult result = ExperimentRun.Execute(s_small, new RunOptions { Threads = 1, OutputDirectory = directory.Path });
        ProbeRecord first = result.Probes[0], last = result.Probes[^1];
        foreach (Metric metric in (Metric[])[Metric.WDistance, Metric.ChangeFrobenius, Metric.LastLayerChange, Metric.CkDistance, Metric.CkMeanShift, Metric.CkChange, Metric.NtkDistance, Metric.NtkMeanShift, Metric.NtkChange])
        {
            Assert.Equal(0, first[metric]);
            Assert.True(last[metric] > 0, metric.ToString());
        }

        Assert.True(double.IsNaN(first[Metric.ChangeSpectral]));
        Assert.True(last[Metric.ChangeSpectral] <= last[Metric.ChangeFrobenius] * Math.Sqrt(45 * 30));
        Assert.True(last[Metric.NetworkTrainLoss] < first[Metric.NetworkTrainLoss]);
        Assert.Equal(last[Metric.TestLoss], last[Metric.NetworkTestLoss], 1e-12);
        using SafetensorsFile spectra = SafetensorsFile.Open(Path.Combine(directory.Path, "spectra.safetensors"));
        double[] values = new double[60];
        spectra["NTK.step10.eigenvalues"].CopyTo<double>(values);
        Assert.Equal(last[Metric.NtkTop1], values[0]);
        Assert.Equal(last[Metric.NtkSmallest], values[^1]);
        spectra["CK.step0.eigenvalues"].CopyTo<double>(values);
        Assert.Equal(first[Metric.CkTop1], values[0]);
        Assert.Equal(0, values[45]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void AResumedRunMeasuresTheSame(long stop)
    {
        using TemporaryDirectory whole = new(), parts = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = whole.Path, Threads = 1 });
        using CancellationTokenSource cancellation = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = parts.Path, Threads = 2, Cancellation = cancellation.Token, Observer = new StopAt(stop, cancellation) });
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = parts.Path, Threads = 1, Resume = true });
        Assert.Equal(whole.ResultFiles(), parts.ResultFiles());
    }

    [Fact]
    public void RunsThatShareTheInitialNetworkMeasureWhatTheyMeasureAlone()
    {
        ExperimentConfiguration other = s_small with { Lr = 0.5 };
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(s_small, InputDraw.First, ThreadTeam.Single);
        using SharedStart<float> shared = new();
        ExperimentRun.Execute(s_small, inputs, new RunOptions(), ThreadTeam.Single, shared);
        RunResult second = ExperimentRun.Execute(other, inputs, new RunOptions(), ThreadTeam.Single, shared);
        RunResult alone = ExperimentRun.Execute(other, inputs, new RunOptions(), ThreadTeam.Single);
        Assert.Equal(alone.Probes.Select(probe => probe.ToCsv()), second.Probes.Select(probe => probe.ToCsv()));
    }

    private sealed class StopAt(long step, CancellationTokenSource cancellation) : IRunObserver
    {
        public void Started(long stepsDone, long totalSteps)
        {
            if (step == 0)
            {
                cancellation.Cancel();
            }
        }

        public void Stepped(long stepsDone, long totalSteps, double loss)
        {
            if (stepsDone == step)
            {
                cancellation.Cancel();
            }
        }

        public void Probed(ProbeRecord record)
        {
        }
    }
}
