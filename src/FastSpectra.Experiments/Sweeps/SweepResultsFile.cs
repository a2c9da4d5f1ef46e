using System.Globalization;
using System.Text;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary><c>results.csv</c>: a row per run and probe, the varied keys and <c>repeat</c> before the columns of <c>metrics.csv</c>; and the parts it grows from.</summary>
internal static class SweepResultsFile
{
    /// <summary>Writes the runs that have records, in the order of the plan.</summary>
    public static void Write(string path, SweepPlan plan, IReadOnlyList<IReadOnlyList<ProbeRecord>?> records) => AtomicFile.Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(Header(plan));
        writer.Write('\n');
        foreach (SweepRun run in plan.Runs)
        {
            string prefix = Prefix(plan, run);
            foreach (ProbeRecord record in records[run.Index] ?? [])
            {
                writer.Write(prefix);
                writer.Write(record.ToCsv(plan.Layers, plan.Directions));
                writer.Write('\n');
            }
        }
    });

    /// <summary>Reads the finished runs of a directory: those of its table, if there is one, and those of its parts.</summary>
    /// <exception cref="BadDataException">A file is not what a sweep of this plan writes.</exception>
    public static IReadOnlyList<ProbeRecord>?[] Read(SweepDirectory directory, SweepPlan plan)
    {
        IReadOnlyList<ProbeRecord>?[] records = new IReadOnlyList<ProbeRecord>?[plan.Runs.Count];
        if (File.Exists(directory.Results))
        {
            ReadTable(directory.Results, plan, records);
        }

        foreach (SweepRun run in plan.Runs)
        {
            string part = directory.Part(run);
            if (records[run.Index] is null && File.Exists(part))
            {
                List<ProbeRecord> rows = [.. Lines(part, MetricColumns.Header(run.Configuration.L, run.Configuration.TeacherDirections))
                    .Select(line => Parse(part, line.Number, line.Text, run.Configuration.L, run.Configuration.TeacherDirections))];
                RequireWhole(part, run, rows);
                records[run.Index] = rows;
            }
        }

        return records;
    }

    private static string Header(SweepPlan plan) =>
        string.Concat(plan.Configuration.Axes.Select(axis => axis.ColumnName + ",")) + "repeat," + MetricColumns.Header(plan.Layers, plan.Directions);

    private static string Prefix(SweepPlan plan, SweepRun run)
    {
        StringBuilder prefix = new();
        foreach (string value in plan.Values(run))
        {
            prefix.Append(value).Append(',');
        }

        return prefix.Append(CultureInfo.InvariantCulture, $"{run.Repeat},").ToString();
    }

    private static void ReadTable(string path, SweepPlan plan, IReadOnlyList<ProbeRecord>?[] records)
    {
        Dictionary<string, SweepRun> runs = plan.Runs.ToDictionary(run => Prefix(plan, run));
        Dictionary<SweepRun, List<ProbeRecord>> found = [];
        foreach ((int number, string text) in Lines(path, Header(plan)))
        {
            int end = 0;
            for (int i = 0; i <= plan.Configuration.Axes.Count && end >= 0; i++)
            {
                end = text.IndexOf(',', end) + 1;
                end = end == 0 ? -1 : end;
            }

            if (end < 0 || !runs.TryGetValue(text[..end], out SweepRun? run))
            {
                throw Bad(path, number, "belongs to no run of the sweep");
            }

            if (!found.TryGetValue(run, out List<ProbeRecord>? rows))
            {
                found[run] = rows = [];
            }

            rows.Add(Parse(path, number, text[end..], plan.Layers, plan.Directions));
        }

        foreach ((SweepRun run, List<ProbeRecord> rows) in found)
        {
            RequireWhole(path, run, rows);
            records[run.Index] = rows;
        }
    }

    private static IEnumerable<(int Number, string Text)> Lines(string path, string header)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number > 1)
            {
                yield return (number, line);
            }
            else if (line != header)
            {
                throw Bad(path, 1, "is not the header of this sweep");
            }
        }
    }

    private static ProbeRecord Parse(string path, int number, string text, int layers, int directions)
    {
        try
        {
            return ProbeRecord.FromCsv(text, layers, directions);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw Bad(path, number, "cannot be read back: " + exception.Message);
        }
    }

    // A probe at every step that is due, or up to the one at which the run diverged.
    private static void RequireWhole(string path, SweepRun run, List<ProbeRecord> rows)
    {
        bool diverged = rows.Count > 0 && SweepResult.HasDiverged(rows);
        IEnumerable<long> steps = diverged ? rows.SkipLast(1).Select(row => row.Step) : rows.Select(row => row.Step);
        IEnumerable<long> expected = diverged ? run.ProbedSteps.TakeWhile(step => step < rows[^1].Step) : run.ProbedSteps;
        if (!steps.SequenceEqual(expected))
        {
            throw new BadDataException(path, null, $"does not hold all rows of run {run.Name}");
        }
    }

    private static BadDataException Bad(string path, int line, string problem) =>
        new(path, null, string.Create(CultureInfo.InvariantCulture, $"line {line} {problem}"));
}
