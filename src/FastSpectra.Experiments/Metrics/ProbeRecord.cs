using System.Globalization;
using System.Text;

namespace FastSpectra.Experiments;

/// <summary>What one probe measured: one row of <c>metrics.csv</c>. NaN stands for what was not measured.</summary>
public sealed class ProbeRecord
{
    /// <summary>Status of a probe that measured everything it was asked for.</summary>
    public const string Ok = "ok";

    private readonly double[] _values;

    /// <summary>Creates a record without measurements.</summary>
    /// <param name="step">Optimiser steps done.</param>
    /// <param name="layers">L of the student, or more: the columns of layers that it has not stay empty.</param>
    public ProbeRecord(long step, int layers = 2)
    {
        Step = step;
        _values = new double[MetricColumns.Names(layers).Count];
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

    /// <summary>A measurement of hidden layer W_<paramref name="layer"/>, from 1; NaN where there is none.</summary>
    /// <exception cref="ArgumentException">Layers above the first do not have that metric.</exception>
    /// <exception cref="IndexOutOfRangeException">The student has no such layer.</exception>
    public double this[Metric metric, int layer]
    {
        get => _values[MetricColumns.Index(metric, layer)];
        set => _values[MetricColumns.Index(metric, layer)] = value;
    }

    /// <summary>All measurements, in the order of <see cref="MetricColumns.Names"/>.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Appends the metrics' cells and the status, separated by commas: shortest numbers that read back the same, empty where not measured.</summary>
    /// <param name="builder">Where they go.</param>
    /// <param name="layers">L of the table's columns; those that this record has not stay empty.</param>
    public void AppendCells(StringBuilder builder, int layers = 2)
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

        builder.Append(',', Math.Max(0, MetricColumns.Names(layers).Count - _values.Length));

        builder.Append(Status.Replace(',', ';'));
    }

    /// <summary>The row of <c>metrics.csv</c>, or of a table with the columns of deeper students, without a line end.</summary>
    public string ToCsv(int layers = 2)
    {
        StringBuilder builder = new();
        builder.Append(CultureInfo.InvariantCulture, $"{Step},");
        AppendCells(builder, layers);
        return builder.ToString();
    }

    /// <summary>Reads a row that <see cref="ToCsv"/> wrote, with the columns of <paramref name="layers"/> layers.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    public static ProbeRecord FromCsv(string line, int layers = 2)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] cells = line.Split(',');
        int count = MetricColumns.Names(layers).Count;
        if (cells.Length != count + 2)
        {
            throw new FormatException($"{count + 2} cells are expected, {cells.Length} found");
        }

        ProbeRecord record = new(long.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture), layers) { Status = cells[^1] };
        for (int i = 0; i < count; i++)
        {
            if (cells[i + 1].Length > 0)
            {
                record._values[i] = double.Parse(cells[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture);
            }
        }

        return record;
    }
}
