using System.Globalization;
using System.Text;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>A table of numbers and words: one <c>.csv</c> file, shortest round-trip numbers, empty where there is none.</summary>
public sealed class ResultTable
{
    private readonly List<string[]> _rows;

    /// <summary>An empty table.</summary>
    public ResultTable(params IEnumerable<string> columns)
        : this([.. columns], [])
    {
    }

    private ResultTable(string[] columns, List<string[]> rows)
    {
        Columns = columns;
        _rows = rows;
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Appends a row of numbers and words.</summary>
    /// <exception cref="ArgumentException">There are not as many cells as columns, or a word holds a comma or line end.</exception>
    public ResultTable Add(params IEnumerable<object> cells)
    {
        string[] row = [.. cells.Select(Text)];
        if (row.Length != Columns.Count || row.Any(cell => cell.AsSpan().IndexOfAny(',', '\n') >= 0))
        {
            throw new ArgumentException($"a row of {row.Length} cells ({string.Join(';', row)}) does not fit the columns {string.Join(',', Columns)}", nameof(cells));
        }

        _rows.Add(row);
        return this;
    }

    /// <summary>Appends all rows of a table of the same columns.</summary>
    /// <exception cref="ArgumentException">The columns differ.</exception>
    public void Add(ResultTable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!Columns.SequenceEqual(other.Columns))
        {
            throw new ArgumentException($"columns {string.Join(',', other.Columns)} are not {string.Join(',', Columns)}", nameof(other));
        }

        _rows.AddRange(other._rows);
    }

    /// <summary>The rows in which a column has a value; numbers compare as numbers.</summary>
    public ResultTable Where(string column, object value)
    {
        int index = Index(column);
        string text = Text(value);
        return new ResultTable([.. Columns], [.. _rows.Where(row => row[index] == text)]);
    }

    /// <summary>A column as numbers; NaN where a cell is empty.</summary>
    public double[] Numbers(string column)
    {
        int index = Index(column);
        return [.. _rows.Select(row => row[index].Length == 0 ? double.NaN : double.Parse(row[index], NumberStyles.Float, CultureInfo.InvariantCulture))];
    }

    /// <summary>A column as text.</summary>
    public string[] Texts(string column)
    {
        int index = Index(column);
        return [.. _rows.Select(row => row[index])];
    }

    /// <summary>Mean of a column over the rows.</summary>
    public SampleMean Mean(string column) => SampleMean.Of(Numbers(column));

    /// <summary>The same table with a column passed through a function.</summary>
    public ResultTable Select(string column, Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        int index = Index(column);
        double[] numbers = Numbers(column);
        return new ResultTable([.. Columns], [.. _rows.Select((row, i) => row.Select((cell, j) => j == index ? Text(function(numbers[i])) : cell).ToArray())]);
    }

    /// <summary>Writes the file in one step.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        StringBuilder text = new();
        foreach (string[] row in _rows.Prepend([.. Columns]))
        {
            text.AppendJoin(',', row).Append('\n');
        }

        AtomicFile.WriteAllText(path, text.ToString());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="BadDataException">It is not there, or is not such a table.</exception>
    public static ResultTable Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, $"cannot be read ({exception.Message})", exception);
        }

        return Parse(text, path);
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="BadDataException">It is not such a table.</exception>
    public static ResultTable Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        string[] columns = lines[0].Split(',');
        List<string[]> rows = [];
        for (int i = 1; i < lines.Length - 1; i++)
        {
            string[] row = lines[i].Split(',');
            if (row.Length != columns.Length)
            {
                throw new BadDataException(path, null, string.Create(CultureInfo.InvariantCulture, $"line {i + 1} has {row.Length} cells; expected {columns.Length} as in the header"));
            }

            rows.Add(row);
        }

        return lines.Length > 1 && lines[^1].Length == 0 ? new ResultTable(columns, rows) : throw new BadDataException(path, null, "does not end with a line end; expected a whole table");
    }

    internal static string Text(object cell) => cell switch
    {
        double number => double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : "",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };

    private int Index(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
            {
                return i;
            }
        }

        throw new KeyNotFoundException($"the table has no column {column}; its columns are {string.Join(',', Columns)}");
    }
}
