using System.Globalization;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>A result file of comma-separated values: one header line, one row per step, empty where nothing was measured.</summary>
internal sealed class MetricsTable
{
    private readonly Dictionary<string, int> _index;
    private readonly List<string[]> _rows;

    private MetricsTable(string[] columns, List<string[]> rows)
    {
        Columns = columns;
        _rows = rows;
        _index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++) _index.TryAdd(columns[i], i);
    }

    /// <summary>Column names in file order.</summary>
    internal IReadOnlyList<string> Columns { get; }

    internal int RowCount => _rows.Count;

    /// <summary>Reads the file; null when there is none.</summary>
    /// <exception cref="BadDataException">There is no header, or a row has another number of fields.</exception>
    internal static MetricsTable? Read(string path)
    {
        if (!File.Exists(path)) return null;
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0].Length == 0) throw new BadDataException(path, null, "is empty; expected a header line with column names");
        string[] columns = Split(lines[0]);
        List<string[]> rows = [];
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            string[] fields = Split(lines[i]);
            if (fields.Length != columns.Length)
                throw new BadDataException(path, null, string.Create(CultureInfo.InvariantCulture, $"line {i + 1} has {fields.Length} fields; expected {columns.Length} as in the header"));
            rows.Add(fields);
        }
        return new MetricsTable(columns, rows);
    }

    internal bool Has(string column) => _index.ContainsKey(column);

    /// <summary>A field as written; empty when the column does not exist.</summary>
    internal string Text(int row, string column) => _index.TryGetValue(column, out int i) ? _rows[row][i] : "";

    /// <summary>A column as numbers: NaN where a field is empty or not a number; all NaN when the column does not exist.</summary>
    internal double[] Numbers(string column)
    {
        double[] values = new double[_rows.Count];
        for (int row = 0; row < values.Length; row++)
            values[row] = double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
        return values;
    }

    /// <summary>Whether a column holds at least one finite number.</summary>
    internal bool HasNumbers(string column) => Has(column) && Numbers(column).Any(double.IsFinite);

    /// <summary>Fields of one line; a field in double quotes may hold commas, and a doubled quote stands for one.</summary>
    private static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(',');
        List<string> fields = [];
        System.Text.StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(c);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
