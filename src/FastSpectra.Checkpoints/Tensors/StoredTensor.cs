using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Checkpoints;

/// <summary>
/// A tensor inside a memory-mapped file: its description, and conversions of its elements to float or double.
/// Valid while the file it came from is open.
/// </summary>
public sealed unsafe class StoredTensor
{
    private readonly MappedFile _file;
    private readonly long _offset;
    private readonly long[] _shape;

    internal StoredTensor(MappedFile file, string? name, ElementType type, long[] shape, long offset)
    {
        _file = file;
        _offset = offset;
        _shape = shape;
        Name = name;
        Type = type;
        Count = 1;
        foreach (long size in shape)
        {
            Count *= size;
        }
    }

    /// <summary>Name inside the file; null for a .npy file, which holds one array without a name.</summary>
    public string? Name { get; }

    /// <summary>Path of the file, as given when it was opened.</summary>
    public string File => _file.Path;

    /// <summary>How elements are encoded.</summary>
    public ElementType Type { get; }

    /// <summary>Sizes, slowest-varying first as in NumPy; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Number of elements, the product of <see cref="Shape"/>.</summary>
    public long Count { get; }

    /// <summary>True where the first index varies fastest in the file.</summary>
    public bool IsFortranOrder { get; internal init; }

    /// <summary>True where the most significant byte of an element comes first.</summary>
    public bool IsBigEndian { get; internal init; }

    /// <summary>The shape as text, such as <c>[160, 48]</c>.</summary>
    public string ShapeText => FormatShape(_shape);

    /// <summary>A shape as text, such as <c>[160, 48]</c>.</summary>
    public static string FormatShape(params ReadOnlySpan<long> shape) =>
        "[" + string.Join(", ", shape.ToArray().Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <summary>
    /// The elements as a matrix of rows x columns in C order, converted to T. A tensor of two dimensions keeps its shape, one of
    /// one dimension becomes a row.
    /// </summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="BadDataException">There are more than two dimensions, a size is beyond 2^31-1, or the elements are not real numbers.</exception>
    public Matrix<T> ToMatrix<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (int rows, int columns) = MatrixShape();
        RequireReal();
        Matrix<T> matrix = new(rows, columns);
        try
        {
            Copy(new MatrixView<T>(matrix.Pointer, rows, columns, columns));
        }
        catch
        {
            matrix.Dispose();
            throw;
        }

        return matrix;
    }

    /// <summary>Rows and columns of the tensor as a matrix: two dimensions as they are, one dimension as a single row.</summary>
    /// <exception cref="BadDataException">There are not one or two dimensions, or a size is beyond 2^31-1.</exception>
    public (int Rows, int Columns) MatrixShape()
    {
        if (_shape.Length is not (1 or 2))
        {
            throw Bad($"has shape {ShapeText}; expected a matrix [m, n]");
        }

        long rows = _shape.Length == 2 ? _shape[0] : 1;
        long columns = _shape[^1];
        if (rows > int.MaxValue || columns > int.MaxValue)
        {
            throw Bad($"has shape {ShapeText}; expected at most {int.MaxValue} rows and columns");
        }

        return ((int)rows, (int)columns);
    }

    /// <summary>
    /// The elements in place, without a copy: only where they are stored as T in this machine's byte order and aligned.
    /// The view is read-only memory of the operating system: writing to it ends the process.
    /// </summary>
    public bool TryGetView<T>(out MatrixView<T> view)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        view = default;
        byte* data = Data;
        if (_shape.Length is not (1 or 2) || Type != ElementTypeNames.Of<T>() || IsBigEndian == BitConverter.IsLittleEndian || (nuint)data % (nuint)sizeof(T) != 0)
        {
            return false;
        }

