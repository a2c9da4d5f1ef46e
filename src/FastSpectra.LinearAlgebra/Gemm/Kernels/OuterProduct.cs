using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The tile kernel, written once: C[i, j] = beta C[i, j] + alpha * sum_p a[i, p] b[p, j] for a block of up to 8 rows and 3
/// vectors that stays in registers. Every sum is one accumulator, p ascending, one fused multiply-add a step.
/// </summary>
/// <remarks>
/// Rows and vectors are type-level constants, so that the compiler removes the accumulators a smaller tile does not have.
/// 24 accumulators + 3 vectors of B + 1 broadcast of A = 28 of 32 registers; 4 x 3 fills 16 exactly.
/// </remarks>
internal static unsafe class OuterProduct<TLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int StepsAheadA = 16;

    /// <summary>Computes one tile of TRows x TVectors; with beta = 0, C is not read.</summary>
    /// <remarks>Unsafe: a holds TRows rows and b TVectors full vectors for each step; c has TRows rows of TVectors full vectors.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TRows, TVectors, TOrder>(in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
        where TVectors : unmanaged, IConstant
        where TOrder : struct, ITileOrder
    {
        nint w = TLanes.Count;
        nint rowStride = x.RowStrideC;
        for (int i = 0; i < sizeof(TRows); i++)
        {
            for (int j = 0; j < sizeof(TVectors); j++)
            {
                Prefetch.Read(c + (i * rowStride) + (j * w));
            }
        }

        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero;
        TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero;
        TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero;
        TLanes c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero;
        TLanes c40 = TLanes.Zero, c41 = TLanes.Zero, c42 = TLanes.Zero;
        TLanes c50 = TLanes.Zero, c51 = TLanes.Zero, c52 = TLanes.Zero;
        TLanes c60 = TLanes.Zero, c61 = TLanes.Zero, c62 = TLanes.Zero;
        TLanes c70 = TLanes.Zero, c71 = TLanes.Zero, c72 = TLanes.Zero;
        nint strideB = x.StrideB;
        nint ahead = x.AheadB;
        nint strideA = TOrder.PackedA ? x.StrideA : 1;
        nint aheadA = StepsAheadA * strideA;
        nint rowA = TOrder.PackedA ? 1 : x.StrideA;
        T* a1 = sizeof(TRows) > 1 ? a + (1 * rowA) : a;
        T* a2 = sizeof(TRows) > 2 ? a + (2 * rowA) : a;
        T* a3 = sizeof(TRows) > 3 ? a + (3 * rowA) : a;
        T* a4 = sizeof(TRows) > 4 ? a + (4 * rowA) : a;
        T* a5 = sizeof(TRows) > 5 ? a + (5 * rowA) : a;
        T* a6 = sizeof(TRows) > 6 ? a + (6 * rowA) : a;
        T* a7 = sizeof(TRows) > 7 ? a + (7 * rowA) : a;
        for (nint p = x.K; p > 0; p--)
        {
            TLanes b0 = TLanes.Load(b);
            TLanes b1 = sizeof(TVectors) > 1 ? TLanes.Load(b + w) : b0;
            TLanes b2 = sizeof(TVectors) > 2 ? TLanes.Load(b + (2 * w)) : b0;
            AddRow<TVectors>(a, b0, b1, b2, ref c00, ref c01, ref c02);

            if (sizeof(TRows) > 1)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 1 : a1, b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (sizeof(TRows) > 2)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 2 : a2, b0, b1, b2, ref c20, ref c21, ref c22);
            }

            if (sizeof(TRows) > 3)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 3 : a3, b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (sizeof(TRows) > 4)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 4 : a4, b0, b1, b2, ref c40, ref c41, ref c42);
            }

            if (sizeof(TRows) > 5)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 5 : a5, b0, b1, b2, ref c50, ref c51, ref c52);
            }

            if (sizeof(TRows) > 6)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 6 : a6, b0, b1, b2, ref c60, ref c61, ref c62);
            }

            if (sizeof(TRows) > 7)
            {
                AddRow<TVectors>(TOrder.PackedA ? a + 7 : a7, b0, b1, b2, ref c70, ref c71, ref c72);
            }

            // Narrow vectors share lines: the first and the last are enough, and the load ports are the limit there.
            Prefetch.Read(b + ahead);
            if (sizeof(TVectors) > 1 && w * sizeof(T) == 64)
            {
                Prefetch.Read(b + ahead + w);
            }

            if (sizeof(TVectors) > 2)
            {
                Prefetch.Read(b + ahead + (2 * w));
            }

            // The panel of A is used again for each panel of B, and has left the first level by then: more of B than that holds has passed.
            if (TOrder.PackedA && sizeof(TRows) > 4)
            {
                Prefetch.Read(a + aheadA);
            }

            b += strideB;
            a += strideA;
            if (!TOrder.PackedA)
            {
                a1++;
                a2++;
                a3++;
                a4++;
                a5++;
                a6++;
                a7++;
            }
        }

        TLanes alpha = TLanes.Broadcast(x.Alpha);
        TLanes beta = TLanes.Broadcast(x.Beta);
        bool read = x.Beta != T.Zero, scaled = x.Beta != T.One;
        StoreRow<TVectors>(c + (0 * rowStride), c00, c01, c02, alpha, beta, read, scaled);

        if (sizeof(TRows) > 1)
        {
            StoreRow<TVectors>(c + (1 * rowStride), c10, c11, c12, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 2)
        {
            StoreRow<TVectors>(c + (2 * rowStride), c20, c21, c22, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 3)
        {
            StoreRow<TVectors>(c + (3 * rowStride), c30, c31, c32, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 4)
        {
            StoreRow<TVectors>(c + (4 * rowStride), c40, c41, c42, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 5)
        {
            StoreRow<TVectors>(c + (5 * rowStride), c50, c51, c52, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 6)
        {
            StoreRow<TVectors>(c + (6 * rowStride), c60, c61, c62, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 7)
        {
            StoreRow<TVectors>(c + (7 * rowStride), c70, c71, c72, alpha, beta, read, scaled);
        }
    }

    /// <summary>One step of a row of a tile: c += a b, a broadcast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddRow<TVectors>(T* a, TLanes b0, TLanes b1, TLanes b2, ref TLanes c0, ref TLanes c1, ref TLanes c2)
        where TVectors : unmanaged, IConstant
    {
        TLanes a_ = TLanes.Broadcast(*a);
        TLanes.Accumulate(ref c0, a_, b0);
        if (sizeof(TVectors) > 1)
        {
            TLanes.Accumulate(ref c1, a_, b1);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Accumulate(ref c2, a_, b2);
        }
    }

    /// <summary>C = beta C + alpha S for sums S kept in scratch rows of the tile's width, C of any column stride.</summary>
    /// <remarks>Unsafe: s holds rows x columns sums, x.StrideB apart; c has as many elements at the given strides.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Merge(int rows, int columns, in TileOperands<T> x, T* s, T* c, nint columnStride)
    {
        bool read = x.Beta != T.Zero;
        if (columnStride == 1)
        {
            TLanes alpha = TLanes.Broadcast(x.Alpha);
            TLanes beta = TLanes.Broadcast(x.Beta);
            for (int i = 0; i < rows; i++, s += x.StrideB, c += x.RowStrideC)
            {
                int j = 0;
                for (; j + TLanes.Count <= columns; j += TLanes.Count)
                {
                    TLanes.Update(c + j, TLanes.Load(s + j), alpha, beta, read, scaled: true);
                }

                if (j < columns)
                {
                    TLanes sum = alpha * TLanes.Load(s + j);
                    if (read)
                    {
                        sum = TLanes.FusedMultiplyAdd(alpha, TLanes.Load(s + j), beta * TLanes.LoadPartial(c + j, columns - j));
                    }

                    TLanes.StorePartial(c + j, sum, columns - j);
                }
            }

            return;
        }

        for (int i = 0; i < rows; i++, s += x.StrideB, c += x.RowStrideC)
        {
            for (int j = 0; j < columns; j++)
            {
                T* target = c + (j * columnStride);
                *target = read ? Fused.MultiplyAdd(x.Alpha, s[j], x.Beta * *target) : x.Alpha * s[j];
            }
        }
    }

    /// <summary>Stores one row of sums: c = alpha s, or beta c + alpha s where C is read.</summary>
    /// <remarks>Unsafe: c holds TVectors full vectors.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRow<TVectors>(T* c, TLanes c0, TLanes c1, TLanes c2, TLanes alpha, TLanes beta, bool read, bool scaled)
        where TVectors : unmanaged, IConstant
    {
        TLanes.Update(c, c0, alpha, beta, read, scaled);
        if (sizeof(TVectors) > 1)
        {
            TLanes.Update(c + TLanes.Count, c1, alpha, beta, read, scaled);
        }

        if (sizeof(TVectors) > 2)
        {
            TLanes.Update(c + (2 * TLanes.Count), c2, alpha, beta, read, scaled);
        }
    }
}
