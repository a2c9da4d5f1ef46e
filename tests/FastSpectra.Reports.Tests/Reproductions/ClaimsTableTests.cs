using FastSpectra.Checkpoints;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>The claims tables of README and docs are those of docs/claims.json.</summary>
public sealed class ClaimsTableTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/reproduction.md")]
    public void TheDocumentsShowWhatWasMeasured(string document)
    {
        string table = ClaimsTable.Markdown(RepositoryFile.Path("docs", "claims.json"));
        string text = File.ReadAllText(RepositoryFile.Path(document));
        Assert.True(ClaimsTable.Replace("d.md", text, table) == text, $"{document} is stale: fastspectra reproduce all --resume --write-docs .");
    }

    [Fact]
    public void WhatIsBeyondThePapersHasNoNumber()
    {
        string table = ClaimsTable.Markdown(RepositoryFile.Path("docs", "claims.json"));
        Assert.Contains("\n| beyond both papers | expected |", table, StringComparison.Ordinal);
        Assert.DoesNotContain("arXiv beyond", table, StringComparison.Ordinal);
    }

    [Fact]
    public void ADocumentWithoutAPlaceForItIsRefused() => Assert.Throws<BadDataException>(() => ClaimsTable.Replace("d.md", "# Title", "table"));

    [Fact]
    public void AnotherVerdictIsNoticed()
    {
        string table = ClaimsTable.Markdown(RepositoryFile.Path("docs", "claims.json"));
        string text = File.ReadAllText(RepositoryFile.Path("docs", "reproduction.md")).Replace("| holds |", "| fails |", StringComparison.Ordinal);
        Assert.NotEqual(text, ClaimsTable.Replace("d.md", text, table));
    }
}
