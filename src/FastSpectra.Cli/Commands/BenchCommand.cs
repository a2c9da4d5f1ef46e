using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;
using FastSpectra.Reports;

namespace FastSpectra.Cli;

/// <summary><c>bench</c>: the limits of this machine, and how near to them the kernels come.</summary>
internal static class BenchCommand
{
    private const int SchemaVersion = 1;
    private const double SecondsPerKernel = 0.25;

    public static Command Build()
    {
        Option<string> output = Documented.Option<string>("--out", "DIR", "Also write bench.json and roofline.svg into this directory.", "--out bench-here");
        Option<string> filter = Documented.Option<string>("--filter", "TEXT", "Only kernels whose name contains this.", "--filter product");
        Command command = Documented.Command("bench",
            "Measure the multiply-add peak and the bandwidth of every level of memory on this machine, then each kernel as a percentage of the limit that binds it, "
            + "with one thread and with all. Medians of repeats; close other programs first.",
            "fastspectra bench", "fastspectra bench --filter tanh --threads 1", "fastspectra bench --json --out bench-here");
        command.Add(output);
        command.Add(filter);
        command.SetAction(parsed => Run(parsed.GetValue(output), parsed.GetValue(filter), CommandContext.Of(parsed)));
        return command;
    }

    private static int Run(string? output, string? filter, CommandContext context)
    {
        KernelCase[] kernels = [.. KernelCases.All.Where(kernel => filter is null || kernel.Name.Contains(filter, StringComparison.OrdinalIgnoreCase))];
        if (kernels.Length == 0)
        {
            throw new UsageException($"no kernel's name contains '{filter}'; expected a part of one of: {string.Join(", ", KernelCases.All.Select(kernel => kernel.Name).Distinct())}");
        }

        if (output is not null)
        {
            Directory.CreateDirectory(output);
        }

        List<MachineLimits> limits = [];
        List<KernelMeasurement> measurements = [];
        using (Interruption interruption = new(context))
        using (ProgressBar bar = new("kernels", context.Quiet))
        {
            int[] sizes = context.Threads == 1 ? [1] : [1, context.Threads];
            long done = 0, total = sizes.Sum(size => kernels.Count(kernel => size == 1 || kernel.UsesTeam));
            foreach (int size in sizes)
            {
                using ThreadTeam team = new(size);
                MachineLimits limit = MachineLimits.Measure(team);
                limits.Add(limit);
                foreach (KernelCase kernel in kernels.Where(kernel => size == 1 || kernel.UsesTeam))
                {
                    interruption.Token.ThrowIfCancellationRequested();
                    measurements.Add(Measure(kernel, limit, team));
                    bar.Update(++done, total, $"  {kernel.Name}");
                }
            }
        }

        if (context.Json)
        {
            JsonOutput.Print(writer => WriteJson(limits, measurements, writer));
        }
        else
        {
            WriteText(limits, measurements, Console.Out);
        }

        if (output is not null)
        {
            WriteFiles(output, limits, measurements);
        }

        return ExitCode.Done;
    }

    private static KernelMeasurement Measure(KernelCase kernel, MachineLimits limit, ThreadTeam team)
    {
        (Action call, IDisposable operands) = kernel.Prepare(team);
        using (operands)
        {
            (double bound, string name) = limit.Bound(kernel);
            return new KernelMeasurement(kernel, team.Size, RepeatedCall.Seconds(SecondsPerKernel, call).Median, bound, name);
        }
    }

