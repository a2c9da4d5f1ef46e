using System.Globalization;
using System.Text.Json;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>What a sweep measured, for people and for programs.</summary>
internal static class SweepReport
{
    private const int SchemaVersion = 1;

    // summary.csv has all; more than a screen helps nobody.
    private const int MostRows = 40;

    private static readonly (string Heading, Metric Metric)[] s_columns =
    [
        ("train loss", Metric.TrainLoss), ("test loss", Metric.TestLoss), ("KTA", Metric.Kta), ("|v1.beta|", Metric.WBetaAlignment), ("alpha Hill", Metric.PlAlphaHill),
    ];

    /// <summary>The last step of every combination as a table, and a line that says how the sweep ended.</summary>
    public static void WriteText(SweepResult result, string directory, double seconds, TextWriter output)
    {
        if (result.IsComplete)
        {
            SweepSummaryRow[] rows = [.. result.Summarise().Rows.GroupBy(row => string.Join(',', row.Values)).Select(group => group.Last())];
            (string Heading, Metric Metric)[] columns = [.. s_columns.Where(column => rows.Any(row => row[column.Metric].Count > 0))];
            TextTable table = new([.. result.Plan.Configuration.Axes.Select(axis => axis.ColumnName), "step", "count", .. columns.Select(column => column.Heading)]);
            foreach (SweepSummaryRow row in rows.Take(MostRows))
            {
                table.Add([.. row.Values, Text(row.Step), Text(row.Count), .. columns.Select(column => Text(row[column.Metric]))]);
            }

            table.Write(output);
            if (rows.Length > MostRows)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... and {rows.Length - MostRows} more in summary.csv"));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Status(result)}: {Done(result)} of {result.Plan.Runs.Count} runs, {seconds:F2} s, results in {directory}"));
    }

    public static void WriteJson(SweepResult result, string directory, double seconds, Utf8JsonWriter writer)
    {
        writer.WriteNumber("schema_version", SchemaVersion);
        writer.WriteString("status", Status(result));
        writer.WriteString("out", directory);
        writer.WriteNumber("runs", result.Plan.Runs.Count);
        writer.WriteNumber("runs_done", Done(result));
        writer.WriteStartArray("diverged");
        foreach (SweepRun run in result.Diverged)
        {
            writer.WriteStringValue(run.Name);
        }

        writer.WriteEndArray();
        writer.WriteNumber("seconds", seconds);
        writer.WriteStartArray("summary");
        if (result.IsComplete)
        {
            SweepSummary summary = result.Summarise();
            foreach (SweepSummaryRow row in summary.Rows)
            {
                WriteRow(result, summary.Columns, row, writer);
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(SweepResult result, IReadOnlyList<string> columns, SweepSummaryRow row, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach ((SweepAxis axis, string value) in result.Plan.Configuration.Axes.Zip(row.Values))
        {
            writer.WriteString(axis.ColumnName, value);
        }

        writer.WriteNumber("step", row.Step);
        writer.WriteNumber("count", row.Count);
        writer.WriteNumber("diverged", row.Diverged);
        foreach ((string name, SweepStatistic statistic) in columns.Zip(row.Statistics))
        {
            if (statistic.Count > 0)
            {
                writer.WriteStartObject(name);
                WriteNumber("mean", statistic.Mean, writer);
                WriteNumber("std", statistic.StandardDeviation, writer);
                writer.WriteNumber("count", statistic.Count);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(string name, double value, Utf8JsonWriter writer)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string Status(SweepResult result) => result.IsInterrupted ? "interrupted" : result.IsComplete ? "completed" : "shard completed";

    private static int Done(SweepResult result) => result.Records.Count(records => records is not null);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(SweepStatistic statistic) => statistic.Count switch
    {
        0 => "-",
        1 => statistic.Mean.ToString("G5", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{statistic.Mean:G5} +- {statistic.StandardDeviation:G2}"),
    };
}
