// Invariant: help documents every option with an example and exits 0; a wrong command line is two lines on stderr and exit code 2.
using Xunit;

namespace FastSpectra.Cli.Tests;

public sealed class HelpTextTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void WithoutArgumentsThereIsAShortFriendlyHelp()
    {
        CliResult result = CliProcess.Run(_workplace.Path);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All((string[])["run", "svd", "report", "info", "--help"], word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
        Assert.InRange(result.Output.Split('\n').Length, 5, 30);
        Assert.Equal(result.Output, CliProcess.Run(_workplace.Path, "--help").Output);
    }

    [Theory]
    [InlineData("run", "--tensors --set --out --resume --seed")]
    [InlineData("svd", "--top --vectors --precision --repeat --out")]
    [InlineData("report", "")]
    [InlineData("info", "")]
    public void EveryOptionIsDocumentedWithAnExample(string command, string options)
    {
        CliResult result = CliProcess.Run(_workplace.Path, command, "--help");
        Assert.Equal((0, ""), (result.Code, result.Error));
        foreach (string option in (options + " --threads --quiet --json --debug").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Contains($"\n  {option}", result.Output, StringComparison.Ordinal);
            Assert.Contains($"Example: {option}", result.Output, StringComparison.Ordinal);
        }

        Assert.Contains($"usage: fastspectra {command}", result.Output, StringComparison.Ordinal);
        Assert.Contains($"\n  fastspectra {command}", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown command 'rnu'; did you mean 'run'?", "rnu", "c.yml")]
    [InlineData("unknown option '--treads'; did you mean '--threads'?", "info", "--treads", "2")]
    [InlineData("unknown argument 'b'", "run", "a", "b")]
    [InlineData("run needs CONFIG.yml", "run")]
    [InlineData("--threads is '0'; expected an integer from 1 to 1024", "info", "--threads", "0")]
    [InlineData("--threads is 'x'", "info", "--threads", "x")]
    [InlineData("--top is '0'", "svd", "a.npy", "--top", "0")]
    [InlineData("--seed is '-1'", "run", "c.yml", "--seed", "-1")]
    [InlineData("the option before '--quiet' needs a value", "run", "c.yml", "--out", "--quiet")]
    [InlineData("half", "svd", "a.npy", "--precision", "half")]
    public void AWrongCommandLineIsAUsageError(string problem, params string[] arguments) =>
        CliProcess.Run(_workplace.Path, arguments).IsError(2, problem);
}
