using System.Globalization;
using System.Text;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>What one probe measured: one row of <c>metrics.csv</c>. NaN stands for what was not measured.</summary>
public sealed class ProbeRecord
{
    /// <summary>Status of a probe that measured everything it was asked for.</summary>
    public const string Ok = "ok";

    private readonly int _layers;
    private readonly int _directions;
    private readonly double[] _values;

    /// <summary>Creates a record without measurements.</summary>
    /// <param name="step">Optimiser steps done.</param>
    /// <param name="layers">L of the student, or more: the columns of layers that it has not stay empty.</param>
    /// <param name="directions">Directions K of the teacher, or more.</param>
    public ProbeRecord(long step, int layers = 2, int directions = 1)
    {
        Step = step;
        (_layers, _directions) = (Math.Max(2, layers), Math.Max(1, directions));
        _values = new double[MetricColumns.LayersEnd(_layers) + MetricColumns.DirectionsCount(_directions)];
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

    /// <summary>
    /// How much of the teacher's K directions the first K right singular vectors of W hold, ((1/K) sum over i up to K of |B^T v_i|^2)^(1/2). NaN for one direction,
    /// of which <see cref="Metric.WBetaAlignment"/> says it.
    /// </summary>
    public double SubspaceAlignment => _directions > 1 ? _values[MetricColumns.LayersEnd(_layers)] : double.NaN;

    /// <summary>|V_K^T beta_k| of each of K > 1 directions, V_K the first K right singular vectors of W; empty for one direction.</summary>
    public ReadOnlySpan<double> DirectionAlignments => _directions > 1 ? _values.AsSpan(MetricColumns.LayersEnd(_layers) + 1) : [];

    /// <summary>All measurements, in the order of <see cref="MetricColumns.Names"/>.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Fills in the alignments with several directions.</summary>
    internal void SetAlignments(WeightSpectrum spectrum)
    {
        Span<double> cells = _values.AsSpan(MetricColumns.LayersEnd(_layers), MetricColumns.DirectionsCount(_directions));
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = i == 0 ? spectrum.SubspaceAlignment(spectrum.Directions) : spectrum.DirectionAlignment(i - 1);
        }
    }

    /// <summary>The measurements in the columns of a wider table; those that this record has not are NaN.</summary>
    internal double[] Widened(int layers, int directions)
    {
        int own = MetricColumns.LayersEnd(_layers), end = MetricColumns.LayersEnd(Math.Max(layers, _layers));
        double[] wide = new double[end + MetricColumns.DirectionsCount(Math.Max(directions, _directions))];
        wide.AsSpan().Fill(double.NaN);
        _values.AsSpan(0, own).CopyTo(wide);
        _values.AsSpan(own).CopyTo(wide.AsSpan(end));
        return wide;
    }

    /// <summary>Appends the metrics' cells and the status, separated by commas: shortest numbers that read back the same, empty where not measured.</summary>
    /// <param name="builder">Where they go.</param>
    /// <param name="layers">L of the table's columns; those that this record has not stay empty.</param>
    /// <param name="directions">K of the table's columns, likewise.</param>
    public void AppendCells(StringBuilder builder, int layers = 2, int directions = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (double value in Widened(layers, directions))
        {
            if (double.IsFinite(value))
            {
                builder.Append(CultureInfo.InvariantCulture, $"{value}");
            }

            builder.Append(',');
        }

        builder.Append(Status.Replace(',', ';'));
    }

    /// <summary>The row of <c>metrics.csv</c>, or of a table with the columns of deeper students and more directions, without a line end.</summary>
    public string ToCsv(int layers = 2, int directions = 1)
    {
        StringBuilder builder = new();
        builder.Append(CultureInfo.InvariantCulture, $"{Step},");
        AppendCells(builder, layers, directions);
        return builder.ToString();
    }

    /// <summary>Reads a row that <see cref="ToCsv"/> wrote, with the columns of <paramref name="layers"/> layers and <paramref name="directions"/> directions.</summary>
    /// <exception cref="FormatException">It did not.</exception>
    public static ProbeRecord FromCsv(string line, int layers = 2, int directions = 1)
    {
        ArgumentNullException.ThrowIfNull(line);
        string[] cells = line.Split(',');
        int count = MetricColumns.LayersEnd(layers) + MetricColumns.DirectionsCount(directions);
        if (cells.Length != count + 2)
        {
            throw new FormatException($"{count + 2} cells are expected, {cells.Length} found");
        }

        ProbeRecord record = new(long.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture), layers, directions) { Status = cells[^1] };
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
