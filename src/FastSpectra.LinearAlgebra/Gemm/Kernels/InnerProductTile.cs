using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static FastSpectra.LinearAlgebra.IConstant;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Adds a chunk of steps to sums over lanes: lanes of S[i, j] += a[i, p] b[j, p], rows of both with adjacent steps. Up to 4 x 2
/// sums (4 x 4 where there are 32 registers of 512 bits) stay in registers; which of them are added up together does not reach a result. The lanes of a sum are independent until
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

    /// <summary>Columns of a tile of sums: 4 x 4 sums, 4 rows of B and one of A fill 21 of 32 registers, 4 x 2 fit into 16.</summary>
    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TLanes) == 64 ? 4 : 2;
    }

    /// <summary>Address of the lanes of S[i, j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T* Sum(T* sums, int i, int j) => sums + (((i * InnerProducts.LargestSide) + j) * Group);

    /// <summary>S[i, j] by the tree of the group: lane l + lane l + half, until one is left. Destroys the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    /// <summary>S[i, j] ... S[i, j+3] by the same tree, four at a time where there are registers of 256 bits. Destroys the lanes.</summary>
    /// <remarks>Unsafe: j is a multiple of 4; <paramref name="values"/> holds four elements.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SumTrees(T* sums, int i, int j, T* values)
    {
        T* s = Sum(sums, i, j);
        if (InstructionSet.Level < SimdLevel.Vector256)
        {
            for (int q = 0; q < 4; q++)
            {
                values[q] = SumTree(sums, i, j + q);
            }
        }
        else if (typeof(T) == typeof(float))
        {
            // Each line halves the lanes of all sums: 16, 8, 4, 2, 1.
            float* f = (float*)s;
            Vector256<float> t0 = Vector256.Load(f) + Vector256.Load(f + 8), t1 = Vector256.Load(f + 16) + Vector256.Load(f + 24);
            Vector256<float> t2 = Vector256.Load(f + 32) + Vector256.Load(f + 40), t3 = Vector256.Load(f + 48) + Vector256.Load(f + 56);
            t0 = Avx.Permute2x128(t0, t1, 0x20) + Avx.Permute2x128(t0, t1, 0x31);
            t2 = Avx.Permute2x128(t2, t3, 0x20) + Avx.Permute2x128(t2, t3, 0x31);
            t0 = Avx.Shuffle(t0, t2, 0x44) + Avx.Shuffle(t0, t2, 0xEE);
            t0 += Avx.Permute(t0, 0xB1);
            Avx.Permute(Sse.Shuffle(t0.GetLower(), t0.GetUpper(), 0x88), 0xD8).Store((float*)values);
        }
        else
        {
            double* d = (double*)s;
            for (int q = 0; q < 4; q += 2, d += 16)
            {
                Vector256<double> t0 = Vector256.Load(d) + Vector256.Load(d + 4), t1 = Vector256.Load(d + 8) + Vector256.Load(d + 12);
                t0 = Avx.Permute2x128(t0, t1, 0x20) + Avx.Permute2x128(t0, t1, 0x31);
                t0 += Avx.Permute(t0, 0x5);
                Sse2.UnpackLow(t0.GetLower(), t0.GetUpper()).Store((double*)values + q);
            }
        }
    }

    /// <summary>Adds <paramref name="steps"/> steps to all m x n sums.</summary>
    /// <remarks>
    /// Unsafe: a has m and b n rows of so many steps; a last, incomplete group of lanes is read in part. While pair q of rows of b is
    /// multiplied, row q of <paramref name="ahead"/> (rows that follow, strideA apart; null: none) is fetched from memory. With
    /// <paramref name="first"/>, the sums begin at zero and are not read.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddAll(int m, int n, T* a, nint strideA, T* b, nint strideB, int steps, T* sums, T* ahead = null, bool first = false)
    {
        for (int part = 0; part < Group; part += TLanes.Count)
        {
            int columns;
            for (int j = 0; j < n; j += columns)
            {
                columns = n - j >= Columns ? Columns : Math.Min(2, n - j);

                bool fetch = ahead is not null && part == 0;
                Operands x = new()
                {
                    B = b + (j * strideB) + part,
                    StrideA = strideA,
                    StrideB = strideB,
                    Steps = steps,
                    Part = part,
                    First = first,
                    Fetched = ahead + (j / 2 * strideA),
                };
                for (int i = 0; i < m; i += 4)
                {
                    x.A = a + (i * strideA) + part;
                    x.Sums = Sum(sums, i, j) + part;
                    if (fetch)
                    {
                        AddTile<Two>(Math.Min(4, m - i), columns, x);
                    }
                    else
                    {
                        AddTile<One>(Math.Min(4, m - i), columns, x);
                    }
                }
            }
        }
    }

    // TFetch: Two for tiles that fetch rows ahead, One for those that do not: beside 16 multiply-adds the hints would cost a tenth.
    private static void AddTile<TFetch>(int rows, int columns, in Operands x)
        where TFetch : unmanaged, IConstant
    {
        switch (rows)
        {
            case 4:
                Add<Four, TFetch>(columns, x);
                break;
            case 3:
                Add<Three, TFetch>(columns, x);
                break;
            case 2:
                Add<Two, TFetch>(columns, x);
                break;
            default:
                Add<One, TFetch>(columns, x);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRows, TFetch>(int columns, in Operands x)
        where TRows : unmanaged, IConstant
        where TFetch : unmanaged, IConstant
    {
        if (sizeof(TLanes) == 64 && columns == 4)
        {
            Add<TRows, Four, TFetch>(x);
        }
        else if (columns == 2)
        {
            Add<TRows, Two, TFetch>(x);
        }
        else
        {
            Add<TRows, One, TFetch>(x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add<TRows, TColumns, TFetch>(in Operands x)
        where TRows : unmanaged, IConstant
        where TColumns : unmanaged, IConstant
        where TFetch : unmanaged, IConstant
    {
        T* a = x.A;
        T* b = x.B;
        T* sums = x.Sums;
        T* fetched = x.Fetched;
        T* fetched1 = x.Fetched + x.StrideA;
        int steps = x.Steps;
        nint whole = steps - (steps % Group);
        T* a1 = sizeof(TRows) > 1 ? a + x.StrideA : a;
        T* a2 = sizeof(TRows) > 2 ? a + (2 * x.StrideA) : a;
        T* a3 = sizeof(TRows) > 3 ? a + (3 * x.StrideA) : a;
        T* b1 = sizeof(TColumns) > 1 ? b + x.StrideB : b;
        T* b2 = sizeof(TColumns) > 2 ? b + (2 * x.StrideB) : b;
        T* b3 = sizeof(TColumns) > 3 ? b + (3 * x.StrideB) : b;
        TLanes s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        TLanes s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        TLanes s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero;
        TLanes s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero;
        if (!x.First)
        {
            (s00, s01, s02, s03) = (Load<One, One>(sums, 0, 0), Load<One, TColumns>(sums, 0, 1), Load<One, TColumns>(sums, 0, 2), Load<One, TColumns>(sums, 0, 3));
            (s10, s11, s12, s13) = (Load<TRows, One>(sums, 1, 0), Load<TRows, TColumns>(sums, 1, 1), Load<TRows, TColumns>(sums, 1, 2), Load<TRows, TColumns>(sums, 1, 3));
            (s20, s21, s22, s23) = (Load<TRows, One>(sums, 2, 0), Load<TRows, TColumns>(sums, 2, 1), Load<TRows, TColumns>(sums, 2, 2), Load<TRows, TColumns>(sums, 2, 3));
            (s30, s31, s32, s33) = (Load<TRows, One>(sums, 3, 0), Load<TRows, TColumns>(sums, 3, 1), Load<TRows, TColumns>(sums, 3, 2), Load<TRows, TColumns>(sums, 3, 3));
        }

        int w = Group;
        for (nint p = 0; p < whole; p += w)
        {
            if (sizeof(TFetch) > 1)
            {
                Prefetch.Read(fetched + p);
            }

            if (sizeof(TFetch) > 1 && sizeof(TColumns) > 2)
            {
                Prefetch.Read(fetched1 + p);
            }

            TLanes y0 = TLanes.Load(b + p);
            TLanes y1 = sizeof(TColumns) > 1 ? TLanes.Load(b1 + p) : y0;
            TLanes y2 = sizeof(TColumns) > 2 ? TLanes.Load(b2 + p) : y0;
            TLanes y3 = sizeof(TColumns) > 3 ? TLanes.Load(b3 + p) : y0;
            AddRow<TColumns>(TLanes.Load(a + p), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);

            if (sizeof(TRows) > 1)
            {
                AddRow<TColumns>(TLanes.Load(a1 + p), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(TLanes.Load(a2 + p), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(TLanes.Load(a3 + p), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
            }
        }

        if (whole < steps)
        {
            // A part without any step left receives 0 * 0 as well, which turns -0 into +0: the bits of one wide register.
            int rest = steps - (int)whole - x.Part;
            TLanes y0 = TLanes.LoadPartial(b + whole, rest);
            TLanes y1 = sizeof(TColumns) > 1 ? TLanes.LoadPartial(b1 + whole, rest) : y0;
            TLanes y2 = sizeof(TColumns) > 2 ? TLanes.LoadPartial(b2 + whole, rest) : y0;
            TLanes y3 = sizeof(TColumns) > 3 ? TLanes.LoadPartial(b3 + whole, rest) : y0;
            AddRow<TColumns>(TLanes.LoadPartial(a + whole, rest), y0, y1, y2, y3, ref s00, ref s01, ref s02, ref s03);

            if (sizeof(TRows) > 1)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a1 + whole, rest), y0, y1, y2, y3, ref s10, ref s11, ref s12, ref s13);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a2 + whole, rest), y0, y1, y2, y3, ref s20, ref s21, ref s22, ref s23);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TColumns>(TLanes.LoadPartial(a3 + whole, rest), y0, y1, y2, y3, ref s30, ref s31, ref s32, ref s33);
            }
        }

        StoreRow<TColumns>(sums, 0, s00, s01, s02, s03);

        if (sizeof(TRows) > 1)
        {
            StoreRow<TColumns>(sums, 1, s10, s11, s12, s13);
        }

        if (sizeof(TRows) > 2)
        {
            StoreRow<TColumns>(sums, 2, s20, s21, s22, s23);
        }

        if (sizeof(TRows) > 3)
        {
            StoreRow<TColumns>(sums, 3, s30, s31, s32, s33);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TRows, TColumns>(T* sums, int i, int j)
        where TRows : unmanaged, IConstant
        where TColumns : unmanaged, IConstant => i < sizeof(TRows) && j < sizeof(TColumns) ? TLanes.Load(Sum(sums, i, j)) : TLanes.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TColumns>(
        TLanes x, TLanes y0, TLanes y1, TLanes y2, TLanes y3, ref TLanes s0, ref TLanes s1, ref TLanes s2, ref TLanes s3)
        where TColumns : unmanaged, IConstant
    {
        TLanes.Accumulate(ref s0, x, y0);
        if (sizeof(TColumns) > 1)
        {
            TLanes.Accumulate(ref s1, x, y1);
        }

        if (sizeof(TColumns) > 2)
        {
            TLanes.Accumulate(ref s2, x, y2);
            TLanes.Accumulate(ref s3, x, y3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TColumns>(T* sums, int i, TLanes s0, TLanes s1, TLanes s2, TLanes s3)
        where TColumns : unmanaged, IConstant
    {
        TLanes.Store(Sum(sums, i, 0), s0);
        if (sizeof(TColumns) > 1)
        {
            TLanes.Store(Sum(sums, i, 1), s1);
        }

        if (sizeof(TColumns) > 2)
        {
            TLanes.Store(Sum(sums, i, 2), s2);
            TLanes.Store(Sum(sums, i, 3), s3);
        }
    }

    /// <summary>What one tile of sums needs; b, a and sums begin at the part of the group of lanes in hand.</summary>
    private struct Operands
    {
        public T* A;
        public T* B;
        public T* Sums;
        public nint StrideA;
        public nint StrideB;
        public int Steps;
        public int Part;
        public bool First;

        /// <summary>A row of lines fetched meanwhile; a tile of four columns fetches the next one, too, StrideA behind.</summary>
        public T* Fetched;
    }
}
