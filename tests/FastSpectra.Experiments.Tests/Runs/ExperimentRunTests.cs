using System.Globalization;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>
/// The files of a run depend on its inputs alone, survive interruption and divergence, and bad inputs are refused before any work.
/// </summary>
public sealed class ExperimentRunTests
{
    private static readonly ExperimentConfiguration s_small = new() { N = 40, NTest = 15, D = 12, H = 18, NumEpochs = 6, ProbeFreqSteps = 2, Lr = 0.3, Seed = 7 };

    public static TheoryData<string> Kinds => ["adam", "minibatch", "momentum64", "overlaps", "lastlayer", "float64", "deep"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnInterruptedAndResumedRunHasTheSameBytes(string kind)
    {
        ExperimentConfiguration configuration = Configuration(kind);
        using TemporaryDirectory whole = new();
        RunResult expected = ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = whole.Path, Threads = 1 });
        foreach (long stop in (long[])[0, 1, 2, 4, 5])
        {
            using TemporaryDirectory parts = new();
            using CancellationTokenSource cancellation = new();
            RunOptions options = new()
            {
                OutputDirectory = parts.Path,
                Threads = 2,
                Observer = new StopAt(stop, cancellation),
                Cancellation = cancellation.Token,
            };
            RunResult first = ExperimentRun.Execute(configuration, options);
            Assert.Equal(RunStatus.Interrupted, first.Status);
            Assert.True(File.Exists(Path.Combine(parts.Path, "metrics.csv")));
            Assert.Equal(expected.Probes.Where(probe => probe.Step <= first.Steps).Select(probe => probe.ToCsv()), first.Probes.Select(probe => probe.ToCsv()));
            RunResult second = ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = parts.Path, Threads = 1, Resume = true });
            Assert.Equal(RunStatus.Completed, second.Status);
            Assert.Equal(whole.ResultFiles(), parts.ResultFiles());
            Assert.Equal(expected.LayerSingularValues, second.LayerSingularValues);
        }
    }

    [Fact]
    public void ARunKilledWhileItWroteARowResumes()
    {
        using TemporaryDirectory whole = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = whole.Path, Threads = 1 });
        using TemporaryDirectory killed = new();
        using CancellationTokenSource cancellation = new();
        ExperimentRun.Execute(
            s_small, new RunOptions { OutputDirectory = killed.Path, Threads = 1, Observer = new StopAt(4, cancellation), Cancellation = cancellation.Token });
        string manifest = Path.Combine(killed.Path, "run.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("interrupted", "running", StringComparison.Ordinal));
        File.AppendAllText(Path.Combine(killed.Path, "metrics.csv"), "6,0.25,0.");
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = killed.Path, Threads = 1, Resume = true });
        Assert.Equal(whole.ResultFiles(), killed.ResultFiles());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ARunInterruptedAtEveryStepHasTheSameBytes(string kind)
    {
        ExperimentConfiguration configuration = Configuration(kind);
        using TemporaryDirectory whole = new();
        ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = whole.Path, Threads = 1 });
        using TemporaryDirectory parts = new();
        for (long stop = 0; stop < configuration.TotalSteps; stop++)
        {
            using CancellationTokenSource cancellation = new();
            RunResult part = ExperimentRun.Execute(configuration, new RunOptions
            {
                OutputDirectory = parts.Path,
                Threads = 1 + (int)(stop % 3),
                Resume = stop > 0,
                Observer = new StopAt(stop, cancellation),
                Cancellation = cancellation.Token,
            });
            Assert.Equal((RunStatus.Interrupted, stop), (part.Status, part.Steps));
        }

        RunResult last = ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = parts.Path, Threads = 1, Resume = true });
        Assert.Equal(RunStatus.Completed, last.Status);
        Assert.Equal(whole.ResultFiles(), parts.ResultFiles());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void BytesDoNotDependOnThreadsOrLevel(string kind)
    {
        ExperimentConfiguration configuration = Configuration(kind) with { NumEpochs = 2 };
        SortedDictionary<string, byte[]>? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (int threads in (int[])[1, 3])
            {
                using TemporaryDirectory directory = new();
                ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = directory.Path, Threads = threads });
                expected ??= directory.ResultFiles();
                Assert.Equal(expected, directory.ResultFiles());
            }
        }
    }

    [Fact]
    public void AnotherSeedOrDrawGivesOtherNumbers()
    {
        RunResult one = ExperimentRun.Execute(s_small, new RunOptions { Threads = 1 });
        RunResult seed = ExperimentRun.Execute(s_small with { Seed = 8 }, new RunOptions { Threads = 1 });
        RunResult data = ExperimentRun.Execute(s_small, new RunOptions { Threads = 1, Draw = new InputDraw(0, 0, 1) });
        Assert.NotEqual(one.Probes[0][Metric.SpectralNorm], seed.Probes[0][Metric.SpectralNorm]);
        Assert.Equal(one.Probes[0][Metric.SpectralNorm], data.Probes[0][Metric.SpectralNorm]);
        Assert.NotEqual(one.Probes[0][Metric.TrainLoss], data.Probes[0][Metric.TrainLoss]);
    }

    [Fact]
    public void SharedInputsGiveTheSameResultAndStayUnchanged()
    {
        using ThreadTeam team = new(1);
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(s_small, InputDraw.First, team);
        RunResult alone = ExperimentRun.Execute(s_small, new RunOptions { Threads = 1 });
        for (int i = 0; i < 2; i++)
        {
            RunResult shared = ExperimentRun.Execute(s_small, inputs, new RunOptions(), team);
            Assert.Equal(alone.Probes.Select(probe => probe.ToCsv()), shared.Probes.Select(probe => probe.ToCsv()));
        }

        Assert.Throws<ArgumentException>(() => ExperimentRun.Execute(s_small with { N = 41 }, inputs, new RunOptions(), team));
        Assert.Throws<ArgumentException>(() => ExperimentRun.Execute(s_small with { Dtype = NumberType.Float64 }, inputs, new RunOptions(), team));
    }

    [Fact]
    public void MetricsBeginWithTheColumnsOfTheContractAndEndWithTheStatus()
    {
        using TemporaryDirectory directory = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = directory.Path, Threads = 1 });
        string[] lines = File.ReadAllText(Path.Combine(directory.Path, "metrics.csv")).Split('\n');
        Assert.StartsWith(
            "step,train_loss,test_loss,kta,w_beta_alignment,pl_alpha_hill,pl_alpha_ks,pl_ks_distance,spectral_norm,frobenius_norm,stable_rank,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",status", lines[0], StringComparison.Ordinal);
        Assert.Equal(["0", "2", "4", "6"], lines[1..^1].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..^1], line => Assert.EndsWith(",ok", line, StringComparison.Ordinal));
        Assert.Equal(string.Empty, lines[^1]);
    }

    [Fact]
    public void TheManifestNamesEveryResultFileWithItsHash()
    {
        using TemporaryDirectory directory = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = directory.Path, Threads = 2 });
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory.Path, "run.json")));
        JsonElement root = manifest.RootElement;
        Assert.Equal("completed", root.GetProperty("status").GetString());
        Assert.Equal(2, root.GetProperty("threads").GetInt32());
        Assert.Equal(12, root.GetProperty("configuration").GetProperty("d").GetInt32());
        Assert.True(root.GetProperty("phases_seconds").GetProperty("total").GetDouble() > 0);
        Assert.Equal(
            directory.ResultFiles().Keys.Select(name => (name, FileHash.Of(Path.Combine(directory.Path, name)))),
            root.GetProperty("files").EnumerateObject().Select(file => (file.Name, file.Value.GetString()!)));
    }

    [Fact]
    public void LightweightRunsWriteNoTensors()
    {
        using TemporaryDirectory directory = new();
        RunResult result = ExperimentRun.Execute(s_small with { Lightweight = true, PlotOverlaps = true }, new RunOptions { OutputDirectory = directory.Path, Threads = 1 });
        Assert.Equal(["metrics.csv"], directory.ResultFiles().Keys);
        Assert.Equal(4, result.SingularValues.Count);
    }

    [Fact]
    public void WhatIsNotProbedIsEmpty()
    {
        RunResult result = ExperimentRun.Execute(s_small with { ProbeWeights = false, ProbeFeatures = false }, new RunOptions { Threads = 1 });
        Assert.All(result.Probes, probe => Assert.True(double.IsNaN(probe[Metric.Kta]) && double.IsNaN(probe[Metric.PlAlphaHill]) && probe[Metric.TrainLoss] > 0));
        RunResult trained = ExperimentRun.Execute(s_small with { FixLastLayer = false }, new RunOptions { Threads = 1 });
        Assert.True(double.IsNaN(trained.Probes[0][Metric.TrainLoss]) && trained.Probes[0][Metric.TestLoss] > 0);
        Assert.Equal(trained.Probes[1][Metric.TrainingLoss], trained.Probes[1][Metric.TrainLoss]);
    }

    [Fact]
    public void AnAlignmentThatDoesNotExistIsNamedInTheStatus()
    {
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(s_small, InputDraw.First, ThreadTeam.Single);
        inputs.Probe.Y.Span.Clear();
        RunResult result = ExperimentRun.Execute(s_small, inputs, new RunOptions(), ThreadTeam.Single);
        Assert.All(result.Probes, probe => Assert.True(double.IsNaN(probe[Metric.Kta]) && probe.Status.StartsWith("no kernel-target alignment", StringComparison.Ordinal)));
    }

    [Fact]
    public void ADivergingRunKeepsWhatItMeasured()
    {
        using TemporaryDirectory directory = new();
        ExperimentConfiguration configuration = s_small with { Optimizer = OptimizerKind.Sgd, Lr = 1e20, WeightDecay = 10, ProbeFreqSteps = 1 };
        RunResult result = ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = directory.Path, Threads = 1 });
        Assert.Equal(RunStatus.Diverged, result.Status);
        Assert.Equal("ok", result.Probes[0].Status);
        Assert.StartsWith("diverged", result.Probes[^1].Status, StringComparison.Ordinal);
        Assert.Equal(result.Steps, result.Probes[^1].Step);
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(directory.Path, "weights.safetensors"));
        Assert.Equal(result.Probes.Count - 1, weights.Tensors.Count(tensor => tensor.Name!.StartsWith("W.", StringComparison.Ordinal)));
        RunResult again = ExperimentRun.Execute(configuration, new RunOptions { OutputDirectory = directory.Path, Threads = 1, Resume = true });
        Assert.Equal(RunStatus.Diverged, again.Status);
        Assert.Equal(result.Probes.Select(probe => probe.ToCsv()), again.Probes.Select(probe => probe.ToCsv()));
    }

    [Fact]
    public void ResumingAnotherRunIsRefused()
    {
        using TemporaryDirectory directory = new();
        ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = directory.Path, Threads = 1 });
        ConfigurationException exception = Assert.Throws<ConfigurationException>(
            () => ExperimentRun.Execute(s_small with { Lr = 0.2 }, new RunOptions { OutputDirectory = directory.Path, Threads = 1, Resume = true }));
        Assert.Contains("run.json", exception.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(directory.Path, "run.json"), "{}");
        Assert.Throws<BadDataException>(() => ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = directory.Path, Threads = 1, Resume = true }));
    }

    [Fact]
    public void TensorsOfAnotherShapeMissingOrNotFiniteAreRefused()
    {
        OfficialCase official = OfficialCase.Open("gd_lr10");
        ExperimentConfiguration configuration = official.Configuration(NumberType.Float32);
        BadDataException shape = Assert.Throws<BadDataException>(
            () => ExperimentRun.Execute(configuration with { N = 200 }, new RunOptions { TensorsFile = official.TensorsFile, Threads = 1 }));
        Assert.Contains("X_train", shape.Message, StringComparison.Ordinal);
        Assert.Contains("[160, 48]", shape.Message, StringComparison.Ordinal);
        Assert.Contains("[200, 48]", shape.Message, StringComparison.Ordinal);

        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "bad.safetensors");
        foreach ((string broken, string expected) in ((string, string)[])[("W0", "W0"), ("", "a")])
        {
            using SafetensorsFile file = SafetensorsFile.Open(official.TensorsFile);
            using (SafetensorsWriter writer = new(path))
            {
                foreach (StoredTensor tensor in file.Tensors.Where(tensor => !tensor.Name!.StartsWith("expected", StringComparison.Ordinal) && (broken != "" || tensor.Name != "a")))
                {
                    using Matrix<float> matrix = tensor.ToMatrix<float>();
                    if (tensor.Name == broken)
                    {
                        matrix[3, 4] = float.NaN;
                    }

                    writer.Add(tensor.Name!, matrix);
                }

                writer.Commit();
            }

            BadDataException exception = Assert.Throws<BadDataException>(() => ExperimentRun.Execute(configuration, new RunOptions { TensorsFile = path, Threads = 1 }));
            Assert.Contains($"'{expected}'", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ADirectoryThatCannotBeWrittenIsFoundFirst()
    {
        using TemporaryDirectory directory = new();
        string file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "not a directory");
        Assert.ThrowsAny<IOException>(() => ExperimentRun.Execute(s_small, new RunOptions { OutputDirectory = Path.Combine(file, "below"), Threads = 1 }));
    }

    [Fact]
    public void RowsReadBackAsTheyWereWritten()
    {
        ProbeRecord record = new(1234) { Status = "a, b" };
        record[Metric.TrainLoss] = 1.0 / 3;
        record[Metric.Kta] = 1e-300;
        record[Metric.StableRank] = double.PositiveInfinity;
        ProbeRecord copy = ProbeRecord.FromCsv(record.ToCsv());
        Assert.Equal(record.ToCsv(), copy.ToCsv());
        Assert.Equal(1.0 / 3, copy[Metric.TrainLoss]);
        Assert.True(double.IsNaN(copy[Metric.StableRank]));
        Assert.Equal("a; b", copy.Status);
        Assert.Throws<FormatException>(() => ProbeRecord.FromCsv("1,2"));
        Assert.Equal(MetricColumns.Count, Enum.GetValues<Metric>().Length);
        Assert.Equal(MetricColumns.Count + 2, MetricColumns.Header(2).Split(',').Length);
    }

    private static ExperimentConfiguration Configuration(string kind) => kind switch
    {
        "minibatch" => s_small with { Optimizer = OptimizerKind.Sgd, Momentum = 0.9, BatchSize = 14, NumEpochs = 2, LrSchedulerCls = LrScheduler.StepLR, LrSchedulerKwargs = new() { StepSize = 2, Gamma = 0.5 } },
        "momentum64" => s_small with { Dtype = NumberType.Float64, Optimizer = OptimizerKind.Sgd, Momentum = 0.9, WeightDecay = 0.01 },
        "overlaps" => s_small with { PlotOverlaps = true, ProbeFreqSteps = 1, EnableWeightNormalization = true },
        "lastlayer" => s_small with { FixLastLayer = false, ProbeFreqSteps = 1 },
        "float64" => s_small with { Dtype = NumberType.Float64 },
        "deep" => s_small with { L = 4, PlotOverlaps = true, FixLastLayer = false, BatchSize = 14, NumEpochs = 2, EnableWeightNormalization = true },
        _ => s_small,
    };

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

        public void Probed(ProbeRecord record) => Assert.NotEqual(string.Empty, record.Step.ToString(CultureInfo.InvariantCulture));
    }
}
