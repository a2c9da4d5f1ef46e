using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Invariant: the copy is 2^exponent A, exactly, and everything around it is zero, whatever was there and however A is stored.</summary>
public sealed unsafe class PaddedCopyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(15, 17)]
    [InlineData(16, 16)]
    [InlineData(17, 15)]
    [InlineData(33, 50)]
    public void CopiesEveryStorageOrder(int rows, int columns)
    {
        using Matrix<float> a = new(rows, columns), wide = new(rows, 3 * columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                a[i, j] = wide[i, 3 * j] = (100 * i) + j + 1;
            }
        }

        Check(a.View, rows + 3, columns + 5, 2);
        Check(a.View.Transposed, columns, rows + 1, -3);
        Check(new MatrixView<float>(wide.Pointer, rows, columns, 3 * columns, 3), rows + 1, columns, 0);
    }

    [Theory]
    [InlineData(-126, 126)]
    [InlineData(-149, 149)]
    [InlineData(127, -127)]
    public void PowersThatOverflowThemselvesAreApplied(int from, int exponent)
    {
        using Matrix<float> a = new(2, 2);
        a.Span.Fill(float.ScaleB(1, from));
        float* copy = stackalloc float[4];
        PaddedCopy.Scale(a.View, exponent, copy, 2, 2);
        Assert.Equal(new float[] { 1, 1, 1, 1 }, new Span<float>(copy, 4).ToArray());
    }

    private static void Check(MatrixView<float> a, int rows, int lda, int exponent)
    {
        using Matrix<float> copy = new(1, rows * lda);
        copy.Span.Fill(float.NaN);
        PaddedCopy.Scale(a, exponent, copy.Pointer, lda, rows);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < lda; j++)
            {
                float expected = i < a.Rows && j < a.Columns ? float.ScaleB(a[i, j], exponent) : 0;
                Assert.Equal(expected, copy.Pointer[(i * lda) + j]);
            }
        }
    }
}
