namespace FastSpectra.Reports;

/// <summary>
/// A table over pairs of ranks 1..n averaged into cells of equal width in the logarithm of the rank: the leading ranks keep cells of their own and the
/// many last ones share theirs. A mean over a block keeps the level of independent entries, whatever the block's size; a maximum would not.
/// </summary>
internal static class LogarithmicBlocks
{
    /// <summary>Edges of the cells over ranks 1..count, from 0.5 to count + 0.5.</summary>
    internal static double[] Edges(int count, int cells)
    {
        double[] edges = new double[cells + 1];
        double low = DecimalLogarithm.Of(0.5), high = DecimalLogarithm.Of(count + 0.5);
        for (int i = 0; i <= cells; i++) edges[i] = i == 0 ? 0.5 : i == cells ? count + 0.5 : DecimalLogarithm.Power(low + (high - low) * i / cells);
        return edges;
    }

    /// <summary>Mean of the finite entries in each cell; NaN where there is none.</summary>
    /// <param name="values">Row-major table.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="cells">Cells along each side.</param>
    internal static double[] Mean(double[] values, int rows, int columns, int cells)
    {
        (int From, int To)[] rowRanges = Ranges(rows, cells), columnRanges = Ranges(columns, cells);
        double[] means = new double[cells * cells];
        double[] sums = new double[cells];
        long[] counts = new long[cells];
        for (int block = 0; block < cells; block++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            for (int i = rowRanges[block].From; i <= rowRanges[block].To; i++)
            {
                for (int cell = 0; cell < cells; cell++)
                {
                    for (int j = columnRanges[cell].From; j <= columnRanges[cell].To; j++)
                    {
                        double value = values[i * columns + j];
                        if (!double.IsFinite(value)) continue;
                        sums[cell] += value;
                        counts[cell]++;
                    }
                }
            }
            for (int cell = 0; cell < cells; cell++) means[block * cells + cell] = counts[cell] == 0 ? double.NaN : sums[cell] / counts[cell];
        }
        return means;
    }

    /// <summary>For each cell the indices (from 0) whose ranks it holds: those with their middle inside, or the one it lies within.</summary>
    private static (int From, int To)[] Ranges(int count, int cells)
    {
        double[] edges = Edges(count, cells);
        (int From, int To)[] ranges = new (int, int)[cells];
        for (int cell = 0; cell < cells; cell++)
        {
            int from = (int)Math.Ceiling(edges[cell]), to = (int)Math.Ceiling(edges[cell + 1]) - 1;
            if (to < from) from = to = (int)Math.Floor(0.5 * (edges[cell] + edges[cell + 1]) + 0.5);
            ranges[cell] = (Math.Clamp(from, 1, count) - 1, Math.Clamp(to, 1, count) - 1);
        }
        return ranges;
    }
}
