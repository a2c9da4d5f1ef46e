// Invariant: sweep and merge from outside: files, exit codes, equal bytes for shards and after a signal, errors that say what is wrong.
using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class SweepCommandTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void ShardsMergeIntoTheBytesOfTheWhole()
    {
        _workplace.WriteConfiguration("optimizer: [sgd, adam]", "lr: [0.01, 1]", "repeat: 2");
        JsonElement whole = Run("sweep", "c.yml", "--out", "whole", "--threads", "1", "--json").Json();
        Assert.Equal((8, 8, "completed"), (whole.GetProperty("runs").GetInt32(), whole.GetProperty("runs_done").GetInt32(), whole.GetProperty("status").GetString()));
        Assert.Equal(4 * 4, whole.GetProperty("summary").GetArrayLength());
        Assert.Equal(2, whole.GetProperty("summary")[0].GetProperty("test_loss").GetProperty("count").GetInt32());
        string[] lines = File.ReadAllLines(_workplace.File("whole", "results.csv"));
        Assert.StartsWith("optimizer,lr,repeat,step,train_loss,test_loss,kta,", lines[0], StringComparison.Ordinal);
        Assert.Equal(1 + (8 * 4), lines.Length);

        CliResult first = Run("sweep", "c.yml", "--out", "s1", "--shard", "1/2", "--quiet");
        Assert.True(first.Code == 0, first.Error);
        using (CliProcess second = CliProcess.Start(
            _workplace.Path, ["sweep", "c.yml", "--out", "s2", "--shard", "auto", "--quiet", "--resume"],
            ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_MIN", "1"), ("SLURM_ARRAY_TASK_COUNT", "2")))
        {
            Assert.Equal(0, second.Wait().Code);
        }

        Run("merge", "--out", "m", "s1").IsError(3, "4 of 8 runs", "repeat=1");
        CliResult merged = Run("merge", "--out", "m", "s2", "s1");
        Assert.True(merged.Code == 0, merged.Error);
        Assert.Contains("completed: 8 of 8 runs", merged.Output, StringComparison.Ordinal);
        Assert.Equal(Workplace.Results(_workplace.File("whole")), Workplace.Results(_workplace.File("m")));
        Assert.Contains("plots/losses_vs_lr.svg", Workplace.Results(_workplace.File("m")).Select(file => file.Name));
    }

    [Fact]
    public void ASignalLeavesADirectoryThatResumesToTheSameBytes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _workplace.WriteConfiguration("lr: [0.01, 0.02, 0.03]", "num_epochs: 15000", "probe_freq_steps: 5000");
        using (CliProcess process = CliProcess.Start(_workplace.Path, ["sweep", "c.yml", "--out", "o", "--threads", "1"]))
        {
            while (!process.HasExited && !Directory.Exists(_workplace.File("o", "parts", "lr=0.02_repeat=0")))
            {
                Thread.Sleep(2);
            }

            process.Signal("INT");
            CliResult interrupted = process.Wait();
            Assert.True(interrupted.Code == 130, $"exit code {interrupted.Code}: {interrupted.Error}");
            Assert.Contains("--resume", interrupted.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(_workplace.File("o", "results.csv")));
        Assert.True(File.Exists(_workplace.File("o", "parts", "lr=0.01_repeat=0.csv")));
        Run("sweep", "c.yml", "--out", "o", "--resume", "--json").Json();
        Run("sweep", "c.yml", "--out", "whole", "--json").Json();
        Assert.Equal(Workplace.Results(_workplace.File("whole")), Workplace.Results(_workplace.File("o")));
    }

    [Fact]
    public void RunsThatDivergeGiveCode4AndTheOthersFinish()
    {
        _workplace.WriteConfiguration("optimizer: sgd", "weight_decay: 10", "lr: [1e20, 0.01]");
        CliResult result = Run("sweep", "c.yml", "--out", "o", "--keep-weights", "--set", "lightweight=true");
        Assert.Equal(4, result.Code);
        Assert.Contains("1 of 2 runs diverged", result.Error, StringComparison.Ordinal);
        Assert.Contains(",ok", File.ReadAllLines(_workplace.File("o", "results.csv"))[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(_workplace.File("o", "runs", "lr=0.01_repeat=0", "weights.safetensors")));
        Assert.Contains("Some repeats diverged", File.ReadAllText(_workplace.File("o", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        _workplace.WriteConfiguration("lr: [0.1, 1]");
        Run("sweep", "c.yml", "--out", "o", "--shard", "0/2").IsError(2, "--shard is '0/2'", "I from 1 to N");
        Run("sweep", "c.yml", "--out", "o", "--set", "lr=[1,1]").IsError(2, "'lr' lists 1 twice");
        Run("merge", "o").IsError(2, "--out");
        Run("merge", "--out", "m", "nothing").IsError(3, "nothing", "expected the directory of a shard");
        Run("sweep", "c.yml", "--out", "o", "--quiet");
        Run("sweep", "c.yml", "--out", "o", "--seed", "5").IsError(2, "another configuration or seed");
        Run("sweep", "c.yml", "--out", "o", "--seed", "5", "--force").IsError(2, "another configuration or seed");
        byte[] results = File.ReadAllBytes(_workplace.File("o", "results.csv"));
        Assert.Equal(0, Run("sweep", "c.yml", "--out", "o", "--quiet").Code);
        Assert.Equal(results, File.ReadAllBytes(_workplace.File("o", "results.csv")));
        string manifest = _workplace.File("o", "run.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"completed\"", "\"interrupted\"", StringComparison.Ordinal));
        Run("sweep", "c.yml", "--out", "o").IsError(2, "o already holds this sweep (interrupted)", "--resume, which continues it, --force");
        Assert.Equal(0, Run("sweep", "c.yml", "--out", "o", "--force", "--quiet").Code);
    }

    private CliResult Run(params string[] arguments) => CliProcess.Run(_workplace.Path, arguments);
}
