using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Tiles of a small product that read A and B where they lie; every sum is one accumulator, p ascending, as in
/// <see cref="OuterProduct{TLanes, T}"/>. Nothing is fetched ahead: everything lies in the first levels.
/// </summary>
/// <remarks>
/// Rows come in the sizes 1, 2, 4, 5, 8 (6 for 16 registers), a tile in between being computed by the next larger one (at most 2 rows of 8
/// in vain): a third of the code that one method per size would take. The last vector has a type of its own: half a register, where
/// that takes half the time and holds the columns that are left. Whole tiles are stored from registers. Sums of the others pass through
/// scratch memory, because the compiler stops inlining in a method that also holds 24 masked stores.
/// </remarks>
internal static unsafe class DirectTile<TLanes, TLastLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where TLastLanes : unmanaged, ILanes<TLastLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private interface ILastVector
    {
        static abstract bool InPart { get; }
    }

    /// <summary>A tile of 1 to TRows rows and 1 to 3 vectors.</summary>
    /// <remarks>
    /// Unsafe: see <see cref="Run{TRows}"/>. One call more than inlined, but then the choices of all widths in one caller exceed what the
    /// compiler inlines, and two calls came instead.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void UpTo<TRows>(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
    {
        if (x.Rows > 5 && sizeof(TRows) > 5)
        {
            Run<TRows>(vectors, x, a, b, c);
        }
        else if (x.Rows == 5 && sizeof(TRows) > 5)
        {
            Run<Five>(vectors, x, a, b, c);
        }
        else
        {
            UpToFour(vectors, x, a, b, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void UpToFour(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
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
    /// <remarks>Unsafe: a has x.Rows rows, b and c x.Columns columns, or x.Repeatable if that is more.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TRows>(int vectors, in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
    {
        // A last vector that is not full is moved to the left until it is, over columns computed already: no masks, no scratch memory.
        if (x.Columns - ((vectors - 1) * TLanes.Count) < TLastLanes.Count && x.Repeatable < TLastLanes.Count)
        {
            Run<TRows, InPart, Two>(vectors, x, a, b, c);
        }
        else if (x.Rows < sizeof(TRows))
        {
            Run<TRows, Whole, Two>(vectors, x, a, b, c);
        }
        else if (x.Repeatable > 0)
        {
            Run<TRows, Whole, One>(vectors, x, a, b, c);
        }
        else
        {
            Run<TRows, Whole, Three>(vectors, x, a, b, c);
        }
    }

    // TStore: One for sums stored from registers, Two for sums that pass through scratch memory, Three for sums added to C from registers
    // (24 jumps fewer than where One and Three are one). A size, because the compiler sees it early enough to leave out the scratch memory
    // with its checks.
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
            case 4 when sizeof(TRows) <= 6:
                Run<TRows, Four, TLast, TStore>(x, a, b, c);
                break;
            default:
                Run<TRows, Three, TLast, TStore>(x, a, b, c);
                break;
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TRows, TVectors, TLast, TStore>(in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
        where TVectors : unmanaged, IConstant
        where TLast : struct, ILastVector
        where TStore : unmanaged, IConstant
    {
        nint w = TLanes.Count;
        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero;
        TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero, c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero;
        TLanes c40 = TLanes.Zero, c41 = TLanes.Zero, c42 = TLanes.Zero, c50 = TLanes.Zero, c51 = TLanes.Zero, c52 = TLanes.Zero;
        TLanes c60 = TLanes.Zero, c61 = TLanes.Zero, c62 = TLanes.Zero, c70 = TLanes.Zero, c71 = TLanes.Zero, c72 = TLanes.Zero;
        TLastLanes c0_ = TLastLanes.Zero, c1_ = TLastLanes.Zero, c2_ = TLastLanes.Zero, c3_ = TLastLanes.Zero;
        TLastLanes c4_ = TLastLanes.Zero, c5_ = TLastLanes.Zero, c6_ = TLastLanes.Zero, c7_ = TLastLanes.Zero;
        nint strideB = x.StrideB;
        nint stepA = x.StepA * sizeof(T);
        nint rowA = x.StrideA;
        nint last = x.Rows - 1;
        int lastColumns = x.Columns - ((sizeof(TVectors) - 1) * TLanes.Count);
        nint lastAt = LastAt<TVectors, TLast>(x);
        T* a1 = sizeof(TRows) > 1 ? Row<TStore>(a, 1, last, rowA) : a;
        T* a2 = sizeof(TRows) > 2 ? Row<TStore>(a, 2, last, rowA) : a;
        T* a3 = sizeof(TRows) > 3 ? Row<TStore>(a, 3, last, rowA) : a;
        T* a4 = sizeof(TRows) > 4 ? Row<TStore>(a, 4, last, rowA) : a;
        T* a5 = sizeof(TRows) > 5 ? Row<TStore>(a, 5, last, rowA) : a;
        T* a6 = sizeof(TRows) > 6 ? Row<TStore>(a, 6, last, rowA) : a;
        T* a7 = sizeof(TRows) > 7 ? Row<TStore>(a, 7, last, rowA) : a;
        nint offsetA = 0;
        for (nint p = x.K; p > 0; p--)
        {
            TLastLanes bLast = TLast.InPart
                ? TLastLanes.LoadPartial(b + lastAt, lastColumns)
                : TLastLanes.Load(b + lastAt);
            TLanes b0 = sizeof(TVectors) > 1 ? TLanes.Load(b) : TLanes.Zero;
            TLanes b1 = sizeof(TVectors) > 2 ? TLanes.Load(b + w) : TLanes.Zero;
            TLanes b2 = sizeof(TVectors) > 3 ? TLanes.Load(b + (2 * w)) : TLanes.Zero;
            AddRow<TVectors>((T*)((byte*)a + offsetA), b0, b1, b2, bLast, ref c00, ref c01, ref c02, ref c0_);

            if (sizeof(TRows) > 1)
            {
                AddRow<TVectors>((T*)((byte*)a1 + offsetA), b0, b1, b2, bLast, ref c10, ref c11, ref c12, ref c1_);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TVectors>((T*)((byte*)a2 + offsetA), b0, b1, b2, bLast, ref c20, ref c21, ref c22, ref c2_);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TVectors>((T*)((byte*)a3 + offsetA), b0, b1, b2, bLast, ref c30, ref c31, ref c32, ref c3_);
            }

            if (sizeof(TRows) > 4)
            {
                AddRow<TVectors>((T*)((byte*)a4 + offsetA), b0, b1, b2, bLast, ref c40, ref c41, ref c42, ref c4_);
            }

            if (sizeof(TRows) > 5)
            {
                AddRow<TVectors>((T*)((byte*)a5 + offsetA), b0, b1, b2, bLast, ref c50, ref c51, ref c52, ref c5_);
            }

            if (sizeof(TRows) > 6)
            {
                AddRow<TVectors>((T*)((byte*)a6 + offsetA), b0, b1, b2, bLast, ref c60, ref c61, ref c62, ref c6_);
            }

            if (sizeof(TRows) > 7)
            {
                AddRow<TVectors>((T*)((byte*)a7 + offsetA), b0, b1, b2, bLast, ref c70, ref c71, ref c72, ref c7_);
            }

            offsetA += stepA;
            b += strideB;
        }

        if (sizeof(TStore) != 2)
        {
            nint rowStride = x.RowStrideC;
            TLanes alpha = TLanes.Broadcast(x.Alpha), beta = TLanes.Broadcast(x.Beta);
            bool read = sizeof(TStore) == 3;
            StoreRow<TVectors>(c, c00, c01, c02, c0_, lastAt, alpha, beta, read);
            if (sizeof(TRows) > 1)
            {
                StoreRow<TVectors>(c + (1 * rowStride), c10, c11, c12, c1_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 2)
            {
                StoreRow<TVectors>(c + (2 * rowStride), c20, c21, c22, c2_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 3)
            {
                StoreRow<TVectors>(c + (3 * rowStride), c30, c31, c32, c3_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 4)
            {
                StoreRow<TVectors>(c + (4 * rowStride), c40, c41, c42, c4_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 5)
            {
                StoreRow<TVectors>(c + (5 * rowStride), c50, c51, c52, c5_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 6)
            {
                StoreRow<TVectors>(c + (6 * rowStride), c60, c61, c62, c6_, lastAt, alpha, beta, read);
            }

            if (sizeof(TRows) > 7)
            {
                StoreRow<TVectors>(c + (7 * rowStride), c70, c71, c72, c7_, lastAt, alpha, beta, read);
            }

            return;
        }

        T* sums = stackalloc T[sizeof(TRows) * sizeof(TVectors) * TLanes.Count];
        Keep<TVectors>(sums, c00, c01, c02, c0_);
        if (sizeof(TRows) > 1)
        {
            Keep<TVectors>(sums + (1 * sizeof(TVectors) * w), c10, c11, c12, c1_);
        }

        if (sizeof(TRows) > 2)
        {
            Keep<TVectors>(sums + (2 * sizeof(TVectors) * w), c20, c21, c22, c2_);
        }

        if (sizeof(TRows) > 3)
        {
            Keep<TVectors>(sums + (3 * sizeof(TVectors) * w), c30, c31, c32, c3_);
        }

        if (sizeof(TRows) > 4)
        {
            Keep<TVectors>(sums + (4 * sizeof(TVectors) * w), c40, c41, c42, c4_);
        }

        if (sizeof(TRows) > 5)
        {
            Keep<TVectors>(sums + (5 * sizeof(TVectors) * w), c50, c51, c52, c5_);
        }

        if (sizeof(TRows) > 6)
        {
            Keep<TVectors>(sums + (6 * sizeof(TVectors) * w), c60, c61, c62, c6_);
        }

        if (sizeof(TRows) > 7)
        {
            Keep<TVectors>(sums + (7 * sizeof(TVectors) * w), c70, c71, c72, c7_);
        }

        Merge<TVectors, TLast>(x, sums, c);
    }

    // Where the last vector begins.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint LastAt<TVectors, TLast>(in TileOperands<T> x)
        where TVectors : unmanaged, IConstant
        where TLast : struct, ILastVector => TLast.InPart ? (sizeof(TVectors) - 1) * TLanes.Count : x.Columns - TLastLanes.Count;

    // Rows that the tile has in vain repeat the last one; a whole tile needs no minimum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Row<TStore>(T* a, nint row, nint last, nint stride)
        where TStore : unmanaged, IConstant => a + ((sizeof(TStore) != 2 ? row : Math.Min(row, last)) * stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TVectors>(T* a, TLanes b0, TLanes b1, TLanes b2, TLastLanes bLast, ref TLanes c0, ref TLanes c1, ref TLanes c2, ref TLastLanes cLast)
        where TVectors : unmanaged, IConstant
    {
        TLanes x = TLanes.Broadcast(*a);
        if (sizeof(TVectors) > 1)
        {
            TLanes.Accumulate(ref c0, x, b0);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Accumulate(ref c1, x, b1);
        }

        if (sizeof(TVectors) > 3)
        {
            TLanes.Accumulate(ref c2, x, b2);
        }

        // Last, when x is not needed any more: the narrow name takes a register of its own before.
        TLastLanes xLast = Narrow(x);
        TLastLanes.Accumulate(ref cLast, xLast, bLast);
    }

    // The same register under its narrower name. A second broadcast of the element would make the compiler load it once and broadcast from
    // a register, which takes a slot beside the multiplications.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLastLanes Narrow(TLanes x) => typeof(TLastLanes) == typeof(TLanes)
        ? Unsafe.BitCast<TLanes, TLastLanes>(x)
        : Unsafe.BitCast<Lanes256<T>, TLastLanes>(new(Unsafe.BitCast<TLanes, Lanes512<T>>(x).V.GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TVectors>(T* c, TLanes c0, TLanes c1, TLanes c2, TLastLanes cLast, nint lastAt, TLanes alpha, TLanes beta, bool read)
        where TVectors : unmanaged, IConstant
    {
        if (sizeof(TVectors) > 1)
        {
            TLanes.Update(c, c0, alpha, beta, read, scaled: true);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Update(c + TLanes.Count, c1, alpha, beta, read, scaled: true);
        }

        if (sizeof(TVectors) > 3)
        {
            TLanes.Update(c + (2 * TLanes.Count), c2, alpha, beta, read, scaled: true);
        }

        TLastLanes.Update(c + lastAt, cLast, Narrow(alpha), Narrow(beta), read, scaled: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TVectors>(T* s, TLanes c0, TLanes c1, TLanes c2, TLastLanes cLast)
        where TVectors : unmanaged, IConstant
    {
        if (sizeof(TVectors) > 1)
        {
            TLanes.Store(s, c0);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Store(s + TLanes.Count, c1);
        }

        if (sizeof(TVectors) > 3)
        {
            TLanes.Store(s + (2 * TLanes.Count), c2);
        }

        TLastLanes.Store(s + ((sizeof(TVectors) - 1) * TLanes.Count), cLast);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge<TVectors, TLast>(in TileOperands<T> x, T* s, T* c)
        where TVectors : unmanaged, IConstant
        where TLast : struct, ILastVector
    {
        TLanes alpha = TLanes.Broadcast(x.Alpha);
        TLanes beta = TLanes.Broadcast(x.Beta);
        TLastLanes lastAlpha = TLastLanes.Broadcast(x.Alpha);
        TLastLanes lastBeta = TLastLanes.Broadcast(x.Beta);
        bool read = x.Beta != T.Zero;
        for (int i = 0; i < x.Rows; i++, c += x.RowStrideC)
        {
            for (int j = 0; j < sizeof(TVectors) - 1; j++, s += TLanes.Count)
            {
                TLanes.Update(c + (j * TLanes.Count), TLanes.Load(s), alpha, beta, read, scaled: true);
            }

            T* target = c + LastAt<TVectors, TLast>(x);
            TLastLanes sum = TLastLanes.Load(s);
            if (TLast.InPart)
            {
                int columns = x.Columns - ((sizeof(TVectors) - 1) * TLanes.Count);
                sum = read ? TLastLanes.FusedMultiplyAdd(lastAlpha, sum, lastBeta * TLastLanes.LoadPartial(target, columns)) : lastAlpha * sum;

                // Not by a masked store, which takes a dozen cycles on some processors.
                TLastLanes.Store(s, sum);
                Packing.CopyShort((byte*)s, (byte*)target, columns * sizeof(T));
            }
            else
            {
                TLastLanes.Update(target, sum, lastAlpha, lastBeta, read, scaled: true);
            }

            s += TLanes.Count;
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
