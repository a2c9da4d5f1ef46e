using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>x = alpha x.</summary>
public static unsafe class Scale
{
    /// <summary>x[i] = alpha x[i].</summary>
    public static void Apply<T>(T alpha, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            Apply(alpha, px, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static void Apply<T>(T alpha, T* x, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kernel<T> kernel = new(alpha, x, count);
        LanesDispatch.RunElementwise<T, Kernel<T>>(ref kernel);
    }

    private readonly struct Kernel<T>(T alpha, T* x, long count) : ILanesKernel<T>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes factor = TLanes.Broadcast(alpha);
            nint n = (nint)count;
            nint i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes.Store(x + i, factor * TLanes.Load(x + i));
            }

            if (i < n)
            {
                int rest = (int)(n - i);
                TLanes.StorePartial(x + i, factor * TLanes.LoadPartial(x + i, rest), rest);
            }
        }
    }
}
