using System.Diagnostics;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>The scripts name every command and option; bash's is run.</summary>
public sealed class CompletionCommandTests
{
    private static readonly string[] s_commands = ["run", "sweep", "merge", "svd", "report", "verify", "info", "completion"];

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void NamesCommandsAndOptions(string shell)
    {
        CliResult result = CliProcess.Run(Path.GetTempPath(), "completion", shell);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.All([.. s_commands, "precision", "threads", "resume"], word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void AnUnknownShellIsAnError() =>
        CliProcess.Run(Path.GetTempPath(), "completion", "tcsh").IsError(2, "tcsh", "bash, zsh, fish");

    [Theory]
    [InlineData("s", "sweep svd")]
    [InlineData("svd --pre", "--precision")]
    [InlineData("svd --precision d", "double")]
    [InlineData("completion f", "fish")]
    [InlineData("run main.y", "main.yml")]
    [InlineData("run --nothing", "")]
    public void BashCompletes(string typed, string expected)
    {
        using Workplace workplace = new();
        string script = CliProcess.Run(Path.GetTempPath(), "completion", "bash").Output;
        File.WriteAllText(workplace.File("main.yml"), "");
        string words = string.Join(' ', typed.Split(' ').Select(word => $"'{word}'"));
        string test = $"{script}\nCOMP_WORDS=(fastspectra {words}); COMP_CWORD={typed.Split(' ').Length}; _fastspectra; echo ${{COMPREPLY[@]}}";
        ProcessStartInfo start = new("bash") { WorkingDirectory = workplace.Path, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(test);
        using Process bash = Process.Start(start)!;
        Assert.Equal(expected, bash.StandardOutput.ReadToEnd().Trim());
    }
}
