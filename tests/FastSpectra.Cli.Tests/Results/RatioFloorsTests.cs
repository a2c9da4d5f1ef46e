using FastSpectra.Bench;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>A ratio under its floor is reported and fails the run; floors.csv is read strictly.</summary>
public sealed class RatioFloorsTests
{
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.9, true)]
    [InlineData(0.89, false)]
    [InlineData(double.NaN, false)]
    public void TheVerdictIsThatOfTheWorstRatio(double ratio, bool expected)
    {
        StringWriter output = new();
        Assert.Equal(expected, RatioFloors.Report([("good", 0.5), ("in question", 0.9)], name => name == "good" ? 2 : ratio, output));
        Assert.Equal(!expected, output.ToString().Contains("BELOW", StringComparison.Ordinal));
    }

    [Fact]
    public void CommittedFloorsAreReadable() =>
        Assert.All(Directory.GetFiles(RepositoryFile.Path("bench", "results"), "floors.csv", SearchOption.AllDirectories), path => Assert.NotEmpty(RatioFloors.Read(File.ReadAllLines(path))));

    [Theory]
    [InlineData("tanh")]
    [InlineData("tanh,fast")]
    [InlineData("tanh,0")]
    [InlineData("tanh,1,2")]
    public void OtherLinesAreErrors(string line) => Assert.Throws<InvalidDataException>(() => RatioFloors.Read(["name,floor", line]));
}