    private static void WriteText(List<MachineLimits> limits, List<KernelMeasurement> measurements, TextWriter output)
    {
        TextTable machine = new("threads", "float Gflop/s", "double Gflop/s", "L1 GB/s", "L2 GB/s", "L3 GB/s", "memory GB/s");
        foreach (MachineLimits limit in limits)
        {
            machine.Add([$"{limit.Threads}", Giga(limit.SinglePeak), Giga(limit.DoublePeak), .. limit.Bandwidths.Select(Giga)]);
        }

        output.WriteLine($"limits measured at the level {InstructionSet.Level}");
        machine.Write(output);
        output.WriteLine();
        TextTable table = new("kernel", "type", "size", "threads", "ms", "rate", "% of limit", "limit");
        foreach (KernelMeasurement measurement in measurements)
        {
            KernelCase kernel = measurement.Kernel;
            table.Add(kernel.Name, kernel.IsDouble ? "double" : "float", kernel.Size, $"{measurement.Threads}", Milliseconds(measurement.Seconds),
                Rate(measurement), measurement.Percent.ToString("F0", CultureInfo.InvariantCulture), measurement.Limit);
        }

        table.Write(output);
    }

    private static void WriteFiles(string directory, List<MachineLimits> limits, List<KernelMeasurement> measurements)
    {
        AtomicFile.Write(Path.Combine(directory, "bench.json"), stream =>
        {
            using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
            writer.WriteStartObject();
            WriteJson(limits, measurements, writer);
            writer.WriteEndObject();
        });
        MachineLimits most = limits[^1];
        (string, double, double)[] points =
        [
            .. measurements.Where(measurement => measurement.Threads == most.Threads && measurement.Kernel is { IsDouble: false, Flops: > 0 })
                .Select(measurement => ($"{measurement.Kernel.Name} {measurement.Kernel.Size}", measurement.Kernel.Flops / measurement.Kernel.Bytes, measurement.Kernel.Flops / measurement.Seconds)),
        ];
        (string, double)[] roofs = [.. most.Bandwidths.Select((rate, level) => (Name((MemoryLevel)level), rate))];
        AtomicFile.WriteAllText(Path.Combine(directory, "roofline.svg"), RooflineFigure.Of(($"float, {most.Threads} threads", most.SinglePeak), roofs, points).ToSvg());
    }

    private static void WriteJson(List<MachineLimits> limits, List<KernelMeasurement> measurements, Utf8JsonWriter writer)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteString("instruction_set", InstructionSet.Level.ToString());
        writer.WriteStartArray("limits");
        foreach (MachineLimits limit in limits)
        {
            writer.WriteStartObject();
            writer.WriteNumber("threads", limit.Threads);
            writer.WriteNumber("float_flops_per_second", Math.Round(limit.SinglePeak));
            writer.WriteNumber("double_flops_per_second", Math.Round(limit.DoublePeak));
            for (int level = 0; level < limit.Bandwidths.Count; level++)
            {
                writer.WriteNumber($"{Name((MemoryLevel)level).ToLowerInvariant()}_bytes_per_second", Math.Round(limit.Bandwidths[level]));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("kernels");
        foreach (KernelMeasurement measurement in measurements)
        {
            writer.WriteStartObject();
            writer.WriteString("kernel", measurement.Kernel.Name);
            writer.WriteString("type", measurement.Kernel.IsDouble ? "float64" : "float32");
            writer.WriteString("size", measurement.Kernel.Size);
            writer.WriteNumber("threads", measurement.Threads);
            writer.WriteNumber("seconds", measurement.Seconds);
            writer.WriteNumber("flops", measurement.Kernel.Flops);
            writer.WriteNumber("bytes", measurement.Kernel.Bytes);
            writer.WriteNumber("percent_of_limit", Math.Round(measurement.Percent, 1));
            writer.WriteString("limit", measurement.Limit);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Name(MemoryLevel level) => level == MemoryLevel.Dram ? "memory" : level.ToString();

    private static string Rate(KernelMeasurement measurement) => measurement.Kernel switch
    {
        { Elements: > 0 and double elements } => $"{Giga(elements / measurement.Seconds, "F2")} Gelem/s",
        { Flops: var flops } => $"{Giga(flops / measurement.Seconds)} Gflop/s",
    };

    private static string Giga(double rate) => Giga(rate, "F1");

    private static string Giga(double rate, string format) => (rate / 1e9).ToString(format, CultureInfo.InvariantCulture);

    private static string Milliseconds(double seconds) => (seconds * 1e3).ToString(seconds < 1e-3 ? "F4" : "F2", CultureInfo.InvariantCulture);
}
