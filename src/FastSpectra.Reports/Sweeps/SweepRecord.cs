using System.Globalization;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>The summary of a sweep: one row per combination of the varied keys' values and probed step.</summary>
internal sealed class SweepRecord
{
    private readonly MetricsTable _summary;
    private readonly string[] _keys;
    private readonly Dictionary<string, double[]> _columns = new(StringComparer.Ordinal);

    private SweepRecord(MetricsTable summary, IReadOnlyList<KeyValuePair<string, string>> configuration)
    {
        _summary = summary;
        Configuration = configuration;
        Axes = [.. summary.Columns.TakeWhile(column => column != "step")];
        _keys = [.. Enumerable.Range(0, summary.RowCount).Select(row => string.Join(',', Axes.Select(axis => summary.Text(row, axis))))];
        Steps = [.. summary.Numbers("step").Distinct().Order()];
    }

    /// <summary>The varied keys.</summary>
    internal IReadOnlyList<string> Axes { get; }

    /// <summary>The probed steps of all combinations, ascending.</summary>
    internal IReadOnlyList<double> Steps { get; }

    internal IReadOnlyList<KeyValuePair<string, string>> Configuration { get; }

    internal int RowCount => _summary.RowCount;

    /// <summary>Reads a sweep's directory; null where it holds no summary of one.</summary>
    /// <exception cref="BadDataException">The summary or the manifest cannot be read as what it should be.</exception>
    internal static SweepRecord? TryRead(string directory)
    {
        string path = Path.Combine(directory, "summary.csv");
        if (MetricsTable.Read(path) is not { } summary) return null;
        if (!summary.Has("step") || !summary.Has("diverged"))
            throw new BadDataException(path, null, "has no columns step and diverged; expected the summary of a sweep");
        return new SweepRecord(summary, RunRecord.ReadManifest(Path.Combine(directory, "run.json")).Configuration);
    }

    /// <summary>Text of a field.</summary>
    internal string Text(int row, string column) => _summary.Text(row, column);

    /// <summary>The values of a varied key in the order of the file.</summary>
    internal IReadOnlyList<string> Values(string axis) => [.. Enumerable.Range(0, RowCount).Select(row => Text(row, axis)).Distinct(StringComparer.Ordinal)];

    /// <summary>The values of a varied key as numbers; null where one is not.</summary>
    internal double[]? Numbers(string axis)
    {
        List<double> numbers = [];
        foreach (string text in Values(axis))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return null;
            numbers.Add(value);
        }
        return [.. numbers];
    }

    internal bool HasMean(string metric) => _summary.HasNumbers(metric + "_mean");

    /// <summary>The last row of every combination.</summary>
    internal IReadOnlyList<int> LastRows => [.. Enumerable.Range(0, RowCount).Where(row => row + 1 == RowCount || _keys[row] != _keys[row + 1])];

    /// <summary>The rows of one combination.</summary>
    internal IReadOnlyList<int> RowsOf(int row) => [.. Enumerable.Range(0, RowCount).Where(other => _keys[other] == _keys[row])];

    /// <summary>The text of the axes but one, as a name of a series: <c>adam</c> for an optimizer, else <c>key = value</c>.</summary>
    internal string NameWithout(int row, string? axis) => string.Join(", ", Axes.Where(other => other != axis).Select(other => other == "optimizer"
        ? (Text(row, other) switch { "sgd" => "GD", "adam" => "Adam", var text => text })
        : $"{other} = {Text(row, other)}"));

    /// <summary>Mean and standard deviation of a metric in some rows; NaN where there is none.</summary>
    internal (double[] Mean, double[] Deviation) Statistics(string metric, IReadOnlyList<int> rows)
    {
        double[] mean = Column(metric + "_mean"), deviation = Column(metric + "_std");
        return ([.. rows.Select(row => mean[row])], [.. rows.Select(row => deviation[row])]);
    }

    private double[] Column(string name)
    {
        if (!_columns.TryGetValue(name, out double[]? numbers)) _columns[name] = numbers = _summary.Numbers(name);
        return numbers;
    }
}
