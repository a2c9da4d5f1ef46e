using System.Reflection;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>The public interface of each library is the one committed beside it, so that a change of it is seen.</summary>
public sealed class PublicApiTests
{
    // FASTSPECTRA_WRITE_API=1 writes the files instead of comparing them.
    private const string WriteVariable = "FASTSPECTRA_WRITE_API";

    [Theory]
    [InlineData("FastSpectra.LinearAlgebra")]
    [InlineData("FastSpectra.Spectra")]
    [InlineData("FastSpectra.Training")]
    [InlineData("FastSpectra.Checkpoints")]
    [InlineData("FastSpectra.Experiments")]
    [InlineData("FastSpectra.Reports")]
    public void IsTheCommittedOne(string library)
    {
        string file = RepositoryFile.Path("src", library, "PublicApi.txt");
        string found = PublicApi.Describe(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(file, found);
            return;
        }

        string[] committed = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] lines = found.TrimEnd('\n').Split('\n');
        string[] differences = [.. committed.Except(lines).Select(line => "- " + line.Trim()), .. lines.Except(committed).Select(line => "+ " + line.Trim())];
        Assert.True(
            committed.SequenceEqual(lines),
            $"{file} differs; if that is meant: {WriteVariable}=1 dotnet test tests/FastSpectra.Cli.Tests --filter {nameof(PublicApiTests)}\n{string.Join('\n', differences.Take(20))}");
    }

    [Fact]
    public void ChangesAreSeen()
    {
        string text = PublicApi.Describe(typeof(Spectra.PowerLawFit).Assembly);
        Assert.Contains("struct PowerLawFit\n", text, StringComparison.Ordinal);
        Assert.Contains("    double Alpha { get; init; }\n", text, StringComparison.Ordinal);
        Assert.Contains("    static PowerLawFit None { get; }\n", text, StringComparison.Ordinal);
        Assert.Contains("    PowerLawFit(double Alpha, int Start, double Distance)\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("DistanceBelow", text, StringComparison.Ordinal);
    }
}
