using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>result[i] = (factor * x[i]) * y[i], each product rounded: one row of r a^T (.) sigma'.</summary>
internal static unsafe class ScaledProduct
{
    public static void Apply<T>(T factor, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != result.Length || y.Length != result.Length)
        {
            throw new ArgumentException($"x has {x.Length}, y {y.Length} and the result {result.Length} elements");
        }

        fixed (T* px = x, py = y, pr = result)
        {
            Kernel<T> kernel = new() { Factor = factor, X = px, Y = py, Result = pr, Count = result.Length };
            LanesDispatch.Run<T, Kernel<T>>(ref kernel);
        }
    }

    private struct Kernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Factor;
        public T* X;
        public T* Y;
        public T* Result;
        public int Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes factor = TLanes.Broadcast(Factor);
            int i = 0;
            for (; i <= Count - TLanes.Count; i += TLanes.Count)
            {
                TLanes.Store(Result + i, factor * TLanes.Load(X + i) * TLanes.Load(Y + i));
            }

            if (i < Count)
            {
                TLanes product = factor * TLanes.LoadPartial(X + i, Count - i) * TLanes.LoadPartial(Y + i, Count - i);
                TLanes.StorePartial(Result + i, product, Count - i);
            }
        }
    }
}
