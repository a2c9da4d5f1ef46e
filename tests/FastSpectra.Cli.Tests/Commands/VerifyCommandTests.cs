using System.Text.Json;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>One set of hashes over instruction sets switched off in the runtime and by the program's own variable, each proved to have run.</summary>
public sealed class VerifyCommandTests
{
    // What the runtime calls the switch, and the widest level that is left. The old name EnableAVX512F is silently ignored on .NET 10.
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", SimdLevel.Vector256, true)]
    [InlineData("DOTNET_EnableAVX2", "0", SimdLevel.Scalar, false)]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", SimdLevel.Scalar, false)]
    [InlineData("FASTSPECTRA_SIMD", "512", SimdLevel.Vector512, true)]
    [InlineData("FASTSPECTRA_SIMD", "256", SimdLevel.Vector256, true)]
    [InlineData("FASTSPECTRA_SIMD", "128", SimdLevel.Vector128, true)]
    public void GoldenHashesHold_WhateverIsSwitchedOff(string variable, string value, SimdLevel widest, bool hasFusedMultiplyAdd)
    {
        bool isOwnVariable = variable == InstructionSet.OverrideVariable;
        if (!isOwnVariable && Environment.GetEnvironmentVariable("FASTSPECTRA_CLI") is { Length: > 0 })
        {
            // The runtime's switches do nothing to a program that was compiled ahead of time.
            return;
        }

        SimdLevel expected = widest < InstructionSet.Best ? widest : InstructionSet.Best;
        JsonElement info = Json((variable, value), "info", "--json").GetProperty("instruction_set");
        Assert.Equal(expected.ToString(), info.GetProperty("level").GetString());
        Assert.Equal(hasFusedMultiplyAdd, info.GetProperty("fused_multiply_add").GetBoolean());

        JsonElement verified = Json((variable, value), "verify", "--widest", "--json");
        Assert.True(verified.GetProperty("holds").GetBoolean());
        JsonElement[] results = [.. verified.GetProperty("results").EnumerateArray()];
        Assert.NotEmpty(results);
        Assert.All(results, result => Assert.True(result.GetProperty("holds").GetBoolean() && result.GetProperty("level").GetString() == expected.ToString()));
    }

    [Fact]
    public void PrintsATable()
    {
        using CliProcess process = CliProcess.Start(Path.GetTempPath(), ["verify"], (InstructionSet.OverrideVariable, "scalar"));
        CliResult result = process.Wait();
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("gemm/nt/float", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERS", result.Output, StringComparison.Ordinal);
    }

    private static JsonElement Json((string Name, string Value) variable, params string[] arguments)
    {
        using CliProcess process = CliProcess.Start(Path.GetTempPath(), arguments, variable);
        return process.Wait().Json();
    }
}
