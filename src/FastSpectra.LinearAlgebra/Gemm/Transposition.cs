using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// to[p*strideTo + w] = from[w*strideFrom + p], by blocks that are transposed in registers: 8x8 and 4x4 floats, 4x4 doubles.
/// Moves elements only, so that every level gives the same bits. The rows of the next block are fetched ahead: they are too
/// short for the processor to see a stream.
/// </summary>
internal static unsafe class Transposition
{
    /// <summary>Transposes the rows w that blocks cover and returns their number, all from 5 on; the caller moves the others.</summary>
    /// <remarks>Unsafe: from has width rows of k neighbours; to has k rows of at least width elements.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int Apply<T>(T* from, nint strideFrom, int width, int k, T* to, nint strideTo)
        where T : unmanaged
    {
        int w = 0;
        if (InstructionSet.Level < SimdLevel.Vector256)
        {
            return w;
        }

        if (typeof(T) == typeof(float))
        {
            if (k is 4 or 8)
            {
                w = NarrowFloats((float*)from, strideFrom, width, k, (float*)to, strideTo);
            }

            for (; w + 8 <= width && k >= 8; w += 8)
            {
                Floats8((float*)(from + (w * strideFrom)), strideFrom, k, (float*)(to + w), strideTo);
            }

            for (; w + 4 <= width; w += 4)
            {
                Floats4((float*)(from + (w * strideFrom)), strideFrom, k, (float*)(to + w), strideTo);
            }

            if (w < width && width > 4)
            {
                // The last rows once more with some of those before: 6 rows are 4 and 4.
                Floats4((float*)(from + ((width - 4) * strideFrom)), strideFrom, k, (float*)(to + width - 4), strideTo);
                w = width;
            }
        }
        else
        {
            if (k is 4 or 8)
            {
                w = NarrowDoubles((double*)from, strideFrom, width, k, (double*)to, strideTo);
            }

            for (; w + 4 <= width; w += 4)
            {
                Doubles4((double*)(from + (w * strideFrom)), strideFrom, k, (double*)(to + w), strideTo);
            }

            if (w < width && width > 4)
            {
                Doubles4((double*)(from + ((width - 4) * strideFrom)), strideFrom, k, (double*)(to + width - 4), strideTo);
                w = width;
            }
        }

        return w;
    }

