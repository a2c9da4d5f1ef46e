using System.Globalization;
using System.Text;

namespace FastSpectra.Experiments;

/// <summary>What one probe measured: one row of <c>metrics.csv</c>. NaN stands for what was not measured.</summary>
public sealed class ProbeRecord
{
    /// <summary>Status of a probe that measured everything it was asked for.</summary>
    public const string Ok = "ok";

    private readonly double[] _values = new double[MetricColumns.Count];

    /// <summary>Creates a record without measurements.</summary>
    public ProbeRecord(long step)
    {
        Step = step;
        _values.AsSpan().Fill(double.NaN);
    }

    /// <summary>Optimiser steps done when the probe was taken.</summary>
    public long Step { get; }

    /// <summary><c>ok</c>, or why numbers are missing.</summary>
    public string Status { get; set; } = Ok;

    /// <summary>A measurement, NaN where there is none.</summary>
    public double this[Metric metric]
    {
        get => _values[(int)metric];
        set => _values[(int)metric] = value;
    }

    /// <summary>Appends the metrics' cells and the status, separated by commas: shortest numbers that read back the same, empty where not measured.</summary>
    public void AppendCells(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (double value in _values)
        {
            if (double.IsFinite(value))
            {
                builder.Append(CultureInfo.InvariantCulture, $"{value}");
            }

            builder.Append(',');
        }

        builder.Append(Status.Replace(',', ';'));
    }

    /// <summary>The row of <c>metrics.csv</c>, without a line end.</summary>
    public string ToCsv()
    {
        StringBuilder builder = new();
        builder.Append(CultureInfo.InvariantCulture, $"{Step},");
        AppendCells(builder);
        return builder.ToString();
    }

    /// <summary>Reads a row that <see cref="ToCsv"/> wrote.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    public static ProbeRecord FromCsv(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] cells = line.Split(',');
        if (cells.Length != MetricColumns.Count + 2)
        {
            throw new FormatException($"{MetricColumns.Count + 2} cells are expected, {cells.Length} found");
        }

        ProbeRecord record = new(long.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture)) { Status = cells[^1] };
        for (int i = 0; i < MetricColumns.Count; i++)
        {
            if (cells[i + 1].Length > 0)
            {
                record._values[i] = double.Parse(cells[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture);
            }
        }

        return record;
    }
}
