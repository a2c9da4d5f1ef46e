using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The sums of <see cref="InnerProductTile{TLanes, T}"/>, bit for bit, 4 rows by 4 where one register holds a whole group of lanes: 16
/// multiply-adds for 8 loads, which 32 registers of 512 bits can hold and a core with one load of that width per cycle needs.
/// </summary>
internal static unsafe class NormalProductTile<TLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Side = 4;

    /// <summary>Adds <paramref name="steps"/> steps to all m x n sums.</summary>
    /// <remarks>Unsafe: a has m and b n rows of so many steps. Up to 4 rows of <paramref name="ahead"/> (null: none) are fetched meanwhile.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddAll(int m, int n, T* a, nint strideA, T* b, nint strideB, int steps, T* sums, T* ahead)
    {
        int group = InnerProductTile<TLanes, T>.Group;
        if (m != Side || TLanes.Count != group)
        {
            InnerProductTile<TLanes, T>.AddAll(m, n, a, strideA, b, strideB, steps, sums, ahead);
            return;
        }

        int whole = steps - (steps % group), squares = n - (n % Side);
        for (int j = 0; j < squares; j += Side)
        {
            // Half of the rows ahead during each square; without any the lines of b are touched, which are in the cache.
            T* fetched = ahead is null ? b + (j * strideB) : ahead + (j / 2 * strideA);
            Add(a, strideA, b + (j * strideB), strideB, whole, InnerProductTile<TLanes, T>.Sum(sums, 0, j), fetched, ahead is null ? strideB : strideA);
        }

        if (squares > 0 && whole < steps)
        {
            InnerProductTile<TLanes, T>.AddAll(m, squares, a + whole, strideA, b + whole, strideB, steps - whole, sums);
        }

        if (squares < n)
        {
            T* rest = ahead is null ? null : ahead + (squares / 2 * strideA);
            InnerProductTile<TLanes, T>.AddAll(
                m, n - squares, a, strideA, b + (squares * strideB), strideB, steps, InnerProductTile<TLanes, T>.Sum(sums, 0, squares), rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add(T* a, nint strideA, T* b, nint strideB, int steps, T* sums, T* fetched, nint strideFetched)
    {
        T* a1 = a + strideA;
        T* a2 = a1 + strideA;
        T* a3 = a2 + strideA;
        T* b1 = b + strideB;
        T* b2 = b1 + strideB;
        T* b3 = b2 + strideB;
        TLanes s00 = Load(sums, 0, 0), s01 = Load(sums, 0, 1), s02 = Load(sums, 0, 2), s03 = Load(sums, 0, 3);
        TLanes s10 = Load(sums, 1, 0), s11 = Load(sums, 1, 1), s12 = Load(sums, 1, 2), s13 = Load(sums, 1, 3);
        TLanes s20 = Load(sums, 2, 0), s21 = Load(sums, 2, 1), s22 = Load(sums, 2, 2), s23 = Load(sums, 2, 3);
        TLanes s30 = Load(sums, 3, 0), s31 = Load(sums, 3, 1), s32 = Load(sums, 3, 2), s33 = Load(sums, 3, 3);
        for (nint p = 0; p < steps; p += TLanes.Count)
        {
            Prefetch.ReadLater(fetched + p);
            Prefetch.ReadLater(fetched + strideFetched + p);
            TLanes y0 = TLanes.Load(b + p), y1 = TLanes.Load(b1 + p), y2 = TLanes.Load(b2 + p), y3 = TLanes.Load(b3 + p);
            TLanes x = TLanes.Load(a + p);
            TLanes.Accumulate(ref s00, x, y0);
            TLanes.Accumulate(ref s01, x, y1);
            TLanes.Accumulate(ref s02, x, y2);
            TLanes.Accumulate(ref s03, x, y3);
            x = TLanes.Load(a1 + p);
            TLanes.Accumulate(ref s10, x, y0);
            TLanes.Accumulate(ref s11, x, y1);
            TLanes.Accumulate(ref s12, x, y2);
            TLanes.Accumulate(ref s13, x, y3);
            x = TLanes.Load(a2 + p);
            TLanes.Accumulate(ref s20, x, y0);
            TLanes.Accumulate(ref s21, x, y1);
            TLanes.Accumulate(ref s22, x, y2);
            TLanes.Accumulate(ref s23, x, y3);
            x = TLanes.Load(a3 + p);
            TLanes.Accumulate(ref s30, x, y0);
            TLanes.Accumulate(ref s31, x, y1);
            TLanes.Accumulate(ref s32, x, y2);
            TLanes.Accumulate(ref s33, x, y3);
        }

        Store(sums, 0, s00, s01, s02, s03);
        Store(sums, 1, s10, s11, s12, s13);
        Store(sums, 2, s20, s21, s22, s23);
        Store(sums, 3, s30, s31, s32, s33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load(T* sums, int i, int j) => TLanes.Load(InnerProductTile<TLanes, T>.Sum(sums, i, j));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T* sums, int i, TLanes s0, TLanes s1, TLanes s2, TLanes s3)
    {
        TLanes.Store(InnerProductTile<TLanes, T>.Sum(sums, i, 0), s0);
        TLanes.Store(InnerProductTile<TLanes, T>.Sum(sums, i, 1), s1);
        TLanes.Store(InnerProductTile<TLanes, T>.Sum(sums, i, 2), s2);
        TLanes.Store(InnerProductTile<TLanes, T>.Sum(sums, i, 3), s3);
    }
}
