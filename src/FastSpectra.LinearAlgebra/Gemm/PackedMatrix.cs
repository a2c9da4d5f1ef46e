using System.Numerics;
using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// An operand packed once for many products. Saves the packing (2-5 % of a large product, more for a skinny one) when the
/// same matrix is multiplied again and again. Results have the same bits as with the matrix itself.
/// </summary>
/// <remarks>
/// The source stays alive and unchanged as long as this is used: products that are too thin for tiles read it. Packed for the
/// instruction set in use at the time; using it under another one is refused.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class PackedMatrix<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TileName _tile;
    private T* _data;
    private long _bytes;

    private PackedMatrix(MatrixView<T> source, bool left)
    {
        Source = source;
        IsLeft = left;
        _tile = TileTable.Selected;
        Pack pack = new() { Owner = this };
        TileTable.Run<T, Pack>(_tile, ref pack);
    }

    /// <summary>Frees the memory if the owner forgot to.</summary>
    ~PackedMatrix() => Free();

    /// <summary>The matrix that was packed.</summary>
    public MatrixView<T> Source { get; }

    /// <summary>True for a left operand A, false for a right operand B.</summary>
    public bool IsLeft { get; }

    /// <summary>Packs an m x k matrix to be used as A in A B.</summary>
    public static PackedMatrix<T> Left(MatrixView<T> a) => new(a, left: true);

    /// <summary>Packs a k x n matrix to be used as B in A B.</summary>
    public static PackedMatrix<T> Right(MatrixView<T> b) => new(b, left: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    internal static long Padded(long columns, int lanes) => (columns + lanes - 1) / lanes * lanes;

    internal T* DataFor(TileName tile)
    {
        ObjectDisposedException.ThrowIf(_data is null, this);
        return tile == _tile ? _data : throw new InvalidOperationException($"packed for the {_tile} tile, used with {tile}");
    }

    private void Free()
    {
        T* data = _data;
        _data = null;
        if (data is not null)
        {
            NativeMemory.AlignedFree(data);
            GC.RemoveMemoryPressure(_bytes);
        }
    }

    private struct Pack : ITileConsumer<T>
    {
        public PackedMatrix<T> Owner;

        public readonly void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            MatrixView<T> a = Owner.Source;
            int k = Owner.IsLeft ? a.Columns : a.Rows;
            int width = Owner.IsLeft ? a.Rows : a.Columns;
            nint strideW = Owner.IsLeft ? a.RowStride : a.ColumnStride;
            nint strideK = Owner.IsLeft ? a.ColumnStride : a.RowStride;
            int panel = Owner.IsLeft ? TTile.Rows : TTile.Vectors * TTile.Lanes;
            int pad = Owner.IsLeft ? 1 : TTile.Lanes;
            nint padded = (nint)Padded(width, pad);
            Owner._bytes = Math.Max(1, checked((long)padded * k * sizeof(T)));
            Owner._data = (T*)NativeMemory.AlignedAlloc((nuint)Owner._bytes, 128);
            GC.AddMemoryPressure(Owner._bytes);
            int kc = BlockingModel.StepsPerBlock<T>();
            for (int step = 0; step < k; step += kc)
            {
                Packing.Pack(a.Data + (step * strideK), strideW, strideK, width, Math.Min(kc, k - step), panel, pad, Owner._data + (step * padded));
            }
        }
    }
}
