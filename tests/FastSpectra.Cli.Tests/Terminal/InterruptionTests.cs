// Invariant: a signal ends the run after its step with exit code 130 and loses nothing; resumed, the run gives the bytes of one that was
// never interrupted.
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void AnInterruptedRunIsResumedToTheSameBytes()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _workplace.WriteConfiguration("num_epochs: 40000", "probe_freq_steps: 2000");
        Interrupt("INT");
        Assert.InRange(File.ReadAllLines(_workplace.File("o", "metrics.csv")).Length, 4, 21);
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--threads", "1", "--resume", "--json").Json();
        CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "full", "--threads", "1", "--json").Json();
        Assert.Equal(Workplace.Results(_workplace.File("full")), Workplace.Results(_workplace.File("o")));
    }

    [Fact]
    public void TerminationIsAnInterruptionToo()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _workplace.WriteConfiguration("num_epochs: 100000000", "probe_freq_steps: 2000", "lightweight: true");
        Interrupt("TERM");
        CliResult again = CliProcess.Run(_workplace.Path, "run", "c.yml", "--out", "o", "--set", "lr=3");
        again.IsError(2, "holds another run");
    }

    private void Interrupt(string signal)
    {
        using CliProcess process = CliProcess.Start(_workplace.Path, ["run", "c.yml", "--out", "o", "--threads", "1"]);
        while (!process.HasExited && (!File.Exists(_workplace.File("o", "metrics.csv")) || File.ReadAllLines(_workplace.File("o", "metrics.csv")).Length < 4))
        {
            Thread.Sleep(5);
        }

        process.Signal(signal);
        CliResult interrupted = process.Wait();
        Assert.True(interrupted.Code == 130, $"exit code {interrupted.Code}: {interrupted.Error}");
        Assert.Contains("--resume", interrupted.Error, StringComparison.Ordinal);
    }
}
