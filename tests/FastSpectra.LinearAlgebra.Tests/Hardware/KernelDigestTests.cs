using System.Diagnostics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>One digest at every level and in processes whose runtime has instructions switched off.</summary>
public class KernelDigestTests
{
    /// <summary>
    /// Golden: changes only with a kernel, in a commit that names it and shows the error before and after.
    /// </summary>
    private const string Golden = "041437A1A61C3F8652086D2E41310870486349503BE35845C3E4921F48CB41AD";

    [Fact]
    public void EveryLevel_GivesTheGoldenDigest()
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                Assert.Equal(Golden, KernelDigest.Compute());
            }
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "v512=False", "")]
    [InlineData("DOTNET_EnableAVX2", "v512=False v256=False avx2=False fma=False level=Scalar", "")]
    [InlineData("DOTNET_EnableHWIntrinsic", "v512=False v256=False avx2=False fma=False level=Scalar", "")]
    [InlineData("FASTSPECTRA_SIMD", "", "level=Scalar")]
    public void WithInstructionsSwitchedOff_GivesTheGoldenDigest(string variable, string begins, string contains)
    {
        ProcessStartInfo start = new(Environment.ProcessPath ?? "dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(KernelDigestTests).Assembly.Location);
        start.Environment[variable] = variable == InstructionSet.OverrideVariable ? "scalar" : "0";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("the process did not start");
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        if (System.Runtime.Intrinsics.X86.X86Base.IsSupported || variable == InstructionSet.OverrideVariable)
        {
            Assert.StartsWith(begins, output, StringComparison.Ordinal);
            Assert.Contains(contains, output, StringComparison.Ordinal);
        }

        Assert.EndsWith(Golden, output, StringComparison.Ordinal);
    }
}
