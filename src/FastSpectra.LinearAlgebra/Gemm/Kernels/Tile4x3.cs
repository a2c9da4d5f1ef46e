using System.Numerics;
using System.Runtime.CompilerServices;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>4 rows x 3 vectors: 12 accumulators + 3 of B + 1 of A fill 16 registers (AVX2, SSE, scalar).</summary>
internal unsafe struct Tile4x3<TLanes, T> : ITile<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 4;

    public static int Vectors => 3;

    public static int Lanes => TLanes.Count;

    public static int DirectVectors => Vectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DirectRows(int vectors) => Rows;

    public static void Run(int rows, int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        switch (vectors)
        {
            case 3:
                Run<Three>(rows, x, a, b, c);
                break;
            case 2:
                Run<Two>(rows, x, a, b, c);
                break;
            default:
                Run<One>(rows, x, a, b, c);
                break;
        }
    }

    public static void RunInPlace(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        switch (vectors)
        {
            case 3:
                OuterProduct<TLanes, T>.Run<Four, Three, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
            case 2:
                OuterProduct<TLanes, T>.Run<Four, Two, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
            default:
                OuterProduct<TLanes, T>.Run<Four, One, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
        }
    }

    public static void RunDirect(int vectors, in TileOperands<T> x, T* a, T* b, T* c) =>
        DirectTile<TLanes, TLanes, T>.UpTo<Four>(vectors, x, a, b, c);

    public static void Merge(int rows, int columns, in TileOperands<T> x, T* s, T* c, nint columnStride) =>
        OuterProduct<TLanes, T>.Merge(rows, columns, x, s, c, columnStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVectors>(int rows, in TileOperands<T> x, T* a, T* b, T* c)
        where TVectors : unmanaged, IConstant
    {
        switch (rows)
        {
            case 4:
                OuterProduct<TLanes, T>.Run<Four, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
            case 3:
                OuterProduct<TLanes, T>.Run<Three, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
            case 2:
                OuterProduct<TLanes, T>.Run<Two, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
            default:
                OuterProduct<TLanes, T>.Run<One, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
        }
    }
}
