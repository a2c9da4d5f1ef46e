namespace FastSpectra.Bench;

/// <summary>The tables of a page of results: one cell by the heading it stands under, the cells of its row and its column's title.</summary>
internal static class MarkdownTable
{
    /// <summary>The cell of column <paramref name="column"/> in the only row below <paramref name="heading"/> that has all the <paramref name="cells"/>.</summary>
    /// <exception cref="InvalidDataException">There is no such row, more than one, or no such column.</exception>
    public static string Cell(string page, string heading, string column, params string[] cells)
    {
        string[]? titles = null;
        string? found = null;
        bool below = heading.Length == 0;
        foreach (string line in page.Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                below = heading.Length == 0 || line.TrimStart('#').Trim().StartsWith(heading, StringComparison.Ordinal);
            }

            string[] row = line.StartsWith('|') ? Array.ConvertAll(line.Trim().Trim('|').Split('|'), cell => cell.Trim()) : [];
            titles = row.Length == 0 ? null : titles ?? row;
            if (below && titles is not null && cells.All(cell => row.Contains(cell)))
            {
                int place = Array.IndexOf(titles, column);
                if (found is not null || place < 0)
                {
                    throw new InvalidDataException($"'{heading}': {(place < 0 ? $"no column '{column}'" : "more than one row")} with {string.Join(", ", cells)}");
                }

                found = row[place];
            }
        }

        return found ?? throw new InvalidDataException($"'{heading}': no row with {string.Join(", ", cells)}");
    }
}
