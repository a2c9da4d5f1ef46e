using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

[Collection("SimdLevel")]
public class VerificationTests
{
    private static readonly SimdLevel[] s_levels = [.. InstructionSet.Available];

    [Fact]
    public void GoldenHashes_HoldAtEveryLevelAndThreadCount()
    {
        IReadOnlyList<VerificationResult> results = Verification.Run(GoldenWorkloads.Quick, GoldenHashes.All, s_levels, [1, 2, 3, 7]);
        Assert.Equal(GoldenWorkloads.Quick.Count * s_levels.Length * 4, results.Count);
        string[] broken = [.. results.Where(result => !result.Holds).Select(result => $"{result.Workload} at {result.Level}, {result.Threads} threads: {result.Difference}")];
        Assert.True(broken.Length == 0, string.Join('\n', broken.Take(10)));
    }

    [Fact]
    public void GoldenHashes_NameEveryWorkloadAndNothingElse() =>
        Assert.Equal(GoldenWorkloads.All.Select(workload => workload.Name).Order(StringComparer.Ordinal), GoldenHashes.All.Keys.Order(StringComparer.Ordinal));

    /// <summary>Negative control: one unit in the last place of one element turns the verification red and is named.</summary>
    [Fact]
    public void OneUlp_IsFoundAndNamed()
    {
        GoldenWorkload right = new("control", true, (output, _) => output.Add("values", [1f, 2f, 3f]));
        GoldenHash golden;
        using (GoldenOutput output = new())
        {
            right.Compute(output, ThreadTeam.Single);
            golden = new GoldenHash(output.Hash(), output.PartHashes());
        }

        Dictionary<string, GoldenHash> hashes = new() { ["control"] = golden };
        Assert.True(Assert.Single(Verification.Run([right], hashes, [SimdLevel.Scalar], [1])).Holds);

        GoldenWorkload wrong = right with { Compute = (output, _) => output.Add("values", [1f, float.BitIncrement(2f), 3f]) };
        VerificationResult failure = Assert.Single(Verification.Run([wrong], hashes, [SimdLevel.Scalar], [1]));
        Assert.False(failure.Holds);
        Assert.Contains("values[1]", failure.Difference, StringComparison.Ordinal);
        Assert.Contains("0x40000001", failure.Difference, StringComparison.Ordinal);
    }

    /// <summary>Negative control: a kernel whose bits depend on the team names the element at which two runs disagree.</summary>
    [Fact]
    public void DependenceOnThreads_IsFoundAndNamed()
    {
        GoldenWorkload workload = new("control", true, (output, team) => output.Add("values", [1.0, team.Size]));
        IReadOnlyList<VerificationResult> results = Verification.Run([workload], new Dictionary<string, GoldenHash>(), [SimdLevel.Scalar], [1, 2]);
        Assert.Contains("values[1]: 0x4000000000000000 and 0x3FF0000000000000", results[1].Difference, StringComparison.Ordinal);
    }

    [Fact]
    public void NotANumber_IsOneNumber()
    {
        using GoldenOutput one = new();
        one.Add("x", [BitConverter.UInt64BitsToDouble(0xFFF8000000000001)]);
        using GoldenOutput two = new();
        two.Add("x", [double.NaN]);
        Assert.Equal(one.Hash(), two.Hash());
    }
}
