using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A strided window on somebody else's memory: element (i, j) is at <c>Data[i*RowStride + j*ColumnStride]</c>. Row-major has
/// ColumnStride 1, column-major RowStride 1; transposing swaps the strides and copies nothing.
/// </summary>
/// <remarks>Unsafe: the caller keeps the memory alive and in place while the view is used.</remarks>
public readonly unsafe struct MatrixView<T>
    where T : unmanaged
{
    /// <summary>Views <paramref name="rows"/> x <paramref name="columns"/> elements.</summary>
    public MatrixView(T* data, int rows, int columns, nint rowStride, nint columnStride = 1)
    {
        Data = data;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    /// <summary>Address of element (0, 0).</summary>
    public T* Data { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance from one row to the next, in elements.</summary>
    public nint RowStride { get; }

    /// <summary>Distance from one column to the next, in elements.</summary>
    public nint ColumnStride { get; }

    /// <summary>The same elements with rows and columns exchanged.</summary>
    public MatrixView<T> Transposed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Data, Columns, Rows, ColumnStride, RowStride);
    }

    /// <summary>Element (i, j); not range-checked.</summary>
    public ref T this[nint i, nint j]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Data[(i * RowStride) + (j * ColumnStride)];
    }

    /// <summary>The window of <paramref name="rows"/> x <paramref name="columns"/> that begins at (row, column).</summary>
    public MatrixView<T> Slice(int row, int column, int rows, int columns) =>
        new(Data + (row * RowStride) + (column * ColumnStride), rows, columns, RowStride, ColumnStride);
}
