using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A dense row-major matrix that owns its memory: 64-byte aligned, outside the managed heap, rows contiguous.
/// Zero rows or columns are allowed.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class Matrix<T> : IDisposable
    where T : unmanaged
{
    /// <summary>Alignment of the first element in bytes: one cache line, one 512-bit register.</summary>
    public const int Alignment = 64;

    private T* _data;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rows = rows;
        Columns = columns;
        nuint bytes = (nuint)Math.Max(1, (long)rows * columns) * (nuint)sizeof(T);
        _data = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_data, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Frees the memory if the owner forgot to.</summary>
    ~Matrix() => Free();

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Number of elements.</summary>
    public long Count => (long)Rows * Columns;

    /// <summary>Address of element (0, 0). Valid until the matrix is disposed; the caller keeps the matrix reachable.</summary>
    public T* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data is null, this);
            return _data;
        }
    }

    /// <summary>The whole matrix as a view for kernels; the caller keeps the matrix reachable while using it.</summary>
    public MatrixView<T> View => new(Pointer, Rows, Columns, Columns);

    /// <summary>The whole matrix as a two-dimensional span.</summary>
    public Span2D<T> Span2D => new(Pointer, Rows, Columns, 0);

    /// <summary>All elements, row after row.</summary>
    /// <exception cref="OverflowException">There are more than 2^31-1 elements; use <see cref="Row"/>.</exception>
    public Span<T> Span => new(Pointer, checked((int)Count));

    /// <summary>Element (i, j).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the matrix.</exception>
    public ref T this[int i, int j]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Rows, nameof(i));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)j, (uint)Columns, nameof(j));
            return ref Pointer[((nint)i * Columns) + j];
        }
    }

    /// <summary>Row <paramref name="i"/> as a span of <see cref="Columns"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside the matrix.</exception>
    public Span<T> Row(int i)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)i, (uint)Rows, nameof(i));
        return new(Pointer + ((nint)i * Columns), Columns);
    }

    /// <summary>Copies all elements of <paramref name="source"/>, which has the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void CopyFrom(Matrix<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Rows != Rows || source.Columns != Columns)
        {
            throw new ArgumentException($"source is {source.Rows}x{source.Columns}, this matrix is {Rows}x{Columns}", nameof(source));
        }

        NativeMemory.Copy(source.Pointer, Pointer, (nuint)Count * (nuint)sizeof(T));
    }

    /// <summary>A new matrix with the same elements.</summary>
    public Matrix<T> Clone()
    {
        Matrix<T> copy = new(Rows, Columns);
        copy.CopyFrom(this);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        T* data = _data;
        _data = null;
        if (data is not null)
        {
            NativeMemory.AlignedFree(data);
            GC.RemoveMemoryPressure(Math.Max(1, Count) * sizeof(T));
        }
    }
}
