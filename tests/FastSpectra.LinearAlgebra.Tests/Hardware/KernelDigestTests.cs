using System.Diagnostics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>One digest at every level and in processes whose runtime has instructions switched off.</summary>
public class KernelDigestTests
{
    /// <summary>
    /// Golden: changes only with a kernel, in a commit that names it and shows the error before and after.
    /// </summary>
    private const string Golden = "4F15685887E45DAE7E9E0014A2530B4C6302F83E8662638EDBB35086481E8E4E";

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
