// Invariant: --dry-run prints what would be done and what it would cost, and neither trains nor writes.
using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class DryRunTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("run", 1)]
    [InlineData("sweep", 4)]
    public void TellsTheCostAndWritesNothing(string command, int runs)
    {
        _workplace.WriteConfiguration("repeat: 2");
        string rate = command == "sweep" ? "lr=[0.1,1]" : "lr=1";
        JsonElement json = CliProcess.Run(_workplace.Path, command, "c.yml", "--set", rate, "--dry-run", "--json").Json();
        Assert.Equal(runs, json.GetProperty("runs").GetInt32());
        Assert.True(json.GetProperty("seconds").GetDouble() > 0 && json.GetProperty("peak_memory_bytes").GetDouble() > 1e6);
        Assert.True(json.GetProperty("rates").GetProperty("singular_values_seconds").GetDouble() > 0);
        JsonElement phases = json.GetProperty("phases");
        double sum = phases.EnumerateObject().Sum(phase => phase.Value.GetProperty("seconds").GetDouble());
        Assert.Equal(json.GetProperty("seconds").GetDouble(), sum, 0.01);

        // 3 steps of 24 samples; in a sweep the two rates of a repeat share the first gradient.
        double step = 4 * 24 * 10 * 6;
        Assert.Equal(command == "run" ? 3 * step : 2 * 5 * step, phases.GetProperty("training").GetProperty("flops").GetDouble());
        Assert.Equal(["c.yml"], Directory.EnumerateFileSystemEntries(_workplace.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void TextNamesEveryPhase()
    {
        _workplace.WriteConfiguration();
        CliResult result = CliProcess.Run(_workplace.Path, "run", "c.yml", "--dry-run");
        Assert.Equal((0, ""), (result.Code, result.Error));
        foreach (string word in (string[])["training", "readout", "spectra", "kernels", "files", "total", "peak memory", "GFLOP", "seconds", "nothing is trained"])
        {
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void DoesNotGoWithARecord()
    {
        CliResult result = CliProcess.Run(_workplace.Path, "run", "--expect", "run.json", "--dry-run");
        Assert.Equal(2, result.Code);
        Assert.Contains("--dry-run", result.Error, StringComparison.Ordinal);
    }
}
