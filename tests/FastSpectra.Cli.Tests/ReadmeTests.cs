using System.Text.RegularExpressions;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>Commands that README and docs show exist, with their options; files that they name exist.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(RepositoryFile.Path("docs"), "*.md").Append(RepositoryFile.Path("README.md")).Select(path => Path.GetRelativePath(RepositoryFile.Root, path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandsExist(string document)
    {
        Dictionary<string, string> help = [];
        foreach (Match match in Command().Matches(File.ReadAllText(RepositoryFile.Path(document))))
        {
            string command = match.Groups["command"].Value;
            if (!help.TryGetValue(command, out string? text))
            {
                CliResult result = CliProcess.Run(RepositoryFile.Root, command, "--help");
                Assert.True(result.Code == 0, $"{document} shows '{match.Value.Trim()}', but there is no command {command}");
                help[command] = text = result.Output;
            }

            string line = match.Groups["rest"].Value.Split('#')[0];
            Assert.All(Option().Matches(line), option => Assert.Contains(option.Value, text, StringComparison.Ordinal));
            Assert.All(ConfigurationFile().Matches(line), file => Assert.True(File.Exists(RepositoryFile.Path(file.Value)), $"{document} names {file.Value}"));
        }
    }

    [Fact]
    public void TheReadmeShowsCommandsAndItsTestCommandIsWhatCiRuns()
    {
        string readme = File.ReadAllText(RepositoryFile.Path("README.md"));
        Assert.True(Command().Count(readme) >= 8);
        Assert.Contains("dotnet test FastSpectra.sln -c Release", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test FastSpectra.sln -c Release", File.ReadAllText(RepositoryFile.Path(".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public void TheCSharpPageShowsTheConsumerThatIsBuiltFromThePackages() =>
        Assert.Contains(File.ReadAllText(RepositoryFile.Path("tests", "consumer", "Program.cs")), File.ReadAllText(RepositoryFile.Path("docs", "csharp.md")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Documents))]
    public void ScriptsExist(string document) =>
        Assert.All(
            Script().Matches(File.ReadAllText(RepositoryFile.Path(document))),
            match => Assert.True(File.Exists(RepositoryFile.Path(match.Groups["script"].Value)), $"{document} names {match.Groups["script"].Value}"));

    [Fact]
    public void PagesNameTheVersionThatThereIs()
    {
        string version = Version().Match(File.ReadAllText(RepositoryFile.Path("Directory.Build.props"))).Groups["version"].Value;
        Assert.Contains($"fastspectra-{version}-", File.ReadAllText(RepositoryFile.Path("docs", "python.md")), StringComparison.Ordinal);
        Assert.Contains($"--version {version}\n", File.ReadAllText(RepositoryFile.Path("docs", "csharp.md")), StringComparison.Ordinal);
        Assert.Contains($"## [{version}]", File.ReadAllText(RepositoryFile.Path("CHANGELOG.md")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ {4}fastspectra (?<command>[a-z]+)(?<rest>.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<![\w./])(?<script>(native|src|tests)/[\w./-]+\.sh)")]
    private static partial Regex Script();

    [GeneratedRegex(@"<Version>(?<version>.+?)</Version>")]
    private static partial Regex Version();

    [GeneratedRegex(@"--[a-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"configs/[a-z_]+\.yml")]
    private static partial Regex ConfigurationFile();
}
