using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>y = alpha x + y, each element with one rounding.</summary>
public static unsafe class Axpy
{
    /// <summary>y[i] = alpha x[i] + y[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(T alpha, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.RequireSameLength(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            Apply(alpha, px, py, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T alpha, T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Kernel<T> kernel = new(alpha, x, y, count);
        LanesDispatch.RunElementwise<T, Kernel<T>>(ref kernel);
    }

    private readonly struct Kernel<T>(T alpha, T* x, T* y, long count) : ILanesKernel<T>
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
                TLanes.Store(y + i, TLanes.FusedMultiplyAdd(factor, TLanes.Load(x + i), TLanes.Load(y + i)));
            }

            if (i < n)
            {
                int rest = (int)(n - i);
                TLanes sum = TLanes.FusedMultiplyAdd(factor, TLanes.LoadPartial(x + i, rest), TLanes.LoadPartial(y + i, rest));
                TLanes.StorePartial(y + i, sum, rest);
            }
        }
    }
}
