using System.Numerics;
using System.Runtime.CompilerServices;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>6 rows x 2 vectors: 12 accumulators + 2 of B + 1 of A in 16 registers (AVX2). A step streams 64 bytes of B where 4 x 3 streams 96.</summary>
internal unsafe struct Tile6x2<TLanes, T> : ITile<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 6;

    public static int Vectors => 2;

    public static int Lanes => TLanes.Count;

    public static int DirectVectors => Vectors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DirectRows(int vectors) => vectors == 1 ? 8 : Rows;

    public static void Run(int rows, int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        if (vectors == 2 && rows == 6 && PackedOuterProduct<TLanes, T>.Applies(2, x))
        {
            PackedOuterProduct<TLanes, T>.Run<Six, Two>(x, a, b, c);
        }
        else if (vectors == 2)
        {
            Run<Two>(rows, x, a, b, c);
        }
        else
        {
            Run<One>(rows, x, a, b, c);
        }
    }

    public static void RunInPlace(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        if (vectors == 2)
        {
            OuterProduct<TLanes, T>.Run<Six, Two, ITileOrder.StepsAdjacent>(x, a, b, c);
        }
        else
        {
            OuterProduct<TLanes, T>.Run<Six, One, ITileOrder.StepsAdjacent>(x, a, b, c);
        }
    }

    public static void RunDirect(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        if (vectors == 1)
        {
            DirectTile<TLanes, TLanes, T>.UpTo<Eight>(1, x, a, b, c);
        }
        else
        {
            DirectTile<TLanes, TLanes, T>.UpTo<Six>(2, x, a, b, c);
        }
    }

    public static void Merge(int rows, int columns, in TileOperands<T> x, T* s, T* c, nint columnStride) =>
        OuterProduct<TLanes, T>.Merge(rows, columns, x, s, c, columnStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVectors>(int rows, in TileOperands<T> x, T* a, T* b, T* c)
        where TVectors : unmanaged, IConstant
    {
        switch (rows)
        {
            case 6:
                OuterProduct<TLanes, T>.Run<Six, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
            case 5:
                OuterProduct<TLanes, T>.Run<Five, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
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
