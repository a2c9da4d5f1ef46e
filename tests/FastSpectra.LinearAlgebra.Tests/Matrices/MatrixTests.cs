using CommunityToolkit.HighPerformance;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests.Matrices;

public unsafe class MatrixTests
{
    [Fact]
    public void New_IsZeroAlignedRowMajor()
    {
        using Matrix<float> matrix = new(3, 5);
        Assert.Equal(0, (nint)matrix.Pointer % 64);
        Assert.All(matrix.Span.ToArray(), value => Assert.Equal(0f, value));
        matrix[2, 4] = 7;
        Assert.Equal(7, matrix.Span[14]);
        Assert.Equal(7, matrix.Row(2)[4]);
        Assert.Equal(7, matrix.Span2D[2, 4]);
        Assert.Equal(7, matrix.View[2, 4]);
        Assert.Equal(7, matrix.View.Transposed[4, 2]);
        Assert.Equal(7, matrix.View.Slice(1, 3, 2, 2)[1, 1]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public void New_ZeroSizes_AreEmpty(int rows, int columns)
    {
        using Matrix<double> matrix = new(rows, columns);
        Assert.Equal(0, matrix.Count);
        Assert.True(matrix.Span.IsEmpty);
        using Matrix<double> copy = matrix.Clone();
        Assert.Equal((rows, columns), (copy.Rows, copy.Columns));
    }

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Matrix<float>(-1, 2));
        Matrix<float> matrix = new(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[2, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix[0, -1]);
        using Matrix<float> other = new(3, 2);
        ArgumentException shapes = Assert.Throws<ArgumentException>(() => matrix.CopyFrom(other));
        Assert.Contains("3x2", shapes.Message, StringComparison.Ordinal);
        matrix.Dispose();
        Assert.Throws<ObjectDisposedException>(() => matrix.Span.Length);
    }

    [Fact]
    public void Clone_IsIndependent()
    {
        using Matrix<double> matrix = new(2, 2);
        matrix[1, 0] = 3;
        using Matrix<double> copy = matrix.Clone();
        matrix[1, 0] = 4;
        Assert.Equal(3, copy[1, 0]);
    }
}
