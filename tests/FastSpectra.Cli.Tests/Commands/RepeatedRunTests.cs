// Invariant: a manifest is a claim that anyone can check: the run it records has the same bytes with other threads and at another SIMD
// level, and any other byte, input or configuration is named.
using System.Text.Json;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class RepeatedRunTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public RepeatedRunTests()
    {
        _workplace.WriteConfiguration("lr_scheduler_cls: StepLR", "lr_scheduler_kwargs: {step_size: 2, gamma: 0.5}");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--threads", "1", "--json").Json();
    }

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("1", "512")]
    [InlineData("2", "scalar")]
    [InlineData("3", "128")]
    public void TheFilesHaveTheRecordedHashes_WithOtherThreadsAtAnotherLevel(string threads, string level)
    {
        using CliProcess process = CliProcess.Start(_workplace.Path, ["run", "--expect", "o/run.json", "--threads", threads, "--json"], (InstructionSet.OverrideVariable, level));
        JsonElement json = process.Wait().Json();
        Assert.True(json.GetProperty("holds").GetBoolean());
        Assert.Equal(
            Workplace.Results(_workplace.File("o")),
            json.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("name").GetString()!, file.GetProperty("found").GetString()!)));
    }

    [Fact]
    public void PrintsATableAndKeepsTheFilesWhereAsked()
    {
        CliResult result = CliProcess.Run(_workplace.Path, "run", "c.yml", "--expect", "o/run.json", "--out", "again");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("metrics.csv", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERS", result.Output, StringComparison.Ordinal);
        Assert.Equal(Workplace.Results(_workplace.File("o")), Workplace.Results(_workplace.File("again")));
    }

    /// <summary>Negative control: one digit of a recorded hash.</summary>
    [Fact]
    public void AnotherHashIsExitCode1AndNamesTheFile()
    {
        EditHash("weights.safetensors");
        CliResult result = CliProcess.Run(_workplace.Path, "run", "--expect", "o/run.json");
        Assert.Equal(1, result.Code);
        Assert.Contains("1 of ", result.Error, StringComparison.Ordinal);
        Assert.Contains("weights.safetensors", result.Error, StringComparison.Ordinal);
        Assert.Matches("weights.safetensors +DIFFERS", result.Output);
        Assert.Matches("metrics.csv +same", result.Output);
    }

    /// <summary>Negative control: a recorded number one unit in the last place away, with the hash of that record.</summary>
    [Fact]
    public void ADifferingMetricIsNamedByStepAndColumn()
    {
        string file = _workplace.File("o", "metrics.csv");
        string[] lines = File.ReadAllLines(file);
        string[] cells = lines[2].Split(',');
        double value = double.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture);
        cells[3] = double.BitIncrement(value).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        lines[2] = string.Join(',', cells);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        string hash = Workplace.Results(_workplace.File("o")).Single(result => result.Name == "metrics.csv").Hash;
        SetHash("metrics.csv", _ => hash);
        CliResult result = CliProcess.Run(_workplace.Path, "run", "--expect", "o/run.json");
        Assert.Equal(1, result.Code);
        Assert.Contains($"metrics.csv (kta at step 1: {cells[3]} recorded, ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherConfigurationIsExitCode2()
    {
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "lr=0.2", "--expect", "o/run.json").IsError(2, "lr: 0.1 there, 0.2 now");
        CliProcess.Run(_workplace.Path, "run", "--seed", "3", "--expect", "o/run.json").IsError(2, "--seed");
        CliProcess.Run(_workplace.Path, "run", "--expect", "o/run.json", "--out", "o").IsError(2, "holds the record");
        CliProcess.Run(_workplace.Path, "run", "--expect", "o/run.json", "--tensors", "c.yml").IsError(2, "without --tensors");
    }

    [Fact]
    public void WhatIsNoManifestIsExitCode3()
    {
        CliProcess.Run(_workplace.Path, "run", "--expect", "c.yml").IsError(3, "c.yml", "not the manifest");
        CliProcess.Run(_workplace.Path, "run", "--expect", "none.json").IsError(3, "none.json", "cannot be read");
        string manifest = _workplace.File("o", "run.json");
        string sound = File.ReadAllText(manifest);
        foreach ((string before, string after, string problem) in ((string, string, string)[])
            [("\"weights.safetensors\"", "\"../weights.safetensors\"", "within the directory"), ("\"completed\"", "\"interrupted\"", "has ended"), ("\"lr\": 0.1", "\"lr\": \"fast\"", "key 'lr'")])
        {
            File.WriteAllText(manifest, sound.Replace(before, after, StringComparison.Ordinal));
            CliProcess.Run(_workplace.Path, "run", "--expect", "o/run.json").IsError(3, "run.json", problem);
        }
    }

    private void EditHash(string name) => SetHash(name, hash => (hash[0] == '0' ? '1' : '0') + hash[1..]);

    private void SetHash(string name, Func<string, string> change)
    {
        string manifest = _workplace.File("o", "run.json");
        string text = File.ReadAllText(manifest);
        string key = $"\"{name}\": \"";
        int at = text.IndexOf(key, StringComparison.Ordinal) + key.Length;
        File.WriteAllText(manifest, text[..at] + change(text[at..(at + 64)]) + text[(at + 64)..]);
    }
}
