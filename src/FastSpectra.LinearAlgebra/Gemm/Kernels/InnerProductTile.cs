using System.Numerics;
using System.Runtime.CompilerServices;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Adds a chunk of steps to sums over lanes: lanes of S[i, j] += a[i, p] b[j, p], rows of both with adjacent steps. Up to 4 x 2
/// sums stay in registers; which of them are added up together does not reach a result. The lanes of a sum are independent until
/// the tree: narrow registers take the steps once per part of the 512-bit group (two registers per sum reached half the speed).
/// </summary>
internal static unsafe class InnerProductTile<TLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lanes of one sum: 16 floats or 8 doubles.</summary>
    public static int Group
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 64 / sizeof(T);
    }

    /// <summary>Address of the lanes of S[i, j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Sum(T* sums, int i, int j) => sums + (((i * InnerProducts.LargestSide) + j) * Group);

    /// <summary>S[i, j] by the tree of the group: lane l + lane l + half, until one is left. Destroys the lanes.</summary>
    public static T SumTree(T* sums, int i, int j)
    {
        T* s = Sum(sums, i, j);
        for (int half = Group / 2; half >= TLanes.Count; half /= 2)
        {
            for (int l = 0; l < half; l += TLanes.Count)
            {
                TLanes.Store(s + l, TLanes.Load(s + l) + TLanes.Load(s + l + half));
            }
        }

        return TLanes.SumTree(TLanes.Load(s));
    }

    /// <summary>Adds <paramref name="steps"/> steps to all m x n sums.</summary>
    /// <remarks>
    /// Unsafe: a has m and b n rows of so many steps; a last, incomplete group of lanes is read in part. While pair q of rows of b is
    /// multiplied, row q of <paramref name="ahead"/> (rows that follow, strideA apart; null: none) is fetched from memory.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddAll(int m, int n, T* a, nint strideA, T* b, nint strideB, int steps, T* sums, T* ahead = null)
    {
        for (int part = 0; part < Group; part += TLanes.Count)
        {
            for (int j = 0; j < n; j += 2)
            {
                // Without rows ahead the lines of b are touched, which are in the cache.
                T* fetched = ahead is null || part > 0 ? b + (j * strideB) : ahead + (j / 2 * strideA);
                for (int i = 0; i < m; i += 4)
                {
                    AddTile(Math.Min(4, m - i), j + 1 < n, a + (i * strideA) + part, strideA, b + (j * strideB) + part, strideB, steps, part, Sum(sums, i, j) + part, fetched);
                }
            }
        }
    }

    private static void AddTile(int rows, bool two, T* a, nint strideA, T* b, nint strideB, int steps, int part, T* sums, T* fetched)
    {
        switch (rows)
        {
            case 4:
                Add<Four>(two, a, strideA, b, strideB, steps, part, sums, fetched);
                break;
            case 3:
                Add<Three>(two, a, strideA, b, strideB, steps, part, sums, fetched);
                break;
            case 2:
                Add<Two>(two, a, strideA, b, strideB, steps, part, sums, fetched);
                break;
            default:
                Add<One>(two, a, strideA, b, strideB, steps, part, sums, fetched);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRows>(bool two, T* a, nint strideA, T* b, nint strideB, int steps, int part, T* sums, T* fetched)
        where TRows : unmanaged, IConstant
    {
        if (two)
        {
            Add<TRows, Two>(a, strideA, b, strideB, steps, part, sums, fetched);
        }
        else
        {
            Add<TRows, One>(a, strideA, b, strideB, steps, part, sums, fetched);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TRows, TColumns>(T* a, nint strideA, T* b, nint strideB, int steps, int part, T* sums, T* fetched)
        where TRows : unmanaged, IConstant
        where TColumns : unmanaged, IConstant
    {
        int whole = steps - (steps % Group);
        T* a1 = sizeof(TRows) > 1 ? a + strideA : a;
        T* a2 = sizeof(TRows) > 2 ? a + (2 * strideA) : a;
        T* a3 = sizeof(TRows) > 3 ? a + (3 * strideA) : a;
        T* b1 = sizeof(TColumns) > 1 ? b + strideB : b;
        TLanes s00 = Load<One, One>(sums, 0, 0), s01 = Load<One, TColumns>(sums, 0, 1);
        TLanes s10 = Load<TRows, One>(sums, 1, 0), s11 = Load<TRows, TColumns>(sums, 1, 1);
        TLanes s20 = Load<TRows, One>(sums, 2, 0), s21 = Load<TRows, TColumns>(sums, 2, 1);
        TLanes s30 = Load<TRows, One>(sums, 3, 0), s31 = Load<TRows, TColumns>(sums, 3, 1);
        int w = Group;
        for (nint p = 0; p < whole; p += w)
        {
            Prefetch.Read(fetched + p);
            TLanes y0 = TLanes.Load(b + p);
            TLanes y1 = sizeof(TColumns) > 1 ? TLanes.Load(b1 + p) : y0;
            AddRow<TColumns>(TLanes.Load(a + p), y0, y1, ref s00, ref s01);
            if (sizeof(TRows) > 1)
            {
                AddRow<TColumns>(TLanes.Load(a1 + p), y0, y1, ref s10, ref s11);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(TLanes.Load(a2 + p), y0, y1, ref s20, ref s21);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(TLanes.Load(a3 + p), y0, y1, ref s30, ref s31);
            }
        }

        if (whole < steps)
        {
            // A part without any step left receives 0 * 0 as well, which turns -0 into +0: the bits of one wide register.
            int rest = steps - whole - part;
            TLanes y0 = TLanes.LoadPartial(b + whole, rest);
            TLanes y1 = sizeof(TColumns) > 1 ? TLanes.LoadPartial(b1 + whole, rest) : y0;
            AddRow<TColumns>(TLanes.LoadPartial(a + whole, rest), y0, y1, ref s00, ref s01);
            if (sizeof(TRows) > 1)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a1 + whole, rest), y0, y1, ref s10, ref s11);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a2 + whole, rest), y0, y1, ref s20, ref s21);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a3 + whole, rest), y0, y1, ref s30, ref s31);
            }
        }

        StoreRow<TColumns>(sums, 0, s00, s01);
        if (sizeof(TRows) > 1)
        {
            StoreRow<TColumns>(sums, 1, s10, s11);
        }

        if (sizeof(TRows) > 2)
        {
            StoreRow<TColumns>(sums, 2, s20, s21);
        }

        if (sizeof(TRows) > 3)
        {
            StoreRow<TColumns>(sums, 3, s30, s31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TRows, TColumns>(T* sums, int i, int j)
        where TRows : unmanaged, IConstant
        where TColumns : unmanaged, IConstant => i < sizeof(TRows) && j < sizeof(TColumns) ? TLanes.Load(Sum(sums, i, j)) : TLanes.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TColumns>(TLanes x, TLanes y0, TLanes y1, ref TLanes s0, ref TLanes s1)
        where TColumns : unmanaged, IConstant
    {
        s0 = TLanes.FusedMultiplyAdd(x, y0, s0);
        if (sizeof(TColumns) > 1)
        {
            s1 = TLanes.FusedMultiplyAdd(x, y1, s1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TColumns>(T* sums, int i, TLanes s0, TLanes s1)
        where TColumns : unmanaged, IConstant
    {
        TLanes.Store(Sum(sums, i, 0), s0);
        if (sizeof(TColumns) > 1)
        {
            TLanes.Store(Sum(sums, i, 1), s1);
        }
    }
}
