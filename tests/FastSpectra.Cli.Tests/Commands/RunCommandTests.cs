// Invariant: result files depend on configuration and tensors alone (not on threads, repetition, interruption); bad input is found before
// work starts, named, and has its exit code; what was computed is never lost.
using System.Text.Json;
using FastSpectra.Checkpoints;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void WritesTheResultFilesAndASummary()
    {
        _workplace.WriteConfiguration();
        CliResult result = CliProcess.Run(_workplace.Path, "run", "c.yml");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("completed: 3 steps", result.Output, StringComparison.Ordinal);
        Assert.Contains("runs/c", result.Output, StringComparison.Ordinal);
        foreach (string name in (string[])["run.json", "metrics.csv", "spectra.safetensors", "weights.safetensors", "report.html"])
        {
            Assert.True(File.Exists(_workplace.File("runs", "c", name)), name);
        }

        Assert.Equal(5, File.ReadAllLines(_workplace.File("runs", "c", "metrics.csv")).Length);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(_workplace.File("runs", "c", "run.json")));
        JsonElement files = manifest.RootElement.GetProperty("files");
        foreach ((string name, string hash) in Workplace.Results(_workplace.File("runs", "c")))
        {
            Assert.Equal(hash, files.GetProperty(name).GetString());
        }

        // Making the report again, from the files alone, changes no byte.
        List<(string Name, string Hash)> before = Workplace.Results(_workplace.File("runs", "c"));
        JsonElement report = CliProcess.Run(_workplace.Path, "report", "runs/c", "--json").Json();
        Assert.Contains("report.html", report.GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Assert.Equal(before, Workplace.Results(_workplace.File("runs", "c")));
    }

    [Fact]
    public void ThreadsAndRepetitionDoNotChangeAByte()
    {
        _workplace.WriteConfiguration("plot_overlaps: true");
        foreach ((string name, string threads) in ((string, string)[])[("one", "1"), ("again", "1"), ("two", "2")])
        {
            JsonElement json = CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", name, "--threads", threads, "--json").Json();
            Assert.Equal("completed", json.GetProperty("status").GetString());
            Assert.Equal(4, json.GetProperty("probes").GetArrayLength());
        }

        List<(string Name, string Hash)> expected = Workplace.Results(_workplace.File("one"));
        Assert.Equal(expected, Workplace.Results(_workplace.File("again")));
        Assert.Equal(expected, Workplace.Results(_workplace.File("two")));
    }

    [Fact]
    public void SettingsAndSeedChangeTheRunAndItsDirectory()
    {
        _workplace.WriteConfiguration("lightweight: true");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "num_epochs=1", "--seed", "7", "--json").Json();
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "num_epochs=1", "--seed", "8", "--json").Json();
        string[] seven = File.ReadAllLines(_workplace.File("runs", "c_num_epochs=1_seed=7", "metrics.csv"));
        Assert.Equal(3, seven.Length);
        Assert.NotEqual(seven, File.ReadAllLines(_workplace.File("runs", "c_num_epochs=1_seed=8", "metrics.csv")));
        Assert.False(File.Exists(_workplace.File("runs", "c_num_epochs=1_seed=7", "weights.safetensors")));
    }

    [Fact]
    public void ResultsOfAnotherConfigurationAreNotReplaced()
    {
        _workplace.WriteConfiguration("lightweight: true");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--json").Json();
        List<(string Name, string Hash)> before = Workplace.Results(_workplace.File("o"));
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--set", "lr=0.5").IsError(2, "holds another run", "lr: 0.1 there, 0.5 now");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--set", "lr=0.5", "--resume").IsError(2, "o");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--set", "lr=0.5", "--force").IsError(2, "holds another run");
        Assert.Equal(before, Workplace.Results(_workplace.File("o")));

        // Complete results are computed again, to the same bytes; what is not finished goes only where that is said.
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--json").Json();
        Assert.Equal(before, Workplace.Results(_workplace.File("o")));
        string manifest = _workplace.File("o", "run.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"completed\"", "\"interrupted\"", StringComparison.Ordinal));
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o").IsError(2, "o already holds this run (interrupted)", "--resume, which continues it, --force");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--resume", "--force").IsError(2, "expected one of them");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--force", "--json").Json();
        Assert.Equal(before, Workplace.Results(_workplace.File("o")));
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--resume", "--json").Json();
        Assert.Equal(before, Workplace.Results(_workplace.File("o")));
    }

    [Fact]
    public void ResultsOfOtherTensorsOrOfUnknownOriginAreNotReplaced()
    {
        _workplace.WriteConfiguration("lightweight: true");
        WriteTensors("t.safetensors");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--json").Json();
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--tensors", "t.safetensors").IsError(2, "holds another run", "--tensors");
        Directory.CreateDirectory(_workplace.File("mine"));
        File.WriteAllText(_workplace.File("mine", "metrics.csv"), "mine");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "mine").IsError(2, "metrics.csv", "expected another --out");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "mine", "--resume").IsError(2, "metrics.csv");
        Assert.Equal("mine", File.ReadAllText(_workplace.File("mine", "metrics.csv")));
    }

    [Theory]
    [InlineData("c.yml:1", "did you mean 'optimizer'?", "optimzer: adam")]
    [InlineData("c.yml:1", "key 'n' is 'many'; expected an integer", "n: many")]
    [InlineData("c.yml:1", "key 'n' is 0; expected an integer of at least 1", "n: 0")]
    [InlineData("c.yml:1", "key 'h' is -3; expected an integer of at least 1", "h: -3")]
    [InlineData("c.yml:1", "a list of 2 values", "lr: [0.1, 1]")]
    public void AnUnsoundConfigurationIsExitCode2(string where, string problem, string line)
    {
        _workplace.WriteConfiguration(line);
        CliProcess.Run(_workplace.Path, "run", "c.yml").IsError(2, where, problem);
        Assert.False(Directory.Exists(_workplace.File("runs")));
    }

    [Fact]
    public void UnsoundSettingsAndFilesAreExitCode2()
    {
        _workplace.WriteConfiguration();
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "nn=3").IsError(2, "--set nn=3", "did you mean 'n'?");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "n").IsError(2, "expected key=value");
        CliProcess.Run(_workplace.Path, "run", "none.yml").IsError(2, "none.yml", "not found");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "").IsError(2, "empty", "run --help");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--set", "n=2000000000", "--set", "d=1000000").IsError(2, "n 2000000000", "GiB");
    }

    [Fact]
    public void AnUnwritableDirectoryIsExitCode2()
    {
        _workplace.WriteConfiguration();
        File.WriteAllText(_workplace.File("file"), "");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "file/below").IsError(2, "cannot write", "--out");
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "file").IsError(2, "cannot write");
    }

    [Fact]
    public void TensorsReplaceEverythingRandom()
    {
        _workplace.WriteConfiguration();
        WriteTensors("t.safetensors");
        string first = RunWith("--seed", "1").GetProperty("probes").GetRawText();
        string second = RunWith("--seed", "2").GetProperty("probes").GetRawText();
        Assert.Equal(first, second);

        // The record can be checked with the same file only.
        string[] expect = ["run", "--expect", "runs/c_seed=1_t/run.json"];
        WriteTensors("other.safetensors", leaveOut: "a");
        CliProcess.Run(_workplace.Path, expect).IsError(2, "--tensors");
        CliProcess.Run(_workplace.Path, [.. expect, "--tensors", "other.safetensors"]).IsError(3, "other.safetensors", "SHA-256");
        Assert.Equal(0, CliProcess.Run(_workplace.Path, [.. expect, "--tensors", "t.safetensors"]).Code);

        JsonElement RunWith(params string[] more) => CliProcess.Run(_workplace.Path, ["run", "c.yml", "--tensors", "t.safetensors", "--json", .. more]).Json();
    }

    [Fact]
    public void BadTensorsAreExitCode3()
    {
        _workplace.WriteConfiguration();
        Run("none.safetensors").IsError(3, "none.safetensors", "not found");
        WriteTensors("nan.safetensors", poison: "X_probe");
        Run("nan.safetensors").IsError(3, "nan.safetensors", "'X_probe'", "NaN");
        WriteTensors("missing.safetensors", leaveOut: "beta");
        Run("missing.safetensors").IsError(3, "missing.safetensors", "'beta'", "missing");
        WriteTensors("shape.safetensors", width: 11);
        Run("shape.safetensors").IsError(3, "shape.safetensors", "'W0'", "[11, 6]", "[10, 6]");
        byte[] sound = File.ReadAllBytes(_workplace.File("shape.safetensors"));
        File.WriteAllBytes(_workplace.File("cut.safetensors"), sound[..^5]);
        Run("cut.safetensors").IsError(3, "cut.safetensors", "expected");
        File.WriteAllBytes(_workplace.File("lying.safetensors"), [255, 255, 255, 255, 255, 255, 255, 127, .. sound[8..]]);
        Run("lying.safetensors").IsError(3, "lying.safetensors", "header length");

        CliResult Run(string file) => CliProcess.Run(_workplace.Path, "run", "c.yml", "--tensors", file);
    }

    [Fact]
    public void ADivergingRunKeepsItsResultsAndExits4()
    {
        _workplace.WriteConfiguration("optimizer: sgd", "lr: 1.0e+39");
        CliResult result = CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o");
        Assert.Equal(4, result.Code);
        Assert.Contains("diverged", result.Error, StringComparison.Ordinal);
        string[] rows = File.ReadAllLines(_workplace.File("o", "metrics.csv"));
        Assert.Equal(3, rows.Length);
        Assert.EndsWith(",ok", rows[1], StringComparison.Ordinal);
        Assert.Contains("diverged", rows[2], StringComparison.Ordinal);
        Assert.True(File.Exists(_workplace.File("o", "report.html")));
        using SafetensorsFile weights = SafetensorsFile.Open(_workplace.File("o", "weights.safetensors"));
        Assert.True(weights.TryGet("W.step0", out _));
    }

    [Fact]
    public void DebugShowsWhereAndQuietShowsNoNotes()
    {
        _workplace.WriteConfiguration("repeat: 3", "lightweight: true");
        CliResult debug = CliProcess.Run(_workplace.Path, "run", "none.yml", "--debug");
        Assert.Equal(2, debug.Code);
        Assert.Contains("   at ", debug.Error, StringComparison.Ordinal);
        Assert.Contains("note: repeat is 3", CliProcess.Run(_workplace.Path, "run", "c.yml").Error, StringComparison.Ordinal);
        Assert.Empty(CliProcess.Run(_workplace.Path, "run", "c.yml", "--quiet").Error);
    }

    [Fact]
    public void ADirectoryWithoutResultsHasNoReport()
    {
        Directory.CreateDirectory(_workplace.File("empty"));
        CliProcess.Run(_workplace.Path, "report", "empty").IsError(3, "empty");
        CliProcess.Run(_workplace.Path, "report", "none").IsError(3, "none");
    }

    private void WriteTensors(string name, string? poison = null, string? leaveOut = null, int width = 10)
    {
        using SafetensorsWriter writer = new(_workplace.File(name));
        foreach ((string tensor, long rows, long columns) in ((string, long, long)[])
            [("X_train", 24, 6), ("y_train", 24, 1), ("X_probe", 24, 6), ("y_probe", 24, 1), ("X_test", 8, 6), ("y_test", 8, 1), ("beta", 6, 1), ("W0", width, 6), ("a", 1, width)])
        {
            if (tensor == leaveOut)
            {
                continue;
            }

            float[] values = [.. Enumerable.Range(0, (int)(rows * columns)).Select(i => ((((i * 37) + (tensor.Length * 11) + tensor[0]) % 19) - 9) / 5f)];
            if (tensor == poison)
            {
                values[^1] = float.NaN;
            }

            writer.Add<float>(tensor, [rows, columns], values);
        }

        writer.Commit();
    }
}
