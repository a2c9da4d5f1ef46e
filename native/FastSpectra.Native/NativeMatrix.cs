using System.Runtime.InteropServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary><c>fastspectra_matrix</c> of the C header: the caller's buffer. Nothing in it is trusted before <see cref="View{T}"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMatrix
{
    private readonly void* _data;
    private readonly long _rows;
    private readonly long _columns;
    private readonly long _rowStride;
    private readonly long _columnStride;
    private readonly long _type;

    /// <summary>Whether the elements are double; false for float.</summary>
    /// <exception cref="ArgumentException">There is no matrix, or its type is neither.</exception>
    public static bool IsDouble(NativeMatrix* matrix, string name)
    {
        Require(matrix is not null, $"{name} is null");
        Require(matrix->_type is 0 or 1, $"{name} has type {matrix->_type}; expected 0 (float) or 1 (double)");
        return matrix->_type == 1;
    }

    /// <summary>The checked view: shape, type, strides that keep elements apart, an aligned address, and an extent that an address can have.</summary>
    /// <exception cref="ArgumentException">One of them does not hold.</exception>
    public static MatrixView<T> View<T>(NativeMatrix* matrix, string name)
        where T : unmanaged
    {
        bool isDouble = IsDouble(matrix, name);
        Require(isDouble == (sizeof(T) == sizeof(double)), $"{name} is {(isDouble ? "double" : "float")}, another operand is not");
        long rows = matrix->_rows, columns = matrix->_columns;
        Require(rows is >= 0 and <= int.MaxValue && columns is >= 0 and <= int.MaxValue, $"{name} is {rows}x{columns}; sizes are 0 to {int.MaxValue}");
        if (rows == 0 || columns == 0)
        {
            return new MatrixView<T>((T*)matrix->_data, (int)rows, (int)columns, Math.Max(columns, 1) <= int.MaxValue ? (nint)Math.Max(columns, 1) : 1);
        }

        long rowStride = rows == 1 ? Math.Max(columns, 1) : matrix->_rowStride;
        long columnStride = columns == 1 && matrix->_columnStride < 1 ? 1 : matrix->_columnStride;
        Require(matrix->_data is not null, $"{name} is {rows}x{columns}, but its data is null");
        Require((nint)matrix->_data % sizeof(T) == 0, $"{name} does not begin at a multiple of {sizeof(T)} bytes");
        Require(rowStride >= 1 && columnStride >= 1, $"{name} has strides {matrix->_rowStride} and {matrix->_columnStride}; expected at least 1");
        Int128 downwards = (Int128)(rows - 1) * rowStride, across = (Int128)(columns - 1) * columnStride;
        Require(downwards + across < long.MaxValue / 16, $"{name} is {rows}x{columns} with strides {rowStride} and {columnStride}, which no address space holds");
        Require(
            rows == 1 || columns == 1 || across < rowStride || downwards < columnStride,
            $"{name} is {rows}x{columns} with strides {rowStride} and {columnStride}, so that elements share memory");
        return new MatrixView<T>((T*)matrix->_data, (int)rows, (int)columns, (nint)rowStride, (nint)columnStride);
    }

    /// <summary>A vector of the caller.</summary>
    /// <exception cref="ArgumentException">It is null or misaligned, or its length is not the one expected.</exception>
    public static Span<T> Vector<T>(void* data, long count, long expected, string name)
        where T : unmanaged
    {
        Require(count == expected, $"{name} has room for {count} elements; expected {expected}");
        Require(expected == 0 || data is not null, $"{name} is null; expected {expected} elements");
        Require((nint)data % sizeof(T) == 0, $"{name} does not begin at a multiple of {sizeof(T)} bytes");
        return new Span<T>(data, checked((int)expected));
    }

    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new NativeException(NativeStatus.Argument, message);
        }
    }
}
