using System.Globalization;
using System.Text;

namespace FastSpectra.Experiments;

/// <summary>Mean, standard deviation and count over repeats of every metric, per combination and probed step.</summary>
public sealed class SweepSummary
{
    private readonly SweepPlan _plan;

    internal SweepSummary(SweepResult result)
    {
        _plan = result.Plan;
        Columns = MetricColumns.Names(_plan.Layers, _plan.Directions);
        List<SweepSummaryRow> rows = [];
        foreach (IGrouping<int, SweepRun> combination in _plan.Runs.GroupBy(run => run.Combination))
        {
            SweepRun first = combination.First();
            string[] values = [.. _plan.Values(first)];
            IReadOnlyList<ProbeRecord>[] repeats = [.. combination.Select(run => result.Records[run.Index]).OfType<IReadOnlyList<ProbeRecord>>()];
            Dictionary<long, ProbeRecord>[] byStep = [.. repeats.Select(records => records.Where(record => !IsDiverged(record)).ToDictionary(record => record.Step))];
            foreach (long step in first.ProbedSteps)
            {
                double[][] there = [.. byStep.Where(records => records.ContainsKey(step)).Select(records => records[step].Widened(_plan.Layers, _plan.Directions))];
                SweepStatistic[] statistics = [.. Columns.Select((_, i) => SweepStatistic.Of(there.Select(values => values[i])))];
                int diverged = repeats.Count(records => IsDiverged(records[^1]) && records[^1].Step <= step);
                rows.Add(new SweepSummaryRow(values, step, there.Length, diverged, statistics));
            }
        }

        Rows = rows;
    }

    /// <summary>Names of the metrics, those of deeper layers included.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>One row per combination and step, in the order of <c>results.csv</c>.</summary>
    public IReadOnlyList<SweepSummaryRow> Rows { get; }

    /// <summary>The table as <c>summary.csv</c> has it.</summary>
    public string ToCsv()
    {
        StringBuilder text = new();
        foreach (SweepAxis axis in _plan.Configuration.Axes)
        {
            text.Append(axis.ColumnName).Append(',');
        }

        text.Append("step,count,diverged");
        foreach (string name in Columns)
        {
            text.Append(CultureInfo.InvariantCulture, $",{name}_mean,{name}_std,{name}_count");
        }

        text.Append('\n');
        foreach (SweepSummaryRow row in Rows)
        {
            foreach (string value in row.Values)
            {
                text.Append(value).Append(',');
            }

            text.Append(CultureInfo.InvariantCulture, $"{row.Step},{row.Count},{row.Diverged}");
            foreach (SweepStatistic statistic in row.Statistics)
            {
                AppendNumber(text, statistic.Mean);
                AppendNumber(text, statistic.StandardDeviation);
                text.Append(CultureInfo.InvariantCulture, $",{statistic.Count}");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static bool IsDiverged(ProbeRecord record) => record.Status.StartsWith("diverged", StringComparison.Ordinal);

    private static void AppendNumber(StringBuilder text, double value)
    {
        text.Append(',');
        if (double.IsFinite(value))
        {
            text.Append(CultureInfo.InvariantCulture, $"{value}");
        }
    }
}
