using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Testing;

/// <summary>A matrix in a chosen storage order inside a buffer whose other elements are NaN and must stay so.</summary>
public sealed unsafe class TestMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Margin = 7;
    private readonly Matrix<T> _buffer;

    /// <summary>Lays out a matrix whose element (i, j) is <paramref name="element"/>(i, j).</summary>
    public TestMatrix(int rows, int columns, StorageOrder order, Func<int, int, T> element)
    {
        (nint rowStride, nint columnStride) = order switch
        {
            StorageOrder.Rows => ((nint)columns, (nint)1),
            StorageOrder.Columns => (1, rows),
            StorageOrder.RowsWithGap => (columns + 5, 1),
            _ => (4 * columns + 2, 2),
        };
        long span = (Math.Max(0, rows - 1) * (long)rowStride) + (Math.Max(0, columns - 1) * (long)columnStride) + 1;
        _buffer = new Matrix<T>(1, (int)span + (2 * Margin));
        _buffer.Span.Fill(T.NaN);
        View = new MatrixView<T>(_buffer.Pointer + Margin, rows, columns, rowStride, columnStride);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                View[i, j] = element(i, j);
            }
        }
    }

    /// <summary>The matrix.</summary>
    public MatrixView<T> View { get; }

    /// <summary>Number of NaNs in the whole buffer: it tells whether anything beside the matrix was written.</summary>
    public int CountNaN()
    {
        int count = 0;
        foreach (T value in _buffer.Span)
        {
            count += T.IsNaN(value) ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();
}
