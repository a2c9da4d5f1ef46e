using FastSpectra.Bench;
using FastSpectra.Checkpoints;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>README's table of measured ratios is what the pages of results give.</summary>
public sealed class ReadmeTableTests
{
    [Fact]
    public void TheReadmeIsUpToDate()
    {
        string readme = File.ReadAllText(RepositoryFile.Path("README.md"));
        Assert.Equal(ReadmeTable.Updated(readme, RepositoryFile.Path("bench", "results")), readme);
    }

    [Fact]
    public void AnOtherNumberIsReplaced()
    {
        string readme = File.ReadAllText(RepositoryFile.Path("README.md"));
        string stale = readme.Replace(ReadmeTable.End, "| one more row |\n" + ReadmeTable.End, StringComparison.Ordinal);
        Assert.NotEqual(readme, stale);
        Assert.Equal(readme, ReadmeTable.Updated(stale, RepositoryFile.Path("bench", "results")));
    }

    [Fact]
    public void MissingMarksAreAnError() =>
        Assert.Throws<BadDataException>(() => ReadmeTable.Updated("# nothing", RepositoryFile.Path("bench", "results")));

    [Theory]
    [InlineData("A", "ratio", "x", "1.5")]
    [InlineData("B", "ratio", "x", "2.5")]
    [InlineData("", "time", "y", "7")]
    public void ACellIsFoundByHeadingColumnAndRow(string heading, string column, string cell, string expected) =>
        Assert.Equal(expected, MarkdownTable.Cell(Page, heading, column, cell));

    [Theory]
    [InlineData("", "ratio", "x")]
    [InlineData("A", "ratio", "y")]
    [InlineData("A", "speed", "x")]
    public void AmbiguousAndMissingCellsAreErrors(string heading, string column, string cell) =>
        Assert.Throws<InvalidDataException>(() => MarkdownTable.Cell(Page, heading, column, cell));

    private const string Page = "# Title\n\n## A\n\n| what | ratio |\n|---|---|\n| x | 1.5 |\n\n## B, later\n\n| what | ratio | time |\n|---|---|---|\n| x | 2.5 | 6 |\n| y | 3 | 7 |\n";
}
