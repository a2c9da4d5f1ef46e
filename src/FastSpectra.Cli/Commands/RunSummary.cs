using System.Globalization;
using System.Text.Json;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>What a run measured, for people and for programs.</summary>
internal static class RunSummary
{
    private const int SchemaVersion = 1;

    // Long runs show some of their probes, evenly spread; metrics.csv has all.
    private const int MostRows = 12;

    private static readonly (string Heading, Metric Metric)[] s_columns =
    [
        ("train loss", Metric.TrainLoss), ("test loss", Metric.TestLoss), ("KTA", Metric.Kta), ("|v1.beta|", Metric.WBetaAlignment),
        ("alpha Hill", Metric.PlAlphaHill), ("alpha KS", Metric.PlAlphaKs), ("sigma_1", Metric.SpectralNorm),
    ];

    public static void WriteText(RunResult result, string directory, double seconds, TextWriter output)
    {
        TextTable table = new(["step", .. s_columns.Select(column => column.Heading)]);
        int count = result.Probes.Count;
        int rows = Math.Min(count, MostRows);
        for (int row = 0; row < rows; row++)
        {
            ProbeRecord record = result.Probes[rows == 1 ? 0 : (int)((long)row * (count - 1) / (rows - 1))];
            table.Add([record.Step.ToString(CultureInfo.InvariantCulture), .. s_columns.Select(column => Number(record[column.Metric]))]);
        }

        table.Write(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Status.ToString().ToLowerInvariant()}: {result.Steps} steps in {seconds:F2} s, results in {directory}"));
    }

    public static void WriteJson(RunResult result, string directory, double seconds, Utf8JsonWriter writer)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteString("status", result.Status.ToString().ToLowerInvariant());
        writer.WriteString("reason", result.Reason);
        writer.WriteString("out", directory);
        writer.WriteNumber("steps", result.Steps);
        writer.WriteNumber("seconds", seconds);
        IReadOnlyList<string> columns = MetricColumns.Names(result.LayerSingularValues.Count + 1, result.Probes.Select(record => record.DirectionAlignments.Length).FirstOrDefault());
        writer.WriteStartArray("probes");
        foreach (ProbeRecord record in result.Probes)
        {
            writer.WriteStartObject();
            writer.WriteNumber("step", record.Step);
            for (int i = 0; i < columns.Count; i++)
            {
                double value = record.Values[i];
                if (double.IsFinite(value))
                {
                    writer.WriteNumber(columns[i], value);
                }
                else
                {
                    writer.WriteNull(columns[i]);
                }
            }

            writer.WriteString("status", record.Status);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("G5", CultureInfo.InvariantCulture) : "-";
}
