using System.Buffers;
using System.Globalization;
using System.Text;

namespace FastSpectra.Checkpoints;

// Lines of numbers between commas, decimal points, no quotes: what numpy.savetxt and pandas write of numbers. A first line with anything that is
// no number is the header. Memory is 8 bytes a number, of which a file has at most one per two bytes.

/// <summary>Samples in a file of comma-separated numbers: a sample per line, one column of which is the label; plain or gzip-compressed.</summary>
public static class CsvFile
{
    private const int LongestLine = 1 << 24;
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Numbers per sample, from the first line alone.</summary>
    /// <exception cref="BadDataException">The file cannot be read or its first line is not one of columns.</exception>
    public static int Dimension(string path)
    {
        using DataStream file = DataStream.Open(path);
        return FirstLine(file, new Lines(file)).Length - 1;
    }

    /// <summary>Reads all lines; empty ones at the end are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Name of the label's column where the file has a header, or its number from 1; null for the last one.</param>
    /// <exception cref="BadDataException">The file cannot be read, a line has another number of columns than the first, a cell is not a finite number, or there is no such column.</exception>
    public static SampleSet Read(string path, string? labelColumn)
    {
        using DataStream file = DataStream.Open(path);
        Lines lines = new(file);
        string[] first = FirstLine(file, lines);
        bool hasHeader = first.Any(cell => !double.TryParse(cell, Number, CultureInfo.InvariantCulture, out _) && !IsNumberWord(cell));
        int label = LabelIndex(file, first, hasHeader, labelColumn);
        List<double> labels = [];
        double[] features = [];
        int dimension = first.Length - 1;
        string? line = hasHeader ? lines.Next() : lines.Current;
        for (; line is not null; line = lines.Next())
        {
            if (line.Length == 0)
            {
                int empty = lines.Number;
                while ((line = lines.Next()) is { Length: 0 })
                {
                }

                if (line is null)
                {
                    break;
                }

                throw file.Bad($"line {empty} is empty; expected {first.Length} columns");
            }

            long needed = ((long)labels.Count + 1) * dimension;
            if (needed > features.Length)
            {
                Array.Resize(ref features, needed > Array.MaxLength / 2 ? throw file.Bad($"line {lines.Number}: more than {Array.MaxLength / 2} numbers; expected fewer") : (int)Math.Max(needed, Math.Min(Array.MaxLength, 2L * features.Length)));
            }

            labels.Add(ReadLine(file, lines.Number, line, first.Length, label, features.AsSpan((int)(needed - dimension), dimension)));
        }

        return labels.Count > 0
            ? new SampleSet(path, features, dimension, [.. labels])
            : throw file.Bad("has no line of numbers; expected a sample per line");
    }

    private static double ReadLine(DataStream file, int number, string line, int columns, int label, Span<double> features)
    {
        double result = 0;
        int column = 0;
        foreach (Range range in line.AsSpan().Split(','))
        {
            if (column < columns)
            {
                ReadOnlySpan<char> cell = line.AsSpan(range);
                if (!double.TryParse(cell, Number, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                {
                    throw file.Bad($"line {number}, column {column + 1}: '{BadDataException.Printable(cell.ToString())}'; expected a finite number");
                }

                if (column == label)
                {
                    result = value;
                }
                else
                {
                    features[column < label ? column : column - 1] = value;
                }
            }

            column++;
        }

        return column == columns ? result : throw file.Bad($"line {number} has {column} columns; expected {columns}, as in the first line");
    }

    private static string[] FirstLine(DataStream file, Lines lines)
    {
        string line = lines.Next() ?? "";
        string[] cells = line.Split(',');
        return cells.Length >= 2 ? cells : throw file.Bad($"line 1 has {(line.Length == 0 ? "no" : "one")} column; expected at least two between commas, one of them the label");
    }

    private static int LabelIndex(DataStream file, string[] first, bool hasHeader, string? wanted)
    {
        if (wanted is null)
        {
            return first.Length - 1;
        }

        string[] names = [.. first.Select(cell => cell.Trim().Trim('"'))];
        int index = hasHeader ? Array.IndexOf(names, wanted) : -1;
        if (index < 0 && int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= first.Length)
        {
            index = number - 1;
        }

        if (index >= 0)
        {
            return index;
        }

        string? nearest = hasHeader ? NearestName.Of(wanted, names) : null;
        string expected = nearest is not null ? $"did you mean '{BadDataException.Printable(nearest)}'?" : hasHeader ? "expected one of its header, or a number from 1" : $"expected a number from 1 to {first.Length}; the file has no header";
        throw file.Bad($"has no column '{BadDataException.Printable(wanted)}'; {expected}");
    }

    // A word for a missing number makes a bad line, not a header.
    private static bool IsNumberWord(string cell) => cell.Trim().ToLowerInvariant() is "" or "nan" or "inf" or "-inf" or "+inf" or "infinity" or "-infinity" or "null" or "na";

    // Lines of bounded length in strict UTF-8; \n or \r\n ends one.
    private sealed class Lines(DataStream file)
    {
        private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
        private readonly byte[] _buffer = new byte[1 << 16];
        private readonly ArrayBufferWriter<byte> _line = new();
        private int _begin;
        private int _end;

        public int Number { get; private set; }

        public string? Current { get; private set; }

        public string? Next()
        {
            _line.ResetWrittenCount();
            Number++;
            while (true)
            {
                if (_begin == _end)
                {
                    (_begin, _end) = (0, file.ReadSome(_buffer));
                    if (_end == 0)
                    {
                        return Current = _line.WrittenCount > 0 ? Text() : null;
                    }
                }

                Span<byte> rest = _buffer.AsSpan(_begin, _end - _begin);
                int length = rest.IndexOf((byte)'\n');
                _line.Write(length < 0 ? rest : rest[..length]);
                if (_line.WrittenCount > LongestLine)
                {
                    throw file.Bad($"line {Number} has more than {LongestLine} bytes; expected comma-separated numbers");
                }

                _begin += length < 0 ? rest.Length : length + 1;
                if (length >= 0)
                {
                    return Current = Text();
                }
            }
        }

        private string Text()
        {
            ReadOnlySpan<byte> bytes = _line.WrittenSpan;
            bytes = bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes;
            bytes = Number == 1 && bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
            try
            {
                return s_strict.GetString(bytes);
            }
            catch (DecoderFallbackException exception)
            {
                throw new BadDataException(file.Path, $"line {Number} is not UTF-8 text; expected comma-separated numbers", exception);
            }
        }
    }
}
