namespace FastSpectra.LinearAlgebra;

/// <summary>An m x n matrix known only by its products: dense, a product of factors, a sum, or a program.</summary>
/// <typeparam name="T">float or double.</typeparam>
public unsafe interface ILinearOperator<T>
    where T : unmanaged
{
    /// <summary>m.</summary>
    int Rows { get; }

    /// <summary>n.</summary>
    int Columns { get; }

    /// <summary>How many vectors a method should multiply at once: more than 1 where one pass over stored elements serves them all.</summary>
    int BlockSize => 1;

    /// <summary>y = A x; x has n elements, y has m.</summary>
    void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team);

    /// <summary>x = A^T y; y has m elements, x has n.</summary>
    void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team);

    /// <summary>Row i of y (b x m) = A times row i of x (b x n). One product after the other unless the operator knows better.</summary>
    /// <remarks>Unsafe: rows are contiguous, the views of as many rows do not overlap, and their memory stays.</remarks>
    void Multiply(MatrixView<T> x, MatrixView<T> y, ThreadTeam team)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            Multiply(new ReadOnlySpan<T>(x.Data + (i * x.RowStride), Columns), new Span<T>(y.Data + (i * y.RowStride), Rows), team);
        }
    }

    /// <summary>Row i of x (b x n) = A^T times row i of y (b x m).</summary>
    /// <remarks>Unsafe, as the other product of blocks.</remarks>
    void MultiplyTransposed(MatrixView<T> y, MatrixView<T> x, ThreadTeam team)
    {
        for (int i = 0; i < y.Rows; i++)
        {
            MultiplyTransposed(new ReadOnlySpan<T>(y.Data + (i * y.RowStride), Rows), new Span<T>(x.Data + (i * x.RowStride), Columns), team);
        }
    }
}
