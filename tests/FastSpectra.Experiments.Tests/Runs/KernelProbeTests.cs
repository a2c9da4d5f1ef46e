using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
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

    // K = J J^T with the Jacobian of the outputs by central differences over every weight: nothing of the kernel's own formulas.
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void TheTangentKernelIsTheJacobianTimesItself(int layers, bool fixLastLayer)
    {
        ExperimentConfiguration c = new()
        {
            L = layers, N = 7, D = 4, H = 5, NTest = 3, Dtype = NumberType.Float64, FixLastLayer = fixLastLayer, NumEpochs = 2, ProbeFreqSteps = 2, Lr = 0.1, Seed = 5, ProbeKernels = true,
        };
        using ExperimentInputs<double> inputs = ExperimentInputs<double>.Draw(c, InputDraw.First, ThreadTeam.Single);
        using Student<double> student = inputs.Student.Clone();
        RunResult result = ExperimentRun.Train(c, inputs, student, ThreadTeam.Single);
        Assert.Equal((RunStatus.Completed, "ok"), (result.Status, result.Probes[^1].Status));
        Matrix<double>[] parameters = [.. student.HiddenLayers, .. fixLastLayer ? Array.Empty<Matrix<double>>() : [student.A]];
        double[,] kernel = new double[c.N, c.N];
        foreach (Matrix<double> parameter in parameters)
        {
            for (int k = 0; k < parameter.Count; k++)
            {
                int row = k / parameter.Columns, column = k % parameter.Columns;
                double before = parameter[row, column];
                parameter[row, column] = before + 1e-5;
                double[] up = Outputs();
                parameter[row, column] = before - 1e-5;
                double[] down = Outputs();
                parameter[row, column] = before;
                for (int i = 0; i < c.N; i++)
                {
                    for (int j = 0; j < c.N; j++)
                    {
                        kernel[i, j] += (up[i] - down[i]) * (up[j] - down[j]) / 4e-10;
                    }
                }
            }
        }

        using Matrix<double> dense = new(c.N, c.N);
        for (int i = 0; i < c.N; i++)
        {
            for (int j = 0; j < c.N; j++)
            {
                dense[i, j] = kernel[i, j];
            }
        }

        KernelSpectra found = result.Kernels[2];
        double[] expected = Svd.Values<double>(dense.Span2D);
        Assert.Equal(expected, found.Tangent!.Eigenvalues.ToArray(), (a, b) => Math.Abs(a - b) <= 1e-8);
        Assert.Equal(expected[0], result.Probes[^1][Metric.NtkTop1], 1e-8);
        Assert.NotEqual(expected[0], result.Probes[0][Metric.NtkTop1], 1e-4);

        // The laws, and the numbers of eigenvalues above their edges, are those of two layers.
        Assert.Equal(layers > 2, double.IsNaN(result.Probes[^1][Metric.CkAboveEdge]));
        Assert.Equal(layers > 2, double.IsNaN(result.Probes[^1][Metric.NtkAboveEdge]));

        double[] Outputs()
        {
            using Matrix<double> features = new(c.N, c.H);
            using Workspace workspace = new();
            student.Features(inputs.Train.X.View, Math.Sqrt(student.Sizes.FanIn(layers - 2)), features.View, workspace, ThreadTeam.Single);
            double[] outputs = new double[c.N];
            student.Outputs(features.View, outputs);
            return outputs;
        }
    }

    // Above the largest kernel that is formed: few parameters, so that the Jacobian's singular values are the kernel's eigenvalues.
    [Fact]
    public void ManySamplesOfADeepStudentAreOnlyMultipliedWith()
    {
        ExperimentConfiguration c = new()
        {
            L = 3, N = TangentKernel.LargestDense + 4, D = 5, H = 6, NTest = 3, Dtype = NumberType.Float64, NumEpochs = 0, Seed = 5, ProbeKernels = true, ProbeFeatures = false,
        };
        using ExperimentInputs<double> inputs = ExperimentInputs<double>.Draw(c, InputDraw.First, ThreadTeam.Single);
        RunResult result = ExperimentRun.Execute(c, inputs, new RunOptions(), ThreadTeam.Single);
        Assert.Null(result.Kernels[0].Tangent);
        using Matrix<double> z1 = new(c.N, c.H), z2 = new(c.N, c.H), s1 = new(c.N, c.H), s2 = new(c.N, c.H), jacobian = new(c.N, (c.H * c.D) + (c.H * c.H));
        using Workspace workspace = new();
        inputs.Student.KernelFactors(inputs.Train.X.View, [z1, z2], [s1, s2], workspace, ThreadTeam.Single);
        for (int i = 0; i < c.N; i++)
        {
            for (int j = 0; j < jacobian.Columns; j++)
            {
                int k = j - (c.H * c.D);
                jacobian[i, j] = k < 0 ? s1[i, j / c.D] * inputs.Train.X[i, j % c.D] / Math.Sqrt(c.H * c.D) : s2[i, k / c.H] * z1[i, k % c.H] / c.H;
            }
        }

        double[] values = Svd.Values<double>(jacobian.Span2D);
        ProbeRecord record = result.Probes[0];
        Assert.Equal("ok", record.Status);
        Assert.Equal(values[0] * values[0], record[Metric.NtkTop1], 1e-3 * record[Metric.NtkTop1]);
        (double mean, double error) = result.Kernels[0].TangentDensity!.Average(value => value);
        Assert.True(Math.Abs(mean - (values.Sum(value => value * value) / c.N)) <= 5 * error);
        Assert.True(double.IsNaN(record[Metric.NtkSmallest]));
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
