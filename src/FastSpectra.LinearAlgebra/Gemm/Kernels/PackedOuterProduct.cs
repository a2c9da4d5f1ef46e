using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// <see cref="OuterProduct{TLanes, T}"/> for the tile that large products spend their time in: all rows and vectors there, B packed
/// without gaps, A packed or its transpose where it lies. Two steps at a time and no hint in the inner loop: 37 instructions a step for 24
/// multiply-adds where the general kernel takes 43.
/// </summary>
/// <remarks>
/// That counts where two threads of a core share its front end (Emerald Rapids with a busy neighbour: 6 % of a product), and costs
/// nothing where they do not. Packed panels are streams, which the processor fetches ahead by itself.
/// </remarks>
internal static unsafe class PackedOuterProduct<TLanes, T>
    where TLanes : unmanaged, ILanes<TLanes, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>True if a panel of B of so many vectors has no gaps and the steps are even in number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Applies(int vectors, in TileOperands<T> x) => x.StrideB == vectors * TLanes.Count && x.K % 2 == 0;

    /// <summary>Computes one tile of TRows x TVectors; with beta = 0, C is not read.</summary>
    /// <remarks>
    /// Unsafe: a holds TRows neighbours for each step, x.StrideA apart, and b TVectors full vectors; c has TRows rows of TVectors full vectors.
    /// The number of steps is even.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TRows, TVectors>(in TileOperands<T> x, T* a, T* b, T* c)
        where TRows : unmanaged, IConstant
        where TVectors : unmanaged, IConstant
    {
        nint w = TLanes.Count;
        nint step = sizeof(TVectors) * w;
        nint rowStride = x.RowStrideC;
        nint strideA = x.StrideA;
        TLanes c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero;
        TLanes c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero;
        TLanes c20 = TLanes.Zero, c21 = TLanes.Zero, c22 = TLanes.Zero;
        TLanes c30 = TLanes.Zero, c31 = TLanes.Zero, c32 = TLanes.Zero;
        TLanes c40 = TLanes.Zero, c41 = TLanes.Zero, c42 = TLanes.Zero;
        TLanes c50 = TLanes.Zero, c51 = TLanes.Zero, c52 = TLanes.Zero;
        TLanes c60 = TLanes.Zero, c61 = TLanes.Zero, c62 = TLanes.Zero;
        TLanes c70 = TLanes.Zero, c71 = TLanes.Zero, c72 = TLanes.Zero;

        // C is fetched a row at a time while the sums run: all at once, its lines would hold up those of B (1-2 %).
        T* rowAhead = c + x.AheadC;
        nint chunk = (((x.K + sizeof(TRows) - 1) / sizeof(TRows)) + 1) / 2 * 2;
        for (nint left = x.K; left > 0; left -= chunk)
        {
            for (int j = 0; j < sizeof(TVectors); j++)
            {
                Prefetch.Read(rowAhead + (j * w));
            }

            rowAhead += rowStride;
            for (nint p = Math.Min(left, chunk); p > 0; p -= 2)
            {
                TLanes b0 = TLanes.Load(b);
                TLanes b1 = sizeof(TVectors) > 1 ? TLanes.Load(b + w) : b0;
                TLanes b2 = sizeof(TVectors) > 2 ? TLanes.Load(b + (2 * w)) : b0;
                OuterProduct<TLanes, T>.AddRow<TVectors>(a, b0, b1, b2, ref c00, ref c01, ref c02);

                if (sizeof(TRows) > 1)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 1, b0, b1, b2, ref c10, ref c11, ref c12);
                }

                if (sizeof(TRows) > 2)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 2, b0, b1, b2, ref c20, ref c21, ref c22);
                }

                if (sizeof(TRows) > 3)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 3, b0, b1, b2, ref c30, ref c31, ref c32);
                }

                if (sizeof(TRows) > 4)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 4, b0, b1, b2, ref c40, ref c41, ref c42);
                }

                if (sizeof(TRows) > 5)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 5, b0, b1, b2, ref c50, ref c51, ref c52);
                }

                if (sizeof(TRows) > 6)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 6, b0, b1, b2, ref c60, ref c61, ref c62);
                }

                if (sizeof(TRows) > 7)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + 7, b0, b1, b2, ref c70, ref c71, ref c72);
                }

                b0 = TLanes.Load(b + step);
                b1 = sizeof(TVectors) > 1 ? TLanes.Load(b + step + w) : b0;
                b2 = sizeof(TVectors) > 2 ? TLanes.Load(b + step + (2 * w)) : b0;
                OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA, b0, b1, b2, ref c00, ref c01, ref c02);

                if (sizeof(TRows) > 1)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 1, b0, b1, b2, ref c10, ref c11, ref c12);
                }

                if (sizeof(TRows) > 2)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 2, b0, b1, b2, ref c20, ref c21, ref c22);
                }

                if (sizeof(TRows) > 3)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 3, b0, b1, b2, ref c30, ref c31, ref c32);
                }

                if (sizeof(TRows) > 4)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 4, b0, b1, b2, ref c40, ref c41, ref c42);
                }

                if (sizeof(TRows) > 5)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 5, b0, b1, b2, ref c50, ref c51, ref c52);
                }

                if (sizeof(TRows) > 6)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 6, b0, b1, b2, ref c60, ref c61, ref c62);
                }

                if (sizeof(TRows) > 7)
                {
                    OuterProduct<TLanes, T>.AddRow<TVectors>(a + strideA + 7, b0, b1, b2, ref c70, ref c71, ref c72);
                }

                a += 2 * strideA;
                b += 2 * step;
            }
        }

        TLanes alpha = TLanes.Broadcast(x.Alpha);
        TLanes beta = TLanes.Broadcast(x.Beta);
        bool read = x.Beta != T.Zero, scaled = x.Beta != T.One;
        OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (0 * rowStride), c00, c01, c02, alpha, beta, read, scaled);

        if (sizeof(TRows) > 1)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (1 * rowStride), c10, c11, c12, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 2)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (2 * rowStride), c20, c21, c22, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 3)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (3 * rowStride), c30, c31, c32, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 4)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (4 * rowStride), c40, c41, c42, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 5)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (5 * rowStride), c50, c51, c52, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 6)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (6 * rowStride), c60, c61, c62, alpha, beta, read, scaled);
        }

        if (sizeof(TRows) > 7)
        {
            OuterProduct<TLanes, T>.StoreRow<TVectors>(c + (7 * rowStride), c70, c71, c72, alpha, beta, read, scaled);
        }
    }
}
