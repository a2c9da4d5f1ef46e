using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>The largest absolute value of a vector's elements; NaN if there is one, 0 for an empty vector.</summary>
public static unsafe class MaxAbs
{
    /// <summary>max over i of |x[i]|.</summary>
    public static T Of<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            return Of(px, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static T Of<T>(T* x, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kernel<T> kernel = new(x, count);
        LanesDispatch.Run<T, Kernel<T>>(ref kernel);
        return kernel.Result;
    }

    private struct Kernel<T>(T* x, long count) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Result;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes sign = TLanes.Broadcast(T.NegativeZero);
            TLanes largest = TLanes.Zero;
            TLanes notANumber = TLanes.Zero;
            nint n = (nint)count;
            for (nint i = 0; i < n; i += TLanes.Count)
            {
                TLanes a = TLanes.AndNot(i <= n - TLanes.Count ? TLanes.Load(x + i) : TLanes.LoadPartial(x + i, (int)(n - i)), sign);
                notANumber |= TLanes.SelectEqual(a, a, TLanes.Zero, a);
                largest = TLanes.Larger(a, largest);
            }

            if (TLanes.AnyBit(notANumber))
            {
                Result = T.NaN;
                return;
            }

            T* lanes = stackalloc T[TLanes.Count];
            TLanes.Store(lanes, largest);
            T result = T.Zero;
            for (int i = 0; i < TLanes.Count; i++)
            {
                result = lanes[i] > result ? lanes[i] : result;
            }

            Result = result;
        }
    }
}
