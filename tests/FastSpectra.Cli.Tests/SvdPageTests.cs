using System.Text.RegularExpressions;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>The commands of docs/svd.md run, and its C# code is the code below, which runs too.</summary>
public sealed partial class SvdPageTests : IDisposable
{
    private readonly Workplace _workplace = new();

    private static string Page => File.ReadAllText(RepositoryFile.Path("docs", "svd.md"));

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void CommandsRun()
    {
        _workplace.WriteNpy("matrix.npy", 3, 2, 0, -5, 3, 0, 0, 0);
        using (SafetensorsWriter writer = new(_workplace.File("model.safetensors")))
        {
            writer.Add<float>("layer.weight", [3, 2], [1, 2, 3, 4, 5, 6]);
            writer.Commit();
        }

        MatchCollection commands = Command().Matches(Page);
        Assert.True(commands.Count >= 4);
        foreach (Match command in commands)
        {
            string[] words = command.Groups["words"].Value.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            CliResult result = CliProcess.Run(_workplace.Path, words);
            Assert.True(result.Code == 0, $"'{command.Value.Trim()}' ended with {result.Code}: {result.Error}");
        }
    }

    [Fact]
    public void TheCodeOfThePageRuns()
    {
        // Page:
        using ThreadTeam team = new(2);
        using Workspace workspace = new();
        using Matrix<double> a = new(400, 300);
        new RandomStream(seed: 1, "page").Normals(a.Span);

        // All values, and the proof that each lies in its interval and none is missing.
        double[] values = Svd.Values<double>(a.Span2D, new SvdOptions { Team = team });
        bool isProved = SingularValueCertificate.Holds<double>(a.View, values, workspace, team);
        double halfWidth = SingularValueCertificate.Interval(400, 300, values[0]);

        // U, S and V^T; the status says whether to use them.
        using SvdResult<double> svd = Svd.Compute<double>(a.Span2D, new SvdOptions { Team = team });

        // The ten largest triplets, with residuals recomputed and a check against missed values.
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), 10, new TopTripletsOptions { Tolerance = 1e-12, Team = team });

        // An adapter on the matrix, never formed: its largest values, and the share of values up to 20 with its standard error.
        using Matrix<double> x = new(400, 4), y = new(300, 4);
        new RandomStream(seed: 1, "x").Normals(x.Span);
        new RandomStream(seed: 1, "y").Normals(y.Span);
        using LowRankUpdateOperator<double> adapted = new(new DenseOperator<double>(a), x, y);
        using TopTripletsResult<double> largest = TopTriplets.Compute(adapted, 4);
        (double share, double error) = SpectralDensity.Estimate(adapted, probes: 8, steps: 40, seed: 1, team).Cumulative(20);

        // Page ends.
        Assert.True(isProved);
        Assert.Equal(SvdStatus.Converged, svd.Status);
        Assert.Equal(SvdStatus.Converged, top.Status);
        Assert.True(top.IsVerified && largest.IsVerified);
        Assert.All(top.ResidualNorms, norm => Assert.True(norm <= 2e-12 * values[0]));
        Assert.InRange(top.S[9], values[9] - halfWidth, values[9] + halfWidth);
        Assert.InRange(svd.S[0], values[0] - halfWidth, values[0] + halfWidth);
        Gemm.Multiply(1.0, x.View, y.View.Transposed, 1.0, a.View, team);
        double expected = Svd.Values<double>(a.Span2D).Count(value => value <= 20) / 300.0;
        Assert.InRange(share, expected - (4 * error) - 0.03, expected + (4 * error) + 0.03);
        Assert.InRange(error, double.Epsilon, 0.1);
    }

    [Fact]
    public void ThePageShowsThatCode()
    {
        string source = File.ReadAllText(RepositoryFile.Path("tests", "FastSpectra.Cli.Tests", "SvdPageTests.cs"));
        int begin = source.IndexOf("// Page:\n", StringComparison.Ordinal) + "// Page:\n".Length;
        string code = source[begin..source.IndexOf("        // Page ends.", begin, StringComparison.Ordinal)].TrimEnd();
        Assert.Contains(code.Replace("        ", "", StringComparison.Ordinal), Page, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ {4}fastspectra (?<words>svd .*)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
