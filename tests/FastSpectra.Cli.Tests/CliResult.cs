using System.Text.Json;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>How the program ended and what it wrote.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    /// <summary>Demands success and returns the one JSON document on stdout.</summary>
    public JsonElement Json()
    {
        Assert.True(Code == 0, $"exit code {Code}: {Error}");
        using JsonDocument document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>Demands an exit code, nothing on stdout, and one or two lines on stderr that contain all of <paramref name="parts"/> and no stack trace.</summary>
    public void IsError(int code, params string[] parts)
    {
        Assert.True(Code == code, $"exit code {Code}, expected {code}: {Error}");
        Assert.Empty(Output);
        Assert.InRange(Error.TrimEnd('\n').Split('\n').Length, 1, 2);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }
}