        (int rows, int columns) = MatrixShape();
        view = IsFortranOrder ? new((T*)data, rows, columns, 1, rows) : new((T*)data, rows, columns, columns);
        return true;
    }

    /// <summary>Converts all elements into <paramref name="destination"/>, in C order (last index fastest).</summary>
    /// <exception cref="ArgumentException">The destination does not have <see cref="Count"/> elements.</exception>
    /// <exception cref="BadDataException">The elements are not real numbers.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (destination.Length != Count)
        {
            throw new ArgumentException($"destination has {destination.Length} elements, the tensor {Count}", nameof(destination));
        }

        RequireReal();
        if (IsFortranOrder && _shape.Length > 2)
        {
            throw Bad($"has shape {ShapeText} in Fortran order; expected at most two dimensions in this order");
        }

        (int rows, int columns) = _shape.Length == 2 ? MatrixShape() : (1, destination.Length);
        fixed (T* data = destination)
        {
            Copy(new MatrixView<T>(data, rows, columns, columns));
        }
    }

    /// <summary>
    /// Position of the first NaN or infinity in the order of the file, as an index per dimension; null where all elements are finite.
    /// </summary>
    public long[]? FirstNonFinite()
    {
        if (!Type.IsFloatingPoint())
        {
            return null;
        }

        Search search = new(Data, Type.Size(), Count);
        ElementReader.Use<double, Search>(Type, IsBigEndian, ref search);
        if (search.Found < 0)
        {
            return null;
        }

        long[] index = new long[_shape.Length];
        long rest = search.Found;
        for (int step = 0; step < index.Length; step++)
        {
            int axis = IsFortranOrder ? step : index.Length - 1 - step;
            index[axis] = rest % _shape[axis];
            rest /= _shape[axis];
        }

        return index;
    }

    /// <summary>Demands that every element is finite.</summary>
    /// <exception cref="BadDataException">An element is NaN or infinite; the message says where.</exception>
    public void RequireFinite()
    {
        if (FirstNonFinite() is { } index)
        {
            throw Bad($"has NaN or infinity at {FormatShape(index)}; expected finite numbers");
        }
    }

    /// <summary>Demands a shape.</summary>
    /// <exception cref="BadDataException">The shape is another one.</exception>
    public void RequireShape(params ReadOnlySpan<long> expected)
    {
        if (!expected.SequenceEqual(_shape))
        {
            throw Bad($"has shape {ShapeText}; expected {FormatShape(expected)}");
        }
    }

    /// <summary>An exception about this tensor.</summary>
    public BadDataException Bad(string problem) => new(File, Name, Name is null ? "array " + problem : problem);

    /// <summary>Writes the bytes of all elements as they are stored.</summary>
    internal void WriteTo(Stream stream)
    {
        const int most = 1 << 30;
        byte* data = Data;
        for (long left = Count * Type.Size(); left > 0; left -= most, data += most)
        {
            stream.Write(new ReadOnlySpan<byte>(data, (int)Math.Min(left, most)));
        }

        GC.KeepAlive(_file);
    }

    private byte* Data => _file.Pointer + _offset;

    private void RequireReal()
    {
        if (Type == ElementType.Complex64)
        {
            throw Bad($"holds {Type.Name()} elements; expected real numbers");
        }
    }

    // Unsafe: 'target' has the element count of this tensor; its rows are in C order.
    private void Copy<T>(MatrixView<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Count == 0)
        {
            return;
        }

        if (Type == ElementTypeNames.Of<T>() && IsBigEndian != BitConverter.IsLittleEndian && !(IsFortranOrder && _shape.Length == 2))
        {
            Buffer.MemoryCopy(Data, target.Data, Count * sizeof(T), Count * sizeof(T));
            GC.KeepAlive(_file);
            return;
        }

        long rowStride = Type.Size() * (IsFortranOrder ? 1L : target.Columns);
        long columnStride = Type.Size() * (IsFortranOrder ? target.Rows : 1L);
        Conversion<T> conversion = new(Data, target, rowStride, columnStride);
        ElementReader.Use<T, Conversion<T>>(Type, IsBigEndian, ref conversion);
        GC.KeepAlive(_file);
    }

    private readonly struct Conversion<T>(byte* source, MatrixView<T> target, long rowStride, long columnStride) : IElementReaderUser<T>
        where T : unmanaged
    {
        // A tile of 32 rows of 32 elements keeps both sides within the first-level cache when the file is in Fortran order.
        private const int Tile = 32;

        private readonly byte* _source = source;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TReader>()
            where TReader : struct, IElementReader<T>
        {
            for (int i0 = 0; i0 < target.Rows; i0 += Tile)
            {
                int i1 = Math.Min(target.Rows, i0 + Tile);
                for (int j0 = 0; j0 < target.Columns; j0 += Tile)
                {
                    int j1 = Math.Min(target.Columns, j0 + Tile);
                    for (int i = i0; i < i1; i++)
                    {
                        byte* element = _source + (i * rowStride) + (j0 * columnStride);
                        T* row = target.Data + (i * target.RowStride);
                        for (int j = j0; j < j1; j++)
                        {
                            row[j] = TReader.Read(element);
                            element += columnStride;
                        }
                    }
                }
            }
        }
    }

    private struct Search(byte* source, int size, long count) : IElementReaderUser<double>
    {
        private readonly byte* _source = source;

        public long Found { get; private set; } = -1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TReader>()
            where TReader : struct, IElementReader<double>
        {
            // A sum of x * 0 over a block is NaN exactly when the block holds a NaN or an infinity: no branch per element.
            const int block = 1024;
            for (long begin = 0; begin < count; begin += block)
            {
                long end = Math.Min(count, begin + block);
                double zero = 0;
                for (long i = begin; i < end; i++)
                {
                    zero += TReader.Read(_source + (i * size)) * 0;
                }

                for (long i = begin; zero != 0 && i < end; i++)
                {
                    if (!double.IsFinite(TReader.Read(_source + (i * size))))
                    {
                        Found = i;
                        return;
                    }
                }
            }
        }
    }
}
