using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// C = alpha A B + beta C for small matrices, with the tiles set directly on A, B and C: no plan, no buffer, no packing, the last
/// columns masked. A may have any strides; rows of B and C are contiguous. Same rule of summation, hence the same bits, as
/// <see cref="GemmLoops{TTile, T}"/>: k is one block.
/// </summary>
internal unsafe struct DirectProduct<T> : ITileConsumer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 128 x 128 floats of B are 64 KiB, twice a first-level cache, but a panel of 48 of them fits. k is at most the KC of double.
    private const int LargestSide = 128;
    private const int LargestSum = 256;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;
    public T Alpha;
    public T Beta;

    /// <summary>True for shapes that gain from it: those whose packing would be felt. m and n are at least 2, k at least 1.</summary>
    public static bool Applies(int m, int n, int k) =>
        (uint)(m - 2) <= LargestSide - 2 && (uint)(n - 2) <= LargestSide - 2 && (uint)(k - 1) < LargestSum && !InnerProducts.Apply(m, n, k);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TTile>()
        where TTile : struct, ITile<T>
    {
        TileOperands<T> x = new()
        {
            K = A.Columns,
            StrideA = A.RowStride,
            StepA = A.ColumnStride,
            StrideB = B.RowStride,
            RowStrideC = C.RowStride,
            Alpha = Alpha,
            Beta = Beta,
        };
        int last = C.Columns % TTile.Lanes;
        bool half = last > 0 && last <= TTile.HalfLanes;
        int vectorsLeft = (C.Columns / TTile.Lanes) + (last > 0 && !half ? 1 : 0);
        int panelsLeft = (vectorsLeft + TTile.Vectors - 1) / TTile.Vectors;
        int whole = half ? C.Columns - last : C.Columns;
        int j = 0;
        for (; j < whole; panelsLeft--)
        {
            // Even panels: 4 vectors are 2 + 2, since one vector alone leaves multipliers waiting for their sums.
            int vectors = (vectorsLeft + panelsLeft - 1) / panelsLeft;
            vectorsLeft -= vectors;
            int columns = Math.Min(vectors * TTile.Lanes, whole - j);
            x.LastColumns = columns - ((vectors - 1) * TTile.Lanes);
            for (int i = 0; i < C.Rows; i += TTile.Rows)
            {
                x.Rows = Math.Min(TTile.Rows, C.Rows - i);
                TTile.RunDirect(vectors, x, A.Data + (i * A.RowStride), B.Data + j, C.Data + (i * C.RowStride) + j);
            }

            j += columns;
        }

        x.LastColumns = last;
        for (int i = 0; half && i < C.Rows; i += TTile.Rows)
        {
            x.Rows = Math.Min(TTile.Rows, C.Rows - i);
            TTile.RunDirectHalf(x, A.Data + (i * A.RowStride), B.Data + j, C.Data + (i * C.RowStride) + j);
        }
    }
}
