using System.Numerics;
using System.Runtime.CompilerServices;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Tiles of a small product that read A and B where they lie; every sum is one accumulator, p ascending, as in
/// <see cref="OuterProduct{TLanes, T}"/>. Nothing is fetched ahead: everything lies in the first levels.
/// </summary>
/// <remarks>
/// Rows come in the sizes 1, 2, 4, 8, a tile in between being computed by the next larger one (at most 3 rows of 8 in vain): a
/// quarter of the code that one method per size would take. Whole tiles are stored from registers. Sums of the others pass through
/// scratch memory, because the compiler stops inlining in a method that also holds 24 masked stores.
/// </remarks>
internal static unsafe class DirectTile<TLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private interface ILastVector
    {
        static abstract bool InPart { get; }
    }

    /// <summary>A tile of 1 to 4 rows.</summary>
    /// <remarks>Unsafe: see <see cref="Run{TRows}"/>.</remarks>
    public static void UpToFourRows(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        switch (x.Rows)
        {
            case 1:
                Run<One>(vectors, x, a, b, c);
                break;
            case 2:
                Run<Two>(vectors, x, a, b, c);
                break;
            default:
                Run<Four>(vectors, x, a, b, c);
                break;
        }
    }

    /// <summary>A tile of x.Rows rows, at most TRows, and 1 to 3 vectors.</summary>
    /// <remarks>Unsafe: a has x.Rows rows, b and c as many columns as the whole vectors and x.LastColumns make.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows>(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
    {
        if (x.LastColumns < TLanes.Count)
        {
            Run<TRows, InPart, Two>(vectors, x, a, b, c);
        }
        else if (x.Rows < sizeof(TRows))
        {
            Run<TRows, Whole, Two>(vectors, x, a, b, c);
        }
        else
        {
            Run<TRows, Whole, One>(vectors, x, a, b, c);
        }
    }

    // TStore: One for sums stored from registers, Two for sums that pass through scratch memory. A size, because the compiler sees
    // it early enough to leave out the scratch memory with its checks.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TRows, TLast, TStore>(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
        where TLast : struct, ILastVector
        where TStore : unmanaged, IConstant
    {
        switch (vectors)
        {
            case 1:
                Run<TRows, One, TLast, TStore>(x, a, b, c);
                break;
            case 2:
                Run<TRows, Two, TLast, TStore>(x, a, b, c);
                break;
            default:
                Run<TRows, Three, TLast, TStore>(x, a, b, c);
                break;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRows, TVectors, TLast, TStore>(in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
        where TVectors : unmanaged, IConstant
        where TLast : struct, ILastVector
        where TStore : unmanaged, IConstant
    {
        nint w = TLanes.Count;
        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero;
        TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero;
        TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero;
        TLanes c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero;
        TLanes c40 = TLanes.Zero, c41 = TLanes.Zero, c42 = TLanes.Zero;
        TLanes c50 = TLanes.Zero, c51 = TLanes.Zero, c52 = TLanes.Zero;
        TLanes c60 = TLanes.Zero, c61 = TLanes.Zero, c62 = TLanes.Zero;
        TLanes c70 = TLanes.Zero, c71 = TLanes.Zero, c72 = TLanes.Zero;
        nint strideB = x.StrideB;
        nint stepA = x.StepA;
        nint rowA = x.StrideA;
        nint last = x.Rows - 1;
        int lastColumns = x.LastColumns;
        T* a1 = sizeof(TRows) > 1 ? Row<TStore>(a, 1, last, rowA) : a;
        T* a2 = sizeof(TRows) > 2 ? Row<TStore>(a, 2, last, rowA) : a;
        T* a3 = sizeof(TRows) > 3 ? Row<TStore>(a, 3, last, rowA) : a;
        T* a4 = sizeof(TRows) > 4 ? Row<TStore>(a, 4, last, rowA) : a;
        T* a5 = sizeof(TRows) > 5 ? Row<TStore>(a, 5, last, rowA) : a;
        T* a6 = sizeof(TRows) > 6 ? Row<TStore>(a, 6, last, rowA) : a;
        T* a7 = sizeof(TRows) > 7 ? Row<TStore>(a, 7, last, rowA) : a;
        for (nint p = x.K; p > 0; p--)
        {
            TLanes bLast = TLast.InPart
                ? TLanes.LoadPartial(b + ((sizeof(TVectors) - 1) * w), lastColumns)
                : TLanes.Load(b + ((sizeof(TVectors) - 1) * w));
            TLanes b0 = sizeof(TVectors) > 1 ? TLanes.Load(b) : bLast;
            TLanes b1 = sizeof(TVectors) > 2 ? TLanes.Load(b + w) : bLast;
            TLanes a_;
            a_ = TLanes.Broadcast(*a);
            c00 = TLanes.FusedMultiplyAdd(a_, b0, c00);
            c01 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c01) : c01;
            c02 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c02) : c02;
            a += stepA;

            if (sizeof(TRows) > 1)
            {
                a_ = TLanes.Broadcast(*a1);
                c10 = TLanes.FusedMultiplyAdd(a_, b0, c10);
                c11 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c11) : c11;
                c12 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c12) : c12;
                a1 += stepA;
            }

            if (sizeof(TRows) > 2)
            {
                a_ = TLanes.Broadcast(*a2);
                c20 = TLanes.FusedMultiplyAdd(a_, b0, c20);
                c21 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c21) : c21;
                c22 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c22) : c22;
                a2 += stepA;
            }

            if (sizeof(TRows) > 3)
            {
                a_ = TLanes.Broadcast(*a3);
                c30 = TLanes.FusedMultiplyAdd(a_, b0, c30);
                c31 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c31) : c31;
                c32 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c32) : c32;
                a3 += stepA;
            }

            if (sizeof(TRows) > 4)
            {
                a_ = TLanes.Broadcast(*a4);
                c40 = TLanes.FusedMultiplyAdd(a_, b0, c40);
                c41 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c41) : c41;
                c42 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c42) : c42;
                a4 += stepA;
            }

            if (sizeof(TRows) > 5)
            {
                a_ = TLanes.Broadcast(*a5);
                c50 = TLanes.FusedMultiplyAdd(a_, b0, c50);
                c51 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c51) : c51;
                c52 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c52) : c52;
                a5 += stepA;
            }

            if (sizeof(TRows) > 6)
            {
                a_ = TLanes.Broadcast(*a6);
                c60 = TLanes.FusedMultiplyAdd(a_, b0, c60);
                c61 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c61) : c61;
                c62 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c62) : c62;
                a6 += stepA;
            }

            if (sizeof(TRows) > 7)
            {
                a_ = TLanes.Broadcast(*a7);
                c70 = TLanes.FusedMultiplyAdd(a_, b0, c70);
                c71 = sizeof(TVectors) > 1 ? TLanes.FusedMultiplyAdd(a_, b1, c71) : c71;
                c72 = sizeof(TVectors) > 2 ? TLanes.FusedMultiplyAdd(a_, bLast, c72) : c72;
                a7 += stepA;
            }

            b += strideB;
        }

        if (sizeof(TStore) == 1)
        {
            TLanes alpha = TLanes.Broadcast(x.Alpha);
            TLanes beta = TLanes.Broadcast(x.Beta);
            bool read = x.Beta != T.Zero;
            nint rowStride = x.RowStrideC;
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c, c00, c01, c02, alpha, beta, read);
            if (sizeof(TRows) > 1)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (1 * rowStride), c10, c11, c12, alpha, beta, read);
            }

            if (sizeof(TRows) > 2)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (2 * rowStride), c20, c21, c22, alpha, beta, read);
            }

            if (sizeof(TRows) > 3)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (3 * rowStride), c30, c31, c32, alpha, beta, read);
            }

            if (sizeof(TRows) > 4)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (4 * rowStride), c40, c41, c42, alpha, beta, read);
            }

            if (sizeof(TRows) > 5)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (5 * rowStride), c50, c51, c52, alpha, beta, read);
            }

            if (sizeof(TRows) > 6)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (6 * rowStride), c60, c61, c62, alpha, beta, read);
            }

            if (sizeof(TRows) > 7)
            {
                OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (7 * rowStride), c70, c71, c72, alpha, beta, read);
            }

            return;
        }

        T* sums = stackalloc T[sizeof(TRows) * sizeof(TVectors) * TLanes.Count];
        Keep<TVectors>(sums, c00, c01, c02);
        if (sizeof(TRows) > 1)
        {
            Keep<TVectors>(sums + (1 * sizeof(TVectors) * w), c10, c11, c12);
        }

        if (sizeof(TRows) > 2)
        {
            Keep<TVectors>(sums + (2 * sizeof(TVectors) * w), c20, c21, c22);
        }

        if (sizeof(TRows) > 3)
        {
            Keep<TVectors>(sums + (3 * sizeof(TVectors) * w), c30, c31, c32);
        }

        if (sizeof(TRows) > 4)
        {
            Keep<TVectors>(sums + (4 * sizeof(TVectors) * w), c40, c41, c42);
        }

        if (sizeof(TRows) > 5)
        {
            Keep<TVectors>(sums + (5 * sizeof(TVectors) * w), c50, c51, c52);
        }

        if (sizeof(TRows) > 6)
        {
            Keep<TVectors>(sums + (6 * sizeof(TVectors) * w), c60, c61, c62);
        }

        if (sizeof(TRows) > 7)
        {
            Keep<TVectors>(sums + (7 * sizeof(TVectors) * w), c70, c71, c72);
        }

        Merge<TVectors, TLast>(x, sums, c);
    }

    // Rows that the tile has in vain repeat the last one; a whole tile needs no minimum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Row<TStore>(T* a, nint row, nint last, nint stride)
        where TStore : unmanaged, IConstant => a + ((sizeof(TStore) == 1 ? row : Math.Min(row, last)) * stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TVectors>(T* s, TLanes c0, TLanes c1, TLanes c2)
        where TVectors : unmanaged, IConstant
    {
        TLanes.Store(s, c0);
        if (sizeof(TVectors) > 1)
        {
            TLanes.Store(s + TLanes.Count, c1);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Store(s + (2 * TLanes.Count), c2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<TVectors, TLast>(in TileOperands<T> x, T* s, T* c)
        where TVectors : unmanaged, IConstant
        where TLast : struct, ILastVector
    {
        TLanes alpha = TLanes.Broadcast(x.Alpha);
        TLanes beta = TLanes.Broadcast(x.Beta);
        bool read = x.Beta != T.Zero;
        for (int i = 0; i < x.Rows; i++, c += x.RowStrideC)
        {
            for (int j = 0; j < sizeof(TVectors); j++, s += TLanes.Count)
            {
                T* target = c + (j * TLanes.Count);
                TLanes sum = TLanes.Load(s);
                if (TLast.InPart && j == sizeof(TVectors) - 1)
                {
                    sum = read ? TLanes.FusedMultiplyAdd(alpha, sum, beta * TLanes.LoadPartial(target, x.LastColumns)) : alpha * sum;
                    TLanes.StorePartial(target, sum, x.LastColumns);
                }
                else
                {
                    TLanes.Store(target, read ? TLanes.FusedMultiplyAdd(alpha, sum, beta * TLanes.Load(target)) : alpha * sum);
                }
            }
        }
    }

    private struct Whole : ILastVector
    {
        public static bool InPart => false;
    }

    private struct InPart : ILastVector
    {
        static bool ILastVector.InPart => true;
    }
}
