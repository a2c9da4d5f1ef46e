// Invariant: the tables of a sweep depend on its configuration alone: not on threads, on what runs share, on interruption, on shards. Each of
// its runs gives the numbers it gives when it runs by itself.
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

public sealed class ExperimentSweepTests
{
    // The rate of the first is beyond what float can hold after a step or two; the other is not.
    private const string Diverging = "n: 30\nlabel_noise_std: 0.3\noptimizer: sgd\nweight_decay: 10\nlr: [1e20, 0.01]\nrepeat: 2\nprobe_freq_steps: 1\n";

    [Fact]
    public void TheTableHasTheVariedKeysTheRepeatAndTheMetricsInOrder()
    {
        using TemporaryDirectory directory = new();
        Run(SmallSweep.LearningRates, directory);
        string[] lines = File.ReadAllText(Path.Combine(directory.Path, "results.csv")).Split('\n');
        Assert.Equal("optimizer,lr,repeat," + MetricColumns.Header(2), lines[0]);
        Assert.Equal(1 + (12 * 3) + 1, lines.Length);
        Assert.StartsWith("sgd,0.01,0,0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("sgd,0.01,0,2,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("sgd,0.01,1,0,", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("sgd,1,0,0,", lines[7], StringComparison.Ordinal);
        Assert.StartsWith("adam,30,1,4,", lines[36], StringComparison.Ordinal);
        Assert.Equal(string.Empty, lines[37]);
        Assert.Equal(["results.csv", "summary.csv"], directory.ResultFiles().Keys);
        string schedule = "n: 30\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 1\nlr_scheduler_cls: StepLR\nlr_scheduler_kwargs:\n  step_size: 1\n  gamma: [0.2, 0.9]\nprobe_freq_steps: 4\n";
        using TemporaryDirectory other = new();
        Run(schedule, other);
        Assert.StartsWith("gamma,repeat,step,", File.ReadAllText(Path.Combine(other.Path, "results.csv")), StringComparison.Ordinal);
        Assert.StartsWith("gamma,step,count,diverged,train_loss_mean,train_loss_std,train_loss_count,", File.ReadAllText(Path.Combine(other.Path, "summary.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmallSweep.LearningRates)]
    [InlineData(SmallSweep.Samples)]
    [InlineData("n: 20\nlabel_noise_std: 0.3\noptimizer: [sgd, adam]\nlr: [0.1, 1]\nenable_weight_normalization: [false, true]\nfix_last_layer: [true, false]\nprobe_freq_steps: 1\n")]
    [InlineData("n: 20\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 1\nreg_lambda: [0.1, 0.001]\nprobe_feature_scaling: [paper, reference-code]\nplot_overlaps: [true, false]\ndtype: [float32, float64]\nprobe_freq_steps: 2\n")]
    [InlineData("n: 20\nlabel_noise_std: 0.3\noptimizer: adam\nlr: 1\nfix_last_layer: [true, false]\nprobe_weights: [true, false]\nprobe_freq_steps: 2\n")]
    public void EveryRunHasTheNumbersOfARunByItself(string text)
    {
        SweepResult result = ExperimentSweep.Execute(SmallSweep.Read(text), new SweepOptions { Threads = 1 });
        Assert.True(result.IsComplete);
        foreach (SweepRun run in result.Plan.Runs)
        {
            RunResult alone = ExperimentRun.Execute(run.Configuration, new RunOptions { Threads = 1, Draw = run.Draw });
            Assert.Equal(Rows(alone.Probes), Rows(result.Records[run.Index]!));
        }
    }

    [Fact]
    public void RunsOfARepeatStartFromEqualTensors()
    {
        using TemporaryDirectory directory = new();
        SweepResult rates = Run(SmallSweep.LearningRates, directory, keepWeights: true);
        Assert.Equal(2, DistinctTensors(directory, rates.Plan, "W.step0"));
        Assert.Equal(2, DistinctTensors(directory, rates.Plan, "beta"));
        Assert.Equal(12, DistinctTensors(directory, rates.Plan, "W.step4"));
        using TemporaryDirectory other = new();
        SweepResult samples = Run(SmallSweep.Samples, other, keepWeights: true);
        Assert.Equal(3, DistinctTensors(other, samples.Plan, "W.step0"));
        Assert.Equal(3, DistinctTensors(other, samples.Plan, "a"));
        Assert.Equal(6, samples.Records.Select(records => records![0][Metric.TestLoss]).Distinct().Count());
    }

    [Theory]
    [InlineData(SmallSweep.LearningRates)]
    [InlineData(SmallSweep.Samples)]
    public void BytesDoNotDependOnThreads(string text)
    {
        using TemporaryDirectory one = new();
        using TemporaryDirectory three = new();
        Run(text, one, threads: 1);
        Run(text, three, threads: 3);
        Assert.Equal(one.ResultFiles(), three.ResultFiles());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnInterruptedAndResumedSweepHasTheSameBytes(bool keepWeights)
    {
        using TemporaryDirectory whole = new();
        Run(SmallSweep.Samples, whole, keepWeights);
        foreach (long stop in (long[])[1, 7, 12])
        {
            using TemporaryDirectory parts = new();
            using CancellationTokenSource cancellation = new();
            SweepResult first = ExperimentSweep.Execute(SmallSweep.Read(SmallSweep.Samples), new SweepOptions
            {
                OutputDirectory = parts.Path, Threads = 1, KeepWeights = keepWeights, Observer = new StopAt(stop, cancellation), Cancellation = cancellation.Token,
            });
            Assert.True(first.IsInterrupted);
            SweepOptions again = new() { OutputDirectory = parts.Path, KeepWeights = keepWeights };
            Assert.Equal("interrupted", ExperimentSweep.EarlierStatus(SmallSweep.Read(SmallSweep.Samples), again));
            Assert.Null(ExperimentSweep.EarlierStatus(SmallSweep.Read(SmallSweep.LearningRates), again));
            Assert.False(File.Exists(Path.Combine(parts.Path, "results.csv")));
            Assert.Equal(stop / 4, Directory.Exists(Path.Combine(parts.Path, "parts")) ? Directory.EnumerateFiles(Path.Combine(parts.Path, "parts")).Count() : 0);
            SweepResult second = Run(SmallSweep.Samples, parts, keepWeights, resume: true);
            Assert.True(second.IsComplete);
            Assert.Equal(whole.ResultFiles().Where(IsResult), parts.ResultFiles().Where(IsResult));
            SweepResult third = Run(SmallSweep.Samples, parts, keepWeights, resume: true);
            Assert.Equal(second.Records.SelectMany(records => Rows(records!)), third.Records.SelectMany(records => Rows(records!)));
            Assert.Equal(whole.ResultFiles().Where(IsResult), parts.ResultFiles().Where(IsResult));
        }
    }

    [Fact]
    public void ADivergedRunDoesNotStopTheOthersAndIsLeftOutOfTheMeans()
    {
        using TemporaryDirectory directory = new();
        SweepResult result = Run(Diverging, directory);
        Assert.Equal(["lr=1E+20_repeat=0", "lr=1E+20_repeat=1"], result.Diverged.Select(run => run.Name));
        Assert.True(result.IsComplete);
        SweepSummary summary = result.Summarise();
        SweepSummaryRow start = summary.Rows[0];
        Assert.Equal((0, 2, 0), (start.Step, start.Count, start.Diverged));
        SweepSummaryRow end = summary.Rows[4];
        Assert.Equal((4, 0, 2), (end.Step, end.Count, end.Diverged));
        Assert.Equal(0, end[Metric.TrainingLoss].Count);
        SweepSummaryRow other = summary.Rows[9];
        Assert.Equal(("0.01", 4, 2, 0), (other.Values[0], other.Step, other.Count, other.Diverged));
        Assert.Equal(2, other[Metric.TestLoss].Count);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory.Path, "run.json")));
        Assert.Equal(2, manifest.RootElement.GetProperty("diverged").GetArrayLength());
        Assert.Equal("sweep", manifest.RootElement.GetProperty("kind").GetString());
        Assert.Equal(FileHash.Of(Path.Combine(directory.Path, "results.csv")), manifest.RootElement.GetProperty("files").GetProperty("results.csv").GetString());
        SweepResult again = Run(Diverging, directory, resume: true);
        Assert.Equal(2, again.Diverged.Count());
    }

    [Fact]
    public void AnotherSweepAndBrokenFilesAreRefused()
    {
        using TemporaryDirectory directory = new();
        Run(SmallSweep.Samples, directory);
        Assert.Throws<ConfigurationException>(() => Run(SmallSweep.LearningRates, directory));
        Assert.Throws<ConfigurationException>(() => Run(SmallSweep.Samples, directory, keepWeights: true, resume: true));
        string results = Path.Combine(directory.Path, "results.csv");
        string[] lines = File.ReadAllLines(results);
        foreach ((string[] broken, string part) in ((string[], string)[])
            [(lines[1..], "line 1"), ([.. lines[..3], "7,0,1,2"], "line 4"), (lines[..^1], "n=31_repeat=1"), ([.. lines[..3], lines[3] + ",1"], "line 4"), ([lines[0], ","], "line 2")])
        {
            File.WriteAllLines(results, broken);
            Assert.Contains(part, Assert.Throws<BadDataException>(() => Run(SmallSweep.Samples, directory, resume: true)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(directory.Path, "run.json"), "{\"kind\":\"run\"}");
        Assert.Throws<BadDataException>(() => Run(SmallSweep.Samples, directory));
    }

    [Fact]
    public void WhatBelongsToOthersStays()
    {
        using TemporaryDirectory directory = new();
        string stranger = Path.Combine(directory.Path, "runs", "mine", "notes.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(stranger)!);
        File.WriteAllText(stranger, "kept");
        Run(SmallSweep.Samples, directory, keepWeights: true);
        Run(SmallSweep.Samples, directory, keepWeights: true);
        Assert.True(File.Exists(stranger));
    }

    internal static SweepResult Run(
        string text, TemporaryDirectory directory, bool keepWeights = false, int threads = 1, bool resume = false, SweepShard? shard = null) =>
        ExperimentSweep.Execute(SmallSweep.Read(text), new SweepOptions
        {
            OutputDirectory = directory.Path, KeepWeights = keepWeights, Threads = threads, Resume = resume, Shard = shard ?? SweepShard.Whole,
        });

    /// <summary>Whether a file may not depend on time: all but the manifests.</summary>
    internal static bool IsResult(KeyValuePair<string, byte[]> file) => Path.GetFileName(file.Key) != "run.json";

    private static IEnumerable<string> Rows(IEnumerable<ProbeRecord> records) => records.Select(record => record.ToCsv());

    private static int DistinctTensors(TemporaryDirectory directory, SweepPlan plan, string name)
    {
        HashSet<string> hashes = [];
        foreach (SweepRun run in plan.Runs)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(directory.Path, "runs", run.Name, "weights.safetensors"));
            using Matrix<float> matrix = file[name].ToMatrix<float>();
            hashes.Add(string.Join(',', matrix.Span.ToArray()));
        }

        return hashes.Count;
    }

    private sealed class StopAt(long step, CancellationTokenSource cancellation) : ISweepObserver
    {
        public void Stepped(SweepRun run, long stepsDone, long totalSteps)
        {
            Assert.Equal(24, totalSteps);
            if (stepsDone == step)
            {
                cancellation.Cancel();
            }
        }

        public void Finished(SweepRun run, RunStatus status, int runsDone, int totalRuns) => Assert.Equal(6, totalRuns);
    }
}
