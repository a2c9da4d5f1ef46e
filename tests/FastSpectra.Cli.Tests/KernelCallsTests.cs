using System.Text.RegularExpressions;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>
/// What the JIT made of the kernels, by its own listing: one that is too large for its inlining budget calls operations on lanes instead of
/// holding them, at a fifth of the speed, and nothing else tells.
/// </summary>
public sealed partial class KernelCallsTests
{
    // The number of lanes, asked for once per call of a kernel, and a row's last register, loaded and stored in part.
    private static readonly string[] s_allowed = ["get_Count", "LoadPartial", "StorePartial", "Mask"];

    [Fact]
    public void KernelsOf256And512BitsCallNoOperationOnLanes()
    {
        using Workplace workplace = new();
        string listing = workplace.File("listing.txt");
        using CliProcess process = CliProcess.StartProgram(
            "dotnet",
            workplace.Path,
            [Path.Combine(AppContext.BaseDirectory, "FastSpectra.Cli.dll"), "verify"],
            ("DOTNET_JitStdOutFile", listing),
            ("DOTNET_JitDisasm", "*"),
            ("DOTNET_JitDisasmAssemblies", "FastSpectra.LinearAlgebra;FastSpectra.Training;FastSpectra.Spectra"));
        Assert.Equal(0, process.Wait().Code);
        int kernels = 0;
        List<string> calls = [];
        string method = string.Empty;
        bool watched = false;
        foreach (string line in File.ReadLines(listing))
        {
            Match heading = Heading().Match(line);
            if (heading.Success)
            {
                method = heading.Groups[1].Value;
                watched = Wide().IsMatch(method) && !method.Contains("Lanes128", StringComparison.Ordinal);
                kernels += watched ? 1 : 0;
            }
            else if (watched && Call().Match(line) is { Success: true } call && !line.Contains("Lanes128", StringComparison.Ordinal)
                && !s_allowed.Contains(call.Groups[1].Value))
            {
                calls.Add($"{method} calls {call.Groups[1].Value}");
            }
        }

        Assert.True(InstructionSet.Best < SimdLevel.Vector256 || kernels > 100, $"only {kernels} kernels listed");
        Assert.True(calls.Count == 0, string.Join('\n', calls.Distinct()));
    }

    [GeneratedRegex(@"^; Assembly listing for method (.*) \(FullOpts\)$")]
    private static partial Regex Heading();

    [GeneratedRegex("Lanes(256|512)`1")]
    private static partial Regex Wide();

    [GeneratedRegex(@"\bcall\s+\[FastSpectra\.LinearAlgebra\.Lanes(?:Pair|256|512)`\d\[.*?\]:(\w+)")]
    private static partial Regex Call();
}
