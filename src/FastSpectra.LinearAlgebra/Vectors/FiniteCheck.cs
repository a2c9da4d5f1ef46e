using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Looks for NaN and infinities.</summary>
public static unsafe class FiniteCheck
{
    /// <summary>Index of the first element that is NaN or infinite, or -1 if all are finite.</summary>
    public static long FirstNonFinite<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            return FirstNonFinite(px, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static long FirstNonFinite<T>(T* x, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kernel<T> kernel = new(x, count);
        LanesDispatch.Run<T, Kernel<T>>(ref kernel);
        for (long i = kernel.Checked; i < count; i++)
        {
            if (!T.IsFinite(x[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private struct Kernel<T>(T* x, long count) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>All elements before this one are finite.</summary>
        public long Checked;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            // x - x is zero for a finite x and NaN otherwise: the sum of four is zero, or not equal to itself.
            nint n = (nint)count;
            nint lanes = TLanes.Count;
            nint i = 0;
            for (; i <= n - (4 * lanes); i += 4 * lanes)
            {
                TLanes a = TLanes.Load(x + i);
                TLanes b = TLanes.Load(x + i + lanes);
                TLanes c = TLanes.Load(x + i + (2 * lanes));
                TLanes d = TLanes.Load(x + i + (3 * lanes));
                TLanes difference = ((a - a) + (b - b)) + ((c - c) + (d - d));
                if (TLanes.AnyBit(TLanes.SelectEqual(difference, difference, TLanes.Zero, difference)))
                {
                    break;
                }
            }

            Checked = i;
        }
    }
}
