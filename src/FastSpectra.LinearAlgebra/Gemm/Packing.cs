using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Copies an operand into panels that a tile reads front to back: element (w, p) of panel q lies at
/// q*panel*k + p*stride + w, with stride = panel, or the padded width of a last, narrower panel.
/// </summary>
/// <remarks>One routine for both operands: rows of A and columns of B are the "width" w, the summation index is p.</remarks>
internal static unsafe class Packing
{
    // Steps copied for all panels before the next steps, whose lines are fetched meanwhile: a row ends before the processor has seen that it is
    // a stream (A^T B with 32 to 96 rows, 256 bits: 0.82, 0.89, 0.92 of OpenBLAS without, 0.92, 0.95, 0.97 with).
    private const int StepsAtOnce = 16;

    private const int LineBytes = 64;

    /// <summary>Packs <paramref name="width"/> x <paramref name="k"/> elements, the last panel padded with zeros to a multiple of <paramref name="pad"/>.</summary>
    /// <remarks>Unsafe: source is addressable at w*strideW + p*strideK; destination holds (width rounded up to pad) * k elements.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Pack<T>(T* source, nint strideW, nint strideK, int width, int k, int panel, int pad, T* destination)
        where T : unmanaged, INumberBase<T>
    {
        int full = width / panel;
        int rest = width - (full * panel);
        if (strideW == 1)
        {
            for (int p = 0; p < k; p += StepsAtOnce)
            {
                int steps = Math.Min(StepsAtOnce, k - p);
                for (int q = 0; q < full; q++)
                {
                    CopySteps(source + (q * panel) + (p * strideK), strideK, panel, steps, destination + ((nint)q * panel * k) + (p * panel), panel);
                }
            }
        }
        else
        {
            for (int q = 0; q < full; q++)
            {
                PackPanel(source + (q * panel * strideW), strideW, strideK, panel, k, destination + ((nint)q * panel * k), panel);
            }
        }

        if (rest > 0)
        {
            int padded = (rest + pad - 1) / pad * pad;
            T* last = destination + ((nint)full * panel * k);
            PackPanel(source + (full * panel * strideW), strideW, strideK, rest, k, last, padded);
            for (int p = 0; p < k && padded > rest; p++)
            {
                for (int w = rest; w < padded; w++)
                {
                    last[((nint)p * padded) + w] = T.Zero;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PackPanel<T>(T* source, nint strideW, nint strideK, int width, int k, T* destination, int stride)
        where T : unmanaged
    {
        if (strideW == 1)
        {
            CopySteps(source, strideK, width, k, destination, stride);
            return;
        }

        int w = 0;
        if (strideK == 1)
        {
            w = Transposition.Apply(source, strideW, width, k, destination, stride);
        }

        for (; w < width; w++)
        {
            T* from = source + (w * strideW);
            T* to = destination + w;
            for (int p = 0; p < k; p++)
            {
                *to = *from;
                from += strideK;
                to += stride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CopySteps<T>(T* source, nint strideK, int width, int steps, T* destination, nint stride)
        where T : unmanaged
    {
        int bytes = width * sizeof(T);
        for (int p = 0; p < steps; p++)
        {
            T* ahead = source + ((p + StepsAtOnce) * strideK);
            for (int w = 0; w < width; w += LineBytes / sizeof(T))
            {
                Prefetch.Read(ahead + w);
            }

            CopyShort((byte*)(source + (p * strideK)), (byte*)(destination + (p * stride)), bytes);
        }
    }

    /// <summary>Copies a multiple of 4 bytes, a few dozen: moves of 32, 16, 8 and 4 bytes inline beat a call of memmove here.</summary>
    /// <remarks>Unsafe: both have so many bytes and do not overlap.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyShort(byte* from, byte* to, int bytes)
    {
        while (bytes >= 32)
        {
            Unsafe.CopyBlockUnaligned(to, from, 32);
            from += 32;
            to += 32;
            bytes -= 32;
        }

        if (bytes >= 16)
        {
            Unsafe.CopyBlockUnaligned(to, from, 16);
            from += 16;
            to += 16;
            bytes -= 16;
        }

        if (bytes >= 8)
        {
            *(ulong*)to = *(ulong*)from;
            from += 8;
            to += 8;
            bytes -= 8;
        }

        if (bytes > 0)
        {
            *(uint*)to = *(uint*)from;
        }
    }
}
