using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The last column of a small float product at 512 bits, where it would take a vector of its own: 16 rows side by side instead, over
/// blocks of A that are transposed in registers. Every sum is one accumulator, p ascending, as in <see cref="DirectTile{TLanes, TLastLanes, T}"/>.
/// </summary>
/// <remarks>
/// For 16 rows and 4 steps a vector of columns takes 32 cycles of two multipliers, however few its columns. Here 12 insertions, 8 shuffles and
/// 4 multiply-adds share the same two ports, and take 16. Two columns and more gained nothing, nor did transposing by 8 x 8 through memory.
/// </remarks>
internal static unsafe class LastColumn
{
    private const int LeastColumns = 48;
    private const int LeastColumnsToUpdate = 16;
    private const int MostRows = 128;
    private const int Steps = 4;

    /// <summary>
    /// True where it gains: not below three whole vectors, where the tiles left are worse than with one vector more, but where C is updated, since
    /// tiles then write their last vector in part (33^3: 0.72 to 0.93 of OpenBLAS).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Applies(int rows, int columns, in TileOperands<float> x) =>
        columns % Vector512<float>.Count == 1 && columns > (x.Beta == 0 ? LeastColumns : LeastColumnsToUpdate) && rows is >= 16 and <= MostRows && (x.StepA == 1 || x.StrideA == 1)
        && x.K >= Steps;

    /// <summary>c = alpha A b + beta c for x.Rows rows and one column.</summary>
    /// <remarks>Unsafe: 16 to 128 rows and at least 4 steps, one of both adjacent in A; b and c lie x.StrideB and x.RowStrideC apart.</remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in TileOperands<float> x, float* a, float* b, float* c)
    {
        nint s = x.StrideA;
        nint step = x.StepA;
        nint strideB = x.StrideB;
        nint lastRow = x.Rows - 16;
        float* memory = stackalloc float[MostRows + 16];
        float* sums = (float*)(((nint)memory + 63) & ~(nint)63);
        for (nint row = 0; row < x.Rows; row += 16)
        {
            Vector512<float>.Zero.StoreAligned(sums + row);
        }

        // The last rows and steps once more with some of those before: whole blocks only.
        for (nint p = 0; p < x.K; p += Steps)
        {
            nint start = Math.Min(p, x.K - Steps);
            nint done = p - start;
            Lanes512<float> b0 = Lanes512<float>.Broadcast(b[start * strideB]), b1 = Lanes512<float>.Broadcast(b[(start + 1) * strideB]);
            Lanes512<float> b2 = Lanes512<float>.Broadcast(b[(start + 2) * strideB]), b3 = Lanes512<float>.Broadcast(b[(start + 3) * strideB]);
            for (nint row = 0; row < x.Rows; row += 16)
            {
                float* from = a + (Math.Min(row, lastRow) * s) + (start * step);
                Lanes512<float> a0, a1, a2, a3;
                if (step == 1)
                {
                    Vector512<float> r0 = Quarters(from, s), r1 = Quarters(from + s, s), r2 = Quarters(from + (2 * s), s), r3 = Quarters(from + (3 * s), s);
                    Vector512<float> t0 = Avx512F.UnpackLow(r0, r1), t1 = Avx512F.UnpackHigh(r0, r1);
                    Vector512<float> t2 = Avx512F.UnpackLow(r2, r3), t3 = Avx512F.UnpackHigh(r2, r3);
                    a0 = new(Avx512F.Shuffle(t0, t2, 0x44));
                    a1 = new(Avx512F.Shuffle(t0, t2, 0xEE));
                    a2 = new(Avx512F.Shuffle(t1, t3, 0x44));
                    a3 = new(Avx512F.Shuffle(t1, t3, 0xEE));
                }
                else
                {
                    a0 = Lanes512<float>.Load(from);
                    a1 = Lanes512<float>.Load(from + step);
                    a2 = Lanes512<float>.Load(from + (2 * step));
                    a3 = Lanes512<float>.Load(from + (3 * step));
                }

                Lanes512<float> sum = Lanes512<float>.Load(sums + row);
                if (done == 0)
                {
                    Lanes512<float>.Accumulate(ref sum, a0, b0);
                }

                if (done <= 1)
                {
                    Lanes512<float>.Accumulate(ref sum, a1, b1);
                }

                if (done <= 2)
                {
                    Lanes512<float>.Accumulate(ref sum, a2, b2);
                }

                Lanes512<float>.Accumulate(ref sum, a3, b3);
                Lanes512<float>.Store(sums + row, sum);
            }
        }

        // The last block begins with rows of the block before: C is updated once only.
        float alpha = x.Alpha, beta = x.Beta;
        for (nint i = 0; i < x.Rows; i++, c += x.RowStrideC)
        {
            float sum = sums[i < (lastRow & ~15) + 16 ? i : i + 16 - (x.Rows & 15)];
            *c = beta == 0 ? alpha * sum : Fused.MultiplyAdd(alpha, sum, beta * *c);
        }
    }

    // Four elements of the rows w, w+4, w+8, w+12 side by side, so that no instruction crosses a 128-bit lane later.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* from, nint s)
    {
        Vector512<float> rows = Vector128.Load(from).ToVector256Unsafe().ToVector512Unsafe();
        rows = Avx512F.InsertVector128(rows, Vector128.Load(from + (4 * s)), 1);
        rows = Avx512F.InsertVector128(rows, Vector128.Load(from + (8 * s)), 2);
        return Avx512F.InsertVector128(rows, Vector128.Load(from + (12 * s)), 3);
    }
}
