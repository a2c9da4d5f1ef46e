using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary><c>--dry-run</c>: what a run or a sweep would cost on this machine; nothing is trained or written.</summary>
internal static class DryRun
{
    private const int SchemaVersion = 1;

    // Start of the program, report, and what is compiled on the way, in seconds, and the program's own memory (docs/cost.md).
    private const double CompiledSeconds = 0.15, JustInTimeSeconds = 0.95;
    private const double CompiledBytes = 20e6, JustInTimeBytes = 75e6;

    // Writing and hashing files and checkpoints; a run of a sweep keeps its rows.
    private const double FileBytesPerSecond = 250e6, SecondsPerRun = 0.01;

    /// <param name="title">What would be run.</param>
    /// <param name="costs">The cost of every run, at least of one.</param>
    /// <param name="context">Global options.</param>
    public static int Print(string title, IReadOnlyList<RunCost> costs, CommandContext context)
    {
        MachineRates rates = MeasuredRates.Of(context.Threads);
        (string Name, StudyCost Cost, double Seconds)[] phases =
        [
            .. costs[0].Phases.Select((phase, index) => (phase.Name, Sum(costs, index), costs.Sum(cost => rates.Seconds(cost.Phases[index].Cost, cost.Type)))),
        ];
        double files = (costs.Sum(cost => cost.FileBytes) / FileBytesPerSecond) + ((costs.Count - 1) * SecondsPerRun);
        double start = RuntimeFeature.IsDynamicCodeCompiled ? JustInTimeSeconds : CompiledSeconds;
        double bytes = costs.Max(cost => cost.PeakBytes) + (RuntimeFeature.IsDynamicCodeCompiled ? JustInTimeBytes : CompiledBytes);
        double seconds = phases.Sum(phase => phase.Seconds) + files + start;
        double flops = phases.Sum(phase => phase.Cost.Total);
        if (context.Json)
        {
            JsonOutput.Print(writer =>
            {
                writer.WriteNumber("schema_version", SchemaVersion);
                writer.WriteString("kind", "dry-run");
                writer.WriteNumber("runs", costs.Count);
                writer.WriteNumber("threads", context.Threads);
                WriteRates(rates, writer);
                writer.WriteStartObject("phases");
                foreach ((string name, StudyCost cost, double time) in phases)
                {
                    WritePhase(name, cost.Total, time, writer);
                }

                WritePhase("files", 0, files, writer);
                WritePhase("start_and_report", 0, start, writer);
                writer.WriteEndObject();
                writer.WriteNumber("flops", Math.Round(flops));
                writer.WriteNumber("seconds", Math.Round(seconds, 3));
                writer.WriteNumber("peak_memory_bytes", Math.Round(bytes));
            });
            return ExitCode.Done;
        }

        Console.Out.WriteLine($"{title}; nothing is trained or written");
        TextTable table = new("phase", "GFLOP", "seconds");
        foreach ((string name, StudyCost cost, double time) in phases)
        {
            table.Add(name, Text(cost.Total / 1e9), Text(time));
        }

        table.Add("files", "", Text(files));
        table.Add("start and report", "", Text(start));
        table.Add("total", Text(flops / 1e9), Text(seconds));
        table.Write(Console.Out);
        Console.Out.WriteLine($"peak memory {Text(bytes / 1e6)} MB");
        Console.Out.WriteLine(
            $"measured now, threads {context.Threads}: products {Text(rates.Products / 1e9)} GFLOP/s (double {Text(rates.DoubleProducts / 1e9)}), singular values of order {StudyCost.ReferenceOrder} in {Text(1000 * rates.Decomposition)} ms");
        return ExitCode.Done;
    }

    private static StudyCost Sum(IReadOnlyList<RunCost> costs, int phase) => costs.Aggregate(StudyCost.None, (sum, cost) => sum + cost.Phases[phase].Cost);

    private static void WriteRates(MachineRates rates, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("rates");
        writer.WriteNumber("float32_flops_per_second", Math.Round(rates.Products));
        writer.WriteNumber("float64_flops_per_second", Math.Round(rates.DoubleProducts));
        writer.WriteNumber("singular_values_seconds", Math.Round(rates.Decomposition, 6));
        writer.WriteEndObject();
    }

    private static void WritePhase(string name, double flops, double seconds, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("flops", Math.Round(flops));
        writer.WriteNumber("seconds", Math.Round(seconds, 4));
        writer.WriteEndObject();
    }

    private static string Text(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
