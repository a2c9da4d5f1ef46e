using System.Text.Json;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>The program compiled ahead of time has the bits of the one compiled just in time, on this processor and on emulated ones.</summary>
[Trait("Category", "Published")]
public sealed class PublishedProgramTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(9);

    [PublishedFact]
    public void EveryGoldenWorkload_HasItsHash()
    {
        Assert.NotEmpty(PublishedFactAttribute.Programs);
        foreach (string program in PublishedFactAttribute.Programs)
        {
            JsonElement verified = Run(program, [], "verify", "--full", "--json").Json();
            JsonElement[] results = [.. verified.GetProperty("results").EnumerateArray()];
            Assert.All(results, result => Assert.True(result.GetProperty("holds").GetBoolean(), result.ToString()));

            // The image is of this source: it knows the same workloads. The widest level is the one that it reports.
            Assert.Equal(
                GoldenHashes.All.Keys.Order(StringComparer.Ordinal),
                results.Select(result => result.GetProperty("workload").GetString()).Distinct().Order(StringComparer.Ordinal));
            SimdLevel widest = Level(Run(program, [], "info", "--json").Json());
            Assert.True(widest >= SimdLevel.Vector256, $"{program} runs at {widest}");
            Assert.Equal(
                Enum.GetValues<SimdLevel>().Where(level => level <= widest),
                results.Select(result => Enum.Parse<SimdLevel>(result.GetProperty("level").GetString()!)).Distinct().Order());
            Assert.Equal([1, 2, 3, 7], results.Select(result => result.GetProperty("threads").GetInt32()).Distinct().Order());
        }
    }

    [PublishedFact]
    public void ResultFiles_HaveTheBytesOfTheOneCompiledJustInTime()
    {
        using Workplace workplace = new();
        string configuration = workplace.WriteConfiguration("n: 120", "n_test: 40", "h: 90", "d: 70", "num_epochs: 4", "probe_freq_steps: 2", "plot_overlaps: true", "seed: 5");
        using (CliProcess process = CliProcess.Start(workplace.Path, ["run", configuration, "--out", "jit", "--quiet", "--threads", "2"]))
        {
            Assert.Equal(0, process.Wait().Code);
        }

        List<(string Name, string Hash)> expected = Workplace.Results(workplace.File("jit"));
        Assert.Contains(expected, file => file.Name == "spectra.safetensors");
        foreach (string program in PublishedFactAttribute.Programs)
        {
            string name = Path.GetFileName(program);
            CliResult result = RunIn(workplace.Path, program, [], ["run", configuration, "--out", name, "--quiet", "--threads", "1"]);
            Assert.Equal((0, ""), (result.Code, result.Error));
            Assert.Equal(expected, Workplace.Results(workplace.File(name)));
            Assert.Equal(0, RunIn(workplace.Path, program, [], ["run", "--expect", "jit/run.json", "--threads", "3"]).Code);
        }
    }

    /// <summary>AVX2 and FMA without AVX-512.</summary>
    [PublishedFact(Emulated = true)]
    public void OnHaswell_TheQuickWorkloadsHaveTheirHashes()
    {
        string program = PublishedFactAttribute.ProgramForAvx2;
        Assert.Equal(SimdLevel.Vector256, Level(Run(program, ["-cpu", "Haswell"], "info", "--json").Json()));
        JsonElement verified = Run(program, ["-cpu", "Haswell"], "verify", "--widest", "--json").Json();
        Assert.Equal(2 * GoldenWorkloads.Quick.Count, verified.GetProperty("results").GetArrayLength());
        Assert.True(verified.GetProperty("holds").GetBoolean());
    }

    /// <summary>No AVX: an image for AVX2 ends before it computes anything, and says why.</summary>
    [PublishedFact(Emulated = true)]
    public void OnNehalem_ItSaysThatItCannotRun()
    {
        CliResult result = Run(PublishedFactAttribute.Program, ["-cpu", "Nehalem"], "verify");
        Assert.NotInRange(result.Code, 0, 4);
        Assert.Empty(result.Output);
        Assert.Matches("AVX2|required instruction sets", result.Error);
    }

    private static SimdLevel Level(JsonElement info) => Enum.Parse<SimdLevel>(info.GetProperty("instruction_set").GetProperty("level").GetString()!);

    private static CliResult Run(string program, string[] emulation, params string[] arguments) => RunIn(Path.GetTempPath(), program, emulation, arguments);

    private static CliResult RunIn(string directory, string program, string[] emulation, string[] arguments)
    {
        using CliProcess process = emulation.Length == 0
            ? CliProcess.StartProgram(program, directory, arguments)
            : CliProcess.StartProgram(PublishedFactAttribute.Emulator, directory, [.. emulation, program, .. arguments]);
        return process.Wait(s_limit);
    }
}
