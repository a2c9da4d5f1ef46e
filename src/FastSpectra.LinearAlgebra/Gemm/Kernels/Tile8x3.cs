using System.Numerics;
using System.Runtime.CompilerServices;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>8 rows x 3 vectors: 24 accumulators, for 32 registers (AVX-512, arm64).</summary>
internal unsafe struct Tile8x3<TLanes, T> : ITile<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Rows => 8;

    public static int Vectors => 3;

    public static int Lanes => TLanes.Count;

    public static int DirectVectors => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int DirectRows(int vectors) => vectors == 4 ? 6 : 8;

    public static void Run(int rows, int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        switch (vectors)
        {
            case 3 when rows == 8 && PackedOuterProduct<TLanes, T>.Applies(3, x):
                PackedOuterProduct<TLanes, T>.Run<Eight, Three>(x, a, b, c);
                break;
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
                OuterProduct<TLanes, T>.Run<Eight, Three, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
            case 2:
                OuterProduct<TLanes, T>.Run<Eight, Two, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
            default:
                OuterProduct<TLanes, T>.Run<Eight, One, ITileOrder.StepsAdjacent>(x, a, b, c);
                break;
        }
    }

    public static void RunDirect(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        // Where 512 bits pass through 256-bit datapaths, half a register takes half the time; elsewhere the same.
        bool half = typeof(TLanes) == typeof(Lanes512<T>) && x.Columns - ((vectors - 1) * TLanes.Count) <= Lanes256<T>.Count;
        if (typeof(TLanes) == typeof(Lanes512<T>) && vectors == 1 && (half || InstructionSet.HalvesWideRegisters))
        {
            // There, too, one wide load takes the time of one wide multiplication, and each would need one: 11 cycles a step of 8 rows.
            // Narrow registers load twice as many elements of A and multiply at the same rate: 8 cycles.
            DirectTile<Lanes256<T>, Lanes256<T>, T>.UpTo<Eight>(half ? 1 : 2, x, a, b, c);
        }
        else if (half)
        {
            Direct<Lanes256<T>>(vectors, x, a, b, c);
        }
        else
        {
            Direct<TLanes>(vectors, x, a, b, c);
        }
    }

    public static void Merge(int rows, int columns, in TileOperands<T> x, T* s, T* c, nint columnStride) =>
        OuterProduct<TLanes, T>.Merge(rows, columns, x, s, c, columnStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Direct<TLastLanes>(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
        where TLastLanes : unmanaged, ILanes<TLastLanes, T>
    {
        if (vectors == 4)
        {
            DirectTile<TLanes, TLastLanes, T>.UpTo<Six>(vectors, x, a, b, c);
        }
        else
        {
            DirectTile<TLanes, TLastLanes, T>.UpTo<Eight>(vectors, x, a, b, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVectors>(int rows, in TileOperands<T> x, T* a, T* b, T* c)
        where TVectors : unmanaged, IConstant
    {
        switch (rows)
        {
            case 8:
                OuterProduct<TLanes, T>.Run<Eight, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
            case 7:
                OuterProduct<TLanes, T>.Run<Seven, TVectors, ITileOrder.RowsAdjacent>(x, a, b, c);
                break;
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