    // 4 or 8 columns of many rows, in one call: a call for each block of 8 rows took longer than the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int NarrowFloats(float* from, nint s, int width, int k, float* to, nint d)
    {
        int w = 0;
        for (; w + 8 <= width; w += 8, from += 8 * s, to += 8)
        {
            Quarter(Halves(from, from + (4 * s)), Halves(from + s, from + (5 * s)), Halves(from + (2 * s), from + (6 * s)), Halves(from + (3 * s), from + (7 * s)), to, d);
            if (k == 8)
            {
                float* right = from + 4;
                Quarter(Halves(right, right + (4 * s)), Halves(right + s, right + (5 * s)), Halves(right + (2 * s), right + (6 * s)), Halves(right + (3 * s), right + (7 * s)), to + (4 * d), d);
            }
        }

        return w;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int NarrowDoubles(double* from, nint s, int width, int k, double* to, nint d)
    {
        int w = 0;
        for (; w + 4 <= width; w += 4, from += 4 * s, to += 4)
        {
            Square(from, s, to, d);
            if (k == 8)
            {
                Square(from + 4, s, to + (4 * d), d);
            }
        }

        return w;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Floats8(float* from, nint s, int k, float* to, nint d)
    {
        int p = 0;
        for (; p + 8 <= k; p += 8, from += 8, to += 8 * d)
        {
            for (int w = 8; w < 16; w++)
            {
                Prefetch.Read(from + (w * s));
            }

            // Lower and upper halves of rows w and w+4 side by side, so that no instruction crosses a 128-bit lane later.
            Vector256<float> r0 = Halves(from, from + (4 * s));
            Vector256<float> r1 = Halves(from + s, from + (5 * s));
            Vector256<float> r2 = Halves(from + (2 * s), from + (6 * s));
            Vector256<float> r3 = Halves(from + (3 * s), from + (7 * s));
            Quarter(r0, r1, r2, r3, to, d);
            r0 = Halves(from + 4, from + 4 + (4 * s));
            r1 = Halves(from + 4 + s, from + 4 + (5 * s));
            r2 = Halves(from + 4 + (2 * s), from + 4 + (6 * s));
            r3 = Halves(from + 4 + (3 * s), from + 4 + (7 * s));
            Quarter(r0, r1, r2, r3, to + (4 * d), d);
        }

        Rest(from, s, 8, k - p, to, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(float* lower, float* upper) =>
        Avx.InsertVector128(Vector256.Create(Vector128.Load(lower), default), Vector128.Load(upper), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, float* to, nint d)
    {
        Vector256<float> t0 = Avx.UnpackLow(r0, r1);
        Vector256<float> t1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> t2 = Avx.UnpackLow(r2, r3);
        Vector256<float> t3 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(t0, t2, 0x44).Store(to);
        Avx.Shuffle(t0, t2, 0xEE).Store(to + d);
        Avx.Shuffle(t1, t3, 0x44).Store(to + (2 * d));
        Avx.Shuffle(t1, t3, 0xEE).Store(to + (3 * d));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Floats4(float* from, nint s, int k, float* to, nint d)
    {
        int p = 0;
        for (; p + 4 <= k; p += 4, from += 4, to += 4 * d)
        {
            Vector128<float> r0 = Vector128.Load(from);
            Vector128<float> r1 = Vector128.Load(from + s);
            Vector128<float> r2 = Vector128.Load(from + (2 * s));
            Vector128<float> r3 = Vector128.Load(from + (3 * s));
            Vector128<float> t0 = Sse.UnpackLow(r0, r1);
            Vector128<float> t1 = Sse.UnpackHigh(r0, r1);
            Vector128<float> t2 = Sse.UnpackLow(r2, r3);
            Vector128<float> t3 = Sse.UnpackHigh(r2, r3);
            Sse.MoveLowToHigh(t0, t2).Store(to);
            Sse.MoveHighToLow(t2, t0).Store(to + d);
            Sse.MoveLowToHigh(t1, t3).Store(to + (2 * d));
            Sse.MoveHighToLow(t3, t1).Store(to + (3 * d));
        }

        Rest(from, s, 4, k - p, to, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Doubles4(double* from, nint s, int k, double* to, nint d)
    {
        int p = 0;
        for (; p + 4 <= k; p += 4, from += 4, to += 4 * d)
        {
            for (int w = 4; w < 8; w++)
            {
                Prefetch.Read(from + (w * s));
            }

            Square(from, s, to, d);
        }

        Rest(from, s, 4, k - p, to, d);
    }

    // The columns that no block covers, one by one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rest<T>(T* from, nint s, int width, int k, T* to, nint d)
        where T : unmanaged
    {
        for (int p = 0; p < k; p++, from++, to += d)
        {
            for (int w = 0; w < width; w++)
            {
                to[w] = from[w * s];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(double* from, nint s, double* to, nint d)
    {
        Vector256<double> r0 = Vector256.Load(from);
        Vector256<double> r1 = Vector256.Load(from + s);
        Vector256<double> r2 = Vector256.Load(from + (2 * s));
        Vector256<double> r3 = Vector256.Load(from + (3 * s));
        Vector256<double> t0 = Avx.UnpackLow(r0, r1);
        Vector256<double> t1 = Avx.UnpackHigh(r0, r1);
        Vector256<double> t2 = Avx.UnpackLow(r2, r3);
        Vector256<double> t3 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(t0, t2, 0x20).Store(to);
        Avx.Permute2x128(t1, t3, 0x20).Store(to + d);
        Avx.Permute2x128(t0, t2, 0x31).Store(to + (2 * d));
        Avx.Permute2x128(t1, t3, 0x31).Store(to + (3 * d));
    }
}
