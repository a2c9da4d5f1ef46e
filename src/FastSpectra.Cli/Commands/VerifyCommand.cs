using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary><c>verify</c>: the golden workloads recomputed on this machine.</summary>
internal static class VerifyCommand
{
    private const int SchemaVersion = 1;

    // Most of the time is compilation, which two threads share as long as they need different kernels.
    private const int MostConcurrent = 2;

    // Two team sizes show a dependence on threads in seconds; the odd ones make every split uneven.
    private static readonly int[] s_quickThreads = [1, 2];
    private static readonly int[] s_fullThreads = [1, 2, 3, 7];

    public static Command Build()
    {
        Option<bool> full = GlobalOptions.Flag("--full", "All workloads, without vectors too, with 1, 2, 3 and 7 threads (about a minute) instead of the quick ones with 1 and 2 (seconds).");
        Option<bool> widest = GlobalOptions.Flag("--widest", "Only at the widest level in use, not at the narrower ones too.");
        Option<string> write = Documented.Option<string>("--write-golden", "FILE",
            "For developers: compute every workload once and write the file of golden hashes. A changed hash is a breaking change, named in CHANGELOG.md.",
            "--write-golden src/FastSpectra.Experiments/Verification/golden-hashes.txt");
        Command command = Documented.Command("verify",
            "Recompute built-in workloads at every SIMD level of this processor and with fixed thread counts (whatever --threads says), and compare the SHA-256 of every result bit with the golden hashes. "
            + "Exit code 1 if any differs; the first name in the list is the simplest kernel that does.",
            "fastspectra verify", "fastspectra verify --full", "FASTSPECTRA_SIMD=256 fastspectra verify");
        command.Add(full);
        command.Add(widest);
        command.Add(write);
        command.SetAction(parsed =>
        {
            CommandContext context = CommandContext.Of(parsed);
            return parsed.GetValue(write) is { } file ? WriteGolden(file) : Run(parsed.GetValue(full), parsed.GetValue(widest), context);
        });
        return command;
    }

    private static int Run(bool full, bool widest, CommandContext context)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<GoldenWorkload> workloads = full ? GoldenWorkloads.All : GoldenWorkloads.Quick;
        SimdLevel[] levels = widest ? [InstructionSet.Level] : [.. InstructionSet.Available.Where(level => level <= InstructionSet.Level && (full || IsQuick(level)))];
        int[] threads = full ? s_fullThreads : s_quickThreads;

        IReadOnlyList<VerificationResult> results;
        using (Interruption interruption = new(context))
        using (ProgressBar bar = new("computations", context.Quiet))
        {
            long done = 0;
            results = Verification.Run(workloads, GoldenHashes.All, levels, threads,
                observe: result => bar.Update(++done, (long)workloads.Count * levels.Length * threads.Length, $"  {result.Workload}"),
                concurrent: Math.Min(Environment.ProcessorCount, MostConcurrent), cancellation: interruption.Token);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        VerificationResult[] failures = [.. results.Where(result => !result.Holds)];
        if (context.Json)
        {
            JsonOutput.Print(writer => WriteJson(results, seconds, writer));
        }
        else
        {
            WriteText(results, levels, threads, seconds, context.Quiet);
        }

        if (failures.Length == 0)
        {
            return ExitCode.Done;
        }

        VerificationResult first = failures[0];
        Console.Error.WriteLine(
            $"error: {failures.Length} of {results.Count} computations differ, first {first.Workload} at {first.Level} with {first.Threads} threads: {first.Difference}");
        return ExitCode.CheckFailed;
    }

    // Without vectors the same kernels take as long to compile as at all other levels together: --full and the tests run them.
    private static bool IsQuick(SimdLevel level) => level > SimdLevel.Scalar || InstructionSet.Level == SimdLevel.Scalar;

    private static void WriteText(IReadOnlyList<VerificationResult> results, SimdLevel[] levels, int[] threads, double seconds, bool quiet)
    {
        if (!quiet)
        {
            Console.WriteLine($"{"workload",-46} {string.Join(' ', levels.Select(level => $"{level,-9}"))}  sha-256");
            foreach (IGrouping<string, VerificationResult> workload in results.GroupBy(result => result.Workload))
            {
                string marks = string.Join(' ', levels.Select(level => $"{(workload.Where(result => result.Level == level).All(result => result.Holds) ? "same" : "DIFFERS"),-9}"));
                Console.WriteLine($"{workload.Key,-46} {marks}  {workload.First().Hash[..16]}");
            }
        }

        int holding = results.Count(result => result.Holds);
        Console.WriteLine(
            $"{holding} of {results.Count} computations have the golden bits: {results.Select(result => result.Workload).Distinct().Count()} workloads, "
            + $"levels {string.Join(", ", levels)}, {string.Join(", ", threads)} threads, {seconds:F1} s");
    }

    private static void WriteJson(IReadOnlyList<VerificationResult> results, double seconds, Utf8JsonWriter writer)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteBoolean("holds", results.All(result => result.Holds));
        writer.WriteNumber("seconds", Math.Round(seconds, 3));
        writer.WriteStartArray("results");
        foreach (VerificationResult result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("workload", result.Workload);
            writer.WriteString("level", result.Level.ToString());
            writer.WriteNumber("threads", result.Threads);
            writer.WriteString("sha256", result.Hash);
            writer.WriteBoolean("holds", result.Holds);
            writer.WriteString("difference", result.Difference);
            writer.WriteNumber("seconds", Math.Round(result.Seconds, 6));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static int WriteGolden(string file)
    {
        AtomicFile.Write(file, stream =>
        {
            using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("# The golden bits: sha-256 of all output, short hashes of its 32 parts, workload. A change is a breaking change, named in CHANGELOG.md.");
            writer.WriteLine("# Regenerate: dotnet run -c Release --project src/FastSpectra.Cli -- verify --write-golden src/FastSpectra.Experiments/Verification/golden-hashes.txt");
            foreach (GoldenWorkload workload in GoldenWorkloads.All)
            {
                using GoldenOutput output = new();
                workload.Compute(output, ThreadTeam.Single);
                writer.WriteLine(GoldenHashes.Line(workload.Name, output));
            }
        });
        return ExitCode.Done;
    }
}
