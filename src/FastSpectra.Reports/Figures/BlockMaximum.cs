namespace FastSpectra.Reports;

/// <summary>Reduces a large table to blocks that each keep their largest value, so that single large entries stay visible.</summary>
internal static class BlockMaximum
{
    /// <summary>The table reduced to at most <paramref name="most"/> rows and columns; block i covers rows [i * rows / n, (i + 1) * rows / n).</summary>
    internal static (double[] Values, int Rows, int Columns) Of(double[] values, int rows, int columns, int most)
    {
        int blockRows = Math.Min(rows, most), blockColumns = Math.Min(columns, most);
        double[] blocks = new double[blockRows * blockColumns];
        Array.Fill(blocks, double.NaN);
        for (int i = 0; i < rows; i++)
        {
            int row = BlockOf(i, rows, blockRows);
            for (int j = 0; j < columns; j++)
            {
                int at = row * blockColumns + BlockOf(j, columns, blockColumns);
                double value = values[i * columns + j];
                if (!(value <= blocks[at]) && !double.IsNaN(value)) blocks[at] = value;
            }
        }
        return (blocks, blockRows, blockColumns);
    }

    /// <summary>First index of a block.</summary>
    internal static int Start(int block, int count, int blocks) => (int)((long)block * count / blocks);

    private static int BlockOf(int index, int count, int blocks)
    {
        int block = (int)((long)index * blocks / count);
        while (block + 1 < blocks && Start(block + 1, count, blocks) <= index) block++;
        return block;
    }
}
