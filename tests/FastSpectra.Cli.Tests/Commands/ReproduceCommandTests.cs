using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary><c>reproduce</c> from outside: the list, a reproduction with its files, and what is refused.</summary>
public sealed class ReproduceCommandTests
{
    [Fact]
    public void TheListNamesEveryReproductionWithItsCost()
    {
        using Workplace place = new();
        CliResult result = CliProcess.Run(place.Path, "reproduce", "list", "--json");
        Assert.Equal(0, result.Code);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement[] entries = [.. document.RootElement.GetProperty("reproductions").EnumerateArray()];
        Assert.True(entries.Length >= 15);
        Assert.All(entries, entry =>
        {
            Assert.Matches("^(p[12]|b)-[a-z0-9-]+$", entry.GetProperty("id").GetString());
            Assert.True(entry.GetProperty("flops").GetDouble() > 0 && entry.GetProperty("seconds").GetDouble() > 0);
        });
        string text = CliProcess.Run(place.Path, "reproduce", "list", "--quick").Output;
        Assert.All(entries, entry => Assert.Contains(entry.GetProperty("id").GetString()!, text, StringComparison.Ordinal));
    }

    [Fact]
    public void AReproductionWritesClaimsFiguresAndAReport()
    {
        using Workplace place = new();
        CliResult result = CliProcess.Run(place.Path, "reproduce", "p1-initial", "--quick", "--out", "out", "--json");
        Assert.Equal(0, result.Code);
        using JsonDocument printed = JsonDocument.Parse(result.Output);
        using JsonDocument claims = JsonDocument.Parse(File.ReadAllBytes(place.File("out", "claims.json")));
        Assert.Equal(JsonValueKind.Array, claims.RootElement.ValueKind);
        Assert.Equal(printed.RootElement.GetProperty("holds").GetInt32(), claims.RootElement.EnumerateArray().Count(claim => claim.GetProperty("verdict").GetString() == "holds"));
        Assert.All(claims.RootElement.EnumerateArray(), claim =>
        {
            foreach (string key in (string[])["id", "paper", "figure", "claim", "expected", "measured", "verdict"])
            {
                Assert.NotEqual("", claim.GetProperty(key).GetString());
            }

            Assert.True(File.Exists(place.File("out", claim.GetProperty("plot").GetString()!)));
        });
        string report = File.ReadAllText(place.File("out", "report.html"));
        Assert.Contains("id=\"p1-initial-edge\"", report, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", report, StringComparison.Ordinal);

        // The report is drawn again from the files alone, to the same bytes.
        byte[] before = File.ReadAllBytes(place.File("out", "report.html"));
        Assert.Equal(0, CliProcess.Run(place.Path, "report", "out").Code);
        Assert.Equal(before, File.ReadAllBytes(place.File("out", "report.html")));
        CliProcess.Run(place.Path, "reproduce", "p1-initial", "--quick", "--out", "out", "--seed", "2").IsError(2, "out already holds a reproduction (completed, quick seed=1)", "--force");
        Assert.True(File.Exists(place.File("out", "claims.json")));
        Assert.Equal(0, CliProcess.Run(place.Path, "reproduce", "p1-initial", "--quick", "--out", "out", "--resume").Code);
    }

    [Fact]
    public void WhatDoesNotExistIsRefused()
    {
        using Workplace place = new();
        CliResult unknown = CliProcess.Run(place.Path, "reproduce", "p1-inital");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("did you mean 'p1-initial'?", unknown.Error, StringComparison.Ordinal);
        File.WriteAllText(place.File("notes.txt"), "");
        CliResult foreign = CliProcess.Run(place.Path, "reproduce", "p1-initial", "--quick", "--out", ".");
        Assert.Equal(2, foreign.Code);
        Assert.True(File.Exists(place.File("notes.txt")));
    }
}
