using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Products of one vector with a few columns, for panels of reflectors: Dots is p_c = W_c . x, Subtract is y = b - sum_c z_c W_c with
// c ascending per element. Dots keep two groups of lanes per column (even and odd groups) and one tree; elements of Subtract do not
// depend on how rows are shared out. Both read each column once: 2 flops per 4 or 8 bytes, bound by the cache they stream from.

/// <summary>Vector kernels on columns of equal stride: sums of squares, scaling, thin products.</summary>
internal static unsafe class ColumnKernels
{
    /// <summary>x_0^2 + ... + x_{n-1}^2 as if in twice the precision: within one ulp for any n.</summary>
    public static T SumOfSquares<T>(T* x, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SquaresKernel<T> kernel = new() { X = x, Length = n };
        LanesDispatch.Run<T, SquaresKernel<T>>(ref kernel);
        return kernel.Result;
    }

    /// <summary>max |x_i|, 0 for an empty vector. NaN is not looked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T LargestMagnitude<T>(T* x, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        for (int i = 0; i < n; i++)
        {
            largest = T.Max(largest, T.Abs(x[i]));
        }

        return largest;
    }

    /// <summary>x = factor x.</summary>
    public static void Scale<T>(T* x, int n, T factor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ScaleKernel<T> kernel = new() { X = x, Length = n, Factor = factor };
        LanesDispatch.Run<T, ScaleKernel<T>>(ref kernel);
    }

    /// <summary>result_c = sum_i columns[c stride + i] x_i for c in [0, count).</summary>
    public static void Dots<T>(T* columns, nint stride, int count, T* x, int length, T* result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DotsKernel<T> kernel = new() { Columns = columns, Stride = stride, Count = count, X = x, Length = length, Result = result };
        LanesDispatch.Run<T, DotsKernel<T>>(ref kernel);
    }

    /// <summary>y_i -= sum_c columns[c stride + i] z_{c zStride} for i in [0, length), c ascending in [0, count).</summary>
    public static void Subtract<T>(T* columns, nint stride, int count, T* z, nint zStride, T* y, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SubtractKernel<T> kernel = new() { Columns = columns, Stride = stride, Count = count, Z = z, ZStride = zStride, Y = y, Length = length };
        LanesDispatch.Run<T, SubtractKernel<T>>(ref kernel);
    }

    // Ogita, Rump, Oishi, "Accurate sum and dot product" (2005), algorithm Dot2, in every lane and again over the lanes. A plain sum is
    // biased where many elements are equal, and reflectors made with it drift from orthogonality together.
    private struct SquaresKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* X;
        public int Length;
        public T Result;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes sum = TLanes.Zero, error = TLanes.Zero;
            for (int i = 0; i < Length; i += TLanes.Count)
            {
                TLanes x = i <= Length - TLanes.Count ? TLanes.Load(X + i) : TLanes.LoadPartial(X + i, Length - i);
                TLanes square = x * x;
                TLanes squareError = TLanes.FusedMultiplyAdd(x, x, TLanes.Zero - square);
                TLanes next = sum + square;
                TLanes back = next - sum;
                error += squareError + ((sum - (next - back)) + (square - back));
                sum = next;
            }

            T* lanes = stackalloc T[TLanes.Count];
            TLanes.Store(lanes, sum);
            T total = T.Zero;
            T small = TLanes.SumTree(error);
            for (int k = 0; k < TLanes.Count; k++)
            {
                T next = total + lanes[k];
                T back = next - total;
                small += (total - (next - back)) + (lanes[k] - back);
                total = next;
            }

            Result = total + small;
        }
    }

    private struct ScaleKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* X;
        public int Length;
        public T Factor;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes factor = TLanes.Broadcast(Factor);
            int i = 0;
            for (; i <= Length - TLanes.Count; i += TLanes.Count)
            {
                TLanes.Store(X + i, TLanes.Load(X + i) * factor);
            }

            for (; i < Length; i++)
            {
                X[i] *= Factor;
            }
        }
    }

    private struct DotsKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* Columns;
        public nint Stride;
        public int Count;
        public T* X;
        public int Length;
        public T* Result;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int c = 0;
            for (; c + 4 <= Count; c += 4)
            {
                Four<TLanes>(c);
            }

            for (; c < Count; c++)
            {
                One<TLanes>(c);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Four<TLanes>(int c)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int w = TLanes.Count;
            int n = Length;
            T* x = X;
            T* a0 = Columns + (c * Stride);
            T* a1 = a0 + Stride;
            T* a2 = a1 + Stride;
            T* a3 = a2 + Stride;
            TLanes e0 = TLanes.Zero, e1 = TLanes.Zero, e2 = TLanes.Zero, e3 = TLanes.Zero;
            TLanes o0 = TLanes.Zero, o1 = TLanes.Zero, o2 = TLanes.Zero, o3 = TLanes.Zero;
            int i = 0;
            for (; i <= n - (2 * w); i += 2 * w)
            {
                TLanes x0 = TLanes.Load(x + i);
                TLanes.Accumulate(ref e0, TLanes.Load(a0 + i), x0);
                TLanes.Accumulate(ref e1, TLanes.Load(a1 + i), x0);
                TLanes.Accumulate(ref e2, TLanes.Load(a2 + i), x0);
                TLanes.Accumulate(ref e3, TLanes.Load(a3 + i), x0);
                TLanes x1 = TLanes.Load(x + i + w);
                TLanes.Accumulate(ref o0, TLanes.Load(a0 + i + w), x1);
                TLanes.Accumulate(ref o1, TLanes.Load(a1 + i + w), x1);
                TLanes.Accumulate(ref o2, TLanes.Load(a2 + i + w), x1);
                TLanes.Accumulate(ref o3, TLanes.Load(a3 + i + w), x1);
            }

            if (i < n)
            {
                TLanes x0 = TLanes.LoadPartial(x + i, n - i);
                TLanes.Accumulate(ref e0, TLanes.LoadPartial(a0 + i, n - i), x0);
                TLanes.Accumulate(ref e1, TLanes.LoadPartial(a1 + i, n - i), x0);
                TLanes.Accumulate(ref e2, TLanes.LoadPartial(a2 + i, n - i), x0);
                TLanes.Accumulate(ref e3, TLanes.LoadPartial(a3 + i, n - i), x0);
                TLanes x1 = TLanes.LoadPartial(x + i + w, n - i - w);
                TLanes.Accumulate(ref o0, TLanes.LoadPartial(a0 + i + w, n - i - w), x1);
                TLanes.Accumulate(ref o1, TLanes.LoadPartial(a1 + i + w, n - i - w), x1);
                TLanes.Accumulate(ref o2, TLanes.LoadPartial(a2 + i + w, n - i - w), x1);
                TLanes.Accumulate(ref o3, TLanes.LoadPartial(a3 + i + w, n - i - w), x1);
            }

            Result[c] = TLanes.SumTree(e0 + o0);
            Result[c + 1] = TLanes.SumTree(e1 + o1);
            Result[c + 2] = TLanes.SumTree(e2 + o2);
            Result[c + 3] = TLanes.SumTree(e3 + o3);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void One<TLanes>(int c)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int w = TLanes.Count;
            int n = Length;
            T* x = X;
            T* a = Columns + (c * Stride);
            TLanes even = TLanes.Zero, odd = TLanes.Zero;
            int i = 0;
            for (; i <= n - (2 * w); i += 2 * w)
            {
                TLanes.Accumulate(ref even, TLanes.Load(a + i), TLanes.Load(x + i));
                TLanes.Accumulate(ref odd, TLanes.Load(a + i + w), TLanes.Load(x + i + w));
            }

            if (i < n)
            {
                TLanes.Accumulate(ref even, TLanes.LoadPartial(a + i, n - i), TLanes.LoadPartial(x + i, n - i));
                TLanes.Accumulate(ref odd, TLanes.LoadPartial(a + i + w, n - i - w), TLanes.LoadPartial(x + i + w, n - i - w));
            }

            Result[c] = TLanes.SumTree(even + odd);
        }
    }

    private struct SubtractKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* Columns;
        public nint Stride;
        public int Count;
        public T* Z;
        public nint ZStride;
        public T* Y;
        public int Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int c = 0;
            for (; c + 4 <= Count; c += 4)
            {
                Four<TLanes>(c);
            }

            for (; c < Count; c++)
            {
                One<TLanes>(c);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Four<TLanes>(int c)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int n = Length;
            T* y = Y;
            T* a0 = Columns + (c * Stride);
            T* a1 = a0 + Stride;
            T* a2 = a1 + Stride;
            T* a3 = a2 + Stride;
            T s0 = -Z[c * ZStride], s1 = -Z[(c + 1) * ZStride], s2 = -Z[(c + 2) * ZStride], s3 = -Z[(c + 3) * ZStride];
            TLanes z0 = TLanes.Broadcast(s0), z1 = TLanes.Broadcast(s1), z2 = TLanes.Broadcast(s2), z3 = TLanes.Broadcast(s3);
            int i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes sum = TLanes.FusedMultiplyAdd(TLanes.Load(a0 + i), z0, TLanes.Load(y + i));
                TLanes.Accumulate(ref sum, TLanes.Load(a1 + i), z1);
                TLanes.Accumulate(ref sum, TLanes.Load(a2 + i), z2);
                TLanes.Store(y + i, TLanes.FusedMultiplyAdd(TLanes.Load(a3 + i), z3, sum));
            }

            for (; i < n; i++)
            {
                T sum = Fused.MultiplyAdd(a0[i], s0, y[i]);
                sum = Fused.MultiplyAdd(a1[i], s1, sum);
                sum = Fused.MultiplyAdd(a2[i], s2, sum);
                y[i] = Fused.MultiplyAdd(a3[i], s3, sum);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void One<TLanes>(int c)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int n = Length;
            T* y = Y;
            T* a = Columns + (c * Stride);
            T s = -Z[c * ZStride];
            TLanes z = TLanes.Broadcast(s);
            int i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes.Store(y + i, TLanes.FusedMultiplyAdd(TLanes.Load(a + i), z, TLanes.Load(y + i)));
            }

            for (; i < n; i++)
            {
                y[i] = Fused.MultiplyAdd(a[i], s, y[i]);
            }
        }
    }
}
