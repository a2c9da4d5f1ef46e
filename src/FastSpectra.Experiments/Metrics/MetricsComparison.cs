namespace FastSpectra.Experiments;

/// <summary>Finds the first cell in which two metrics files differ.</summary>
public static class MetricsComparison
{
    /// <summary>Says in which column of which row the lines of two files of one header first differ.</summary>
    public static string FirstDifference(IReadOnlyList<string> recorded, IReadOnlyList<string> found)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(found);
        int shared = Math.Min(recorded.Count, found.Count);
        string[] header = shared == 0 ? [] : recorded[0].Split(',');
        for (int line = 0; line < shared; line++)
        {
            if (recorded[line] == found[line])
            {
                continue;
            }

            if (line == 0)
            {
                return "the columns differ";
            }

            string[] before = recorded[line].Split(',');
            string[] now = found[line].Split(',');
            int column = 0;
            while (column < Math.Min(before.Length, now.Length) - 1 && before[column] == now[column])
            {
                column++;
            }

            string name = column < header.Length ? header[column] : $"column {column + 1}";
            return $"{name} at step {before[0]}: {Cell(before, column)} recorded, {Cell(now, column)} now";
        }

        return recorded.Count == found.Count ? "only line ends differ" : $"{recorded.Count} lines recorded, {found.Count} now";
    }

    private static string Cell(string[] cells, int column) => column < cells.Length && cells[column].Length > 0 ? cells[column] : "nothing";
}
