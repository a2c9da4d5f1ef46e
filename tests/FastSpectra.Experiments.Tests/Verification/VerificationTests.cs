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

    /// <summary>Negative control: whichever workload's kernel is wrong by one unit in the last place of one element, it is that one which is named.</summary>
    [Fact]
    public void OneUlpInAnyWorkload_IsFoundAndNamed()
    {
        foreach (GoldenWorkload right in GoldenWorkloads.Quick)
        {
            int changed = 0;
            int length = 0;
            GoldenWorkload wrong = right with
            {
                Compute = (output, team) =>
                {
                    using GoldenOutput inner = new();
                    right.Compute(inner, team);
                    byte[] bytes = inner.Bytes.ToArray();

                    // The lowest bit of an element somewhere past the middle; elements have 4 or 8 bytes, lowest first.
                    changed = bytes.Length * 5 / 8 / 8 * 8;
                    length = bytes.Length;
                    bytes[changed] ^= 1;
                    output.AddBytes("bytes", bytes);
                },
            };
            VerificationResult result = Assert.Single(Verification.Run([wrong], GoldenHashes.All, [InstructionSet.Best], [2]));
            Assert.False(result.Holds, right.Name);
            Assert.Equal(right.Name, result.Workload);
            int part = Enumerable.Range(0, GoldenOutput.Parts).First(i => changed < (long)length * (i + 1) / GoldenOutput.Parts);
            Assert.StartsWith($"between bytes[{(long)length * part / GoldenOutput.Parts}]", result.Difference, StringComparison.Ordinal);
        }
    }

    /// <summary>Negative control: one unit in the last place of the inputs to a kernel (one input alone may be lost in the first rounding) reaches the hash of its output.</summary>
    [Theory]
    [InlineData("gemm")]
    [InlineData("tanh")]
    [InlineData("svd")]
    public void OneUlpInAKernel_ReachesTheHash(string kernel)
    {
        using Matrix<double> a = new(40, 40);
        new RandomStream(1, "a").Normals(a.Span);
        GoldenWorkload right = Workload(a);
        using Matrix<double> perturbed = a.Clone();
        foreach (ref double x in perturbed.Span)
        {
            x = double.BitIncrement(x);
        }

        using GoldenOutput output = new();
        right.Compute(output, ThreadTeam.Single);
        Dictionary<string, GoldenHash> golden = new() { [kernel] = new GoldenHash(output.Hash(), output.PartHashes()) };
        Assert.True(Assert.Single(Verification.Run([right], golden, [InstructionSet.Best], [1])).Holds);
        VerificationResult result = Assert.Single(Verification.Run([Workload(perturbed)], golden, [InstructionSet.Best], [1]));
        Assert.False(result.Holds);
        Assert.Contains("values[", result.Difference, StringComparison.Ordinal);

        GoldenWorkload Workload(Matrix<double> input) => new(kernel, true, (target, team) =>
        {
            using Matrix<double> values = new(40, 40);
            switch (kernel)
            {
                case "gemm":
                    Gemm.Multiply(1.0, input.View, input.View, 0.0, values.View, team);
                    break;
                case "tanh":
                    Tanh.Apply<double>(input.Span, values.Span);
                    break;
                default:
                    Svd.Values<double>(input.Span2D, new SvdOptions { Team = team }).CopyTo(values.Span);
                    break;
            }

            target.Add("values", values);
        });
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
