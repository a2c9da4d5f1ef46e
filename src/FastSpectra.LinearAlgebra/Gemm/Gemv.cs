using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Matrix-vector products y = alpha A x + beta y at the speed of reading A, with the same bits for every storage order of A.</summary>
/// <remarks>
/// Element i is the fixed tree (<c>SumTree</c>) over 16 float or 8 double lanes; lane l holds the fused multiply-adds of
/// p = l, l + 16, l + 32 ... (l + 8 ... for double) in ascending order. Error of an element: at most (k/8 + 6) eps sum |a| |x|.
/// A^T x is obtained with <see cref="MatrixView{T}.Transposed"/>. 2mk flops.
/// </remarks>
public static unsafe class Gemv
{
    // Rows of a column-major A summed at a time: 16 KiB of lanes, half a first-level cache.
    private const int RowsAtOnce = 256;

    // 2^17 elements take about 20 microseconds out of the third-level cache, several times what it takes to wake a team.
    private const long SmallestTeamWork = 1 << 17;

    /// <summary>y = alpha A x + beta y; with beta = 0, y is not read.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Multiply<T>(T alpha, MatrixView<T> a, ReadOnlySpan<T> x, T beta, Span<T> y, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (x.Length != a.Columns || y.Length != a.Rows)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, x has {x.Length} elements, y has {y.Length}");
        }

        fixed (T* px = x, py = y)
        {
            Multiply(alpha, a, px, 1, beta, py, 1, team);
        }
    }

    /// <summary>The same for vectors with strides.</summary>
    /// <remarks>Unsafe: x has a.Columns and y a.Rows elements at their strides; y overlaps neither A nor x.</remarks>
    internal static void Multiply<T>(T alpha, MatrixView<T> a, T* x, nint strideX, T beta, T* y, nint strideY, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        int k = alpha == T.Zero ? 0 : a.Columns;
        if (strideX != 1 && k > 0)
        {
            T* copy = (T*)PackingBuffer.Take((long)k * sizeof(T));
            for (nint p = 0; p < k; p++)
            {
                copy[p] = x[p * strideX];
            }

            x = copy;
        }

        Task<T> task = new() { Alpha = alpha, A = a, K = k, X = x, Beta = beta, Y = y, StrideY = strideY };
        ((long)a.Rows * k < SmallestTeamWork ? ThreadTeam.Single : team).Run(ref task);
    }

    private struct Task<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Alpha;
        public MatrixView<T> A;
        public int K;
        public T* X;
        public T Beta;
        public T* Y;
        public nint StrideY;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, A.Rows, RowsAtOnce / 4);
            if (begin < end)
            {
                Kernel<T> kernel = new() { Task = this, Begin = (nint)begin, End = (nint)end };
                LanesDispatch.Run<T, Kernel<T>>(ref kernel);
            }
        }
    }

    private struct Kernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Task<T> Task;
        public nint Begin;
        public nint End;

        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            if (Task.A.ColumnStride == 1 || Task.K <= 1)
            {
                ByRows<TLanes>();
            }
            else if (Task.A.RowStride == 1)
            {
                ByColumns<TLanes>();
            }
            else
            {
                AnyStride<TLanes>();
            }
        }

        // Four rows at once: four chains of fused multiply-adds, and x is loaded once for the four.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void ByRows<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            nint k = Task.K;
            nint whole = k - (k % TLanes.Count);
            int tail = (int)(k - whole);
            T* x = Task.X;
            for (nint i = Begin; i < End; i += 4)
            {
                int rows = (int)Math.Min(4, End - i);
                T* a0 = Task.A.Data + (i * Task.A.RowStride);
                T* a1 = rows > 1 ? a0 + Task.A.RowStride : a0;
                T* a2 = rows > 2 ? a1 + Task.A.RowStride : a0;
                T* a3 = rows > 3 ? a2 + Task.A.RowStride : a0;
                TLanes s0 = TLanes.Zero;
                TLanes s1 = TLanes.Zero;
                TLanes s2 = TLanes.Zero;
                TLanes s3 = TLanes.Zero;
                for (nint p = 0; p < whole; p += TLanes.Count)
                {
                    TLanes xp = TLanes.Load(x + p);
                    TLanes.Accumulate(ref s0, TLanes.Load(a0 + p), xp);
                    TLanes.Accumulate(ref s1, TLanes.Load(a1 + p), xp);
                    TLanes.Accumulate(ref s2, TLanes.Load(a2 + p), xp);
                    TLanes.Accumulate(ref s3, TLanes.Load(a3 + p), xp);
                }

                if (tail > 0)
                {
                    TLanes xp = TLanes.LoadPartial(x + whole, tail);
                    TLanes.Accumulate(ref s0, TLanes.LoadPartial(a0 + whole, tail), xp);
                    TLanes.Accumulate(ref s1, TLanes.LoadPartial(a1 + whole, tail), xp);
                    TLanes.Accumulate(ref s2, TLanes.LoadPartial(a2 + whole, tail), xp);
                    TLanes.Accumulate(ref s3, TLanes.LoadPartial(a3 + whole, tail), xp);
                }

                Store(i, TLanes.SumTree(s0));
                if (rows > 1)
                {
                    Store(i + 1, TLanes.SumTree(s1));
                }

                if (rows > 2)
                {
                    Store(i + 2, TLanes.SumTree(s2));
                }

                if (rows > 3)
                {
                    Store(i + 3, TLanes.SumTree(s3));
                }
            }
        }

        // Lane l of 256 rows lies in sums[l]; columns l, l+L, l+2L, l+3L are added to it in one pass.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void ByColumns<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int lanes = TLanes.Count;
            T* sums = stackalloc T[lanes * RowsAtOnce];
            nint stride = Task.A.ColumnStride;
            for (nint i = Begin; i < End; i += RowsAtOnce)
            {
                int rows = (int)Math.Min(RowsAtOnce, End - i);
                new Span<T>(sums, lanes * RowsAtOnce).Clear();
                for (nint group = 0; group < Task.K; group += 4 * lanes)
                {
                    for (int l = 0; l < lanes && group + l < Task.K; l++)
                    {
                        nint p = group + l;
                        int count = (int)Math.Min(4, (Task.K - p + lanes - 1) / lanes);
                        AddColumns<TLanes>(Task.A.Data + i + (p * stride), lanes * stride, Task.X + p, count, rows, sums + (l * RowsAtOnce));
                    }
                }

                int tail = Task.K % lanes;
                for (int l = tail; l < lanes && tail > 0; l++)
                {
                    // By rows the lanes behind the last column receive 0 * 0: it turns -0 into +0.
                    AddInto<TLanes>(sums + (l * RowsAtOnce), null, rows);
                }

                for (int half = lanes / 2; half > 0; half /= 2)
                {
                    for (int l = 0; l < half; l++)
                    {
                        AddInto<TLanes>(sums + (l * RowsAtOnce), sums + ((l + half) * RowsAtOnce), rows);
                    }
                }

                for (int r = 0; r < rows; r++)
                {
                    Store(i + r, sums[r]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddColumns<TLanes>(T* a, nint stride, T* x, int count, int rows, T* sums)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int whole = rows - (rows % TLanes.Count);
            if (count == 4)
            {
                TLanes x0 = TLanes.Broadcast(x[0]);
                TLanes x1 = TLanes.Broadcast(x[TLanes.Count]);
                TLanes x2 = TLanes.Broadcast(x[2 * TLanes.Count]);
                TLanes x3 = TLanes.Broadcast(x[3 * TLanes.Count]);
                T* a2 = a + (2 * stride);
                for (nint r = 0; r < whole; r += TLanes.Count)
                {
                    TLanes s = TLanes.FusedMultiplyAdd(TLanes.Load(a + r), x0, TLanes.Load(sums + r));
                    TLanes.Accumulate(ref s, TLanes.Load(a + stride + r), x1);
                    TLanes.Accumulate(ref s, TLanes.Load(a2 + r), x2);
                    TLanes.Store(sums + r, TLanes.FusedMultiplyAdd(TLanes.Load(a2 + stride + r), x3, s));
                }
            }
            else
            {
                for (int q = 0; q < count; q++)
                {
                    TLanes xq = TLanes.Broadcast(x[q * TLanes.Count]);
                    for (nint r = 0; r < whole; r += TLanes.Count)
                    {
                        TLanes.Store(sums + r, TLanes.FusedMultiplyAdd(TLanes.Load(a + (q * stride) + r), xq, TLanes.Load(sums + r)));
                    }
                }
            }

            for (nint r = whole; r < rows; r++)
            {
                for (int q = 0; q < count; q++)
                {
                    sums[r] = Fused.MultiplyAdd(a[(q * stride) + r], x[q * TLanes.Count], sums[r]);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddInto<TLanes>(T* sums, T* others, int rows)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            for (nint r = 0; r < rows; r += TLanes.Count)
            {
                TLanes other = others is null ? TLanes.Zero : TLanes.Load(others + r);
                TLanes.Store(sums + r, TLanes.Load(sums + r) + other);
            }
        }

        private readonly void AnyStride<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            T* row = stackalloc T[TLanes.Count];
            for (nint i = Begin; i < End; i++)
            {
                TLanes sum = TLanes.Zero;
                for (nint p = 0; p < Task.K; p += TLanes.Count)
                {
                    int count = (int)Math.Min(TLanes.Count, Task.K - p);
                    for (int l = 0; l < count; l++)
                    {
                        row[l] = Task.A[i, p + l];
                    }

                    TLanes.Accumulate(ref sum, TLanes.LoadPartial(row, count), TLanes.LoadPartial(Task.X + p, count));
                }

                Store(i, TLanes.SumTree(sum));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly void Store(nint i, T sum)
        {
            T* y = Task.Y + (i * Task.StrideY);
            *y = Task.Beta == T.Zero ? Task.Alpha * sum : Fused.MultiplyAdd(Task.Alpha, sum, Task.Beta * *y);
        }
    }
}
