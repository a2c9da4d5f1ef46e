using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Cells hold means: constants stay, leading entries stay themselves, and what is not finite does not count.</summary>
public sealed class LogarithmicBlocksTests
{
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1000, 700, 60)]
    [InlineData(5, 900, 150)]
    public void ConstantsStay(int rows, int columns, int cells)
    {
        double[] values = new double[rows * columns];
        Array.Fill(values, 0.25);
        Assert.All(LogarithmicBlocks.Mean(values, rows, columns, cells), v => Assert.Equal(0.25, v, 12));
    }

    [Fact]
    public void TheLeadingPairKeepsItsCell()
    {
        double[] values = new double[100 * 100];
        values[0] = 1;
        double[] cells = LogarithmicBlocks.Mean(values, 100, 100, 50);
        Assert.Equal(1, cells[0]);
        Assert.Equal(0, cells[^1]);
    }

    [Fact]
    public void NotANumberIsLeftOut()
    {
        double[] cells = LogarithmicBlocks.Mean([double.NaN], 1, 1, 2);
        Assert.All(cells, v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void EdgesCoverEveryRank()
    {
        double[] edges = LogarithmicBlocks.Edges(1000, 150);
        Assert.Equal(0.5, edges[0]);
        Assert.Equal(1000.5, edges[^1]);
        for (int i = 1; i < edges.Length; i++) Assert.True(edges[i] > edges[i - 1]);
    }
}
