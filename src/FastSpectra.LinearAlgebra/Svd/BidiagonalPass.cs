using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// For each column a_j of one chunk: y_j = tau (a_j . u + correction_j), r_j = a_j[i] + row_j - y_j, and x += sum_j r_j a_j.
// The column is read from memory once and a second time from the first or second level cache: half the traffic of two products
// with the matrix. 4 flops per element. Source: Howell, Demmel, Fulton, Hammarling, Marmol, "Cache efficient bidiagonalization using
// BLAS 2.5 operators" (2008), the operator GEMVT; here on column-major storage, four columns at a time.

/// <summary>The fused pair of matrix-vector products of one bidiagonalisation step, over one chunk of columns.</summary>
internal unsafe struct BidiagonalPass<T> : ILanesKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns per partial sum of x. Fixed, so that sums over columns do not depend on the number of threads.</summary>
    public const int Chunk = 64;

    /// <summary>First element of the stored matrix at the first (lane-aligned) row of the pass.</summary>
    public T* A;
    public nint Stride;

    /// <summary>Rows of the pass, a multiple of the lane group; padding rows are zero.</summary>
    public int Rows;

    /// <summary>The row i, counted from the first row of the pass.</summary>
    public int PivotRow;
    public T* U;
    public T Tau;
    public T* Correction;
    public T* Row;
    public T* Y;
    public T* R;

    /// <summary>Partial sums of x: chunk c at X + c * XStride.</summary>
    public T* X;
    public nint XStride;
    public int FirstColumn;
    public int EndColumn;
    public int FirstChunk;
    public int EndChunk;

    /// <summary>When true r is given and only x is formed.</summary>
    public bool OnlyX;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        for (int chunk = FirstChunk; chunk < EndChunk; chunk++)
        {
            int j = Math.Max(FirstColumn, chunk * Chunk);
            int end = Math.Min(EndColumn, (chunk + 1) * Chunk);
            T* x = X + (chunk * XStride);
            new Span<T>(x, Rows).Clear();
            for (; j + 4 <= end; j += 4)
            {
                if (!OnlyX)
                {
                    DotFour<TLanes>(j);
                }

                AddFour<TLanes>(j, x);
            }

            for (; j < end; j++)
            {
                if (!OnlyX)
                {
                    DotOne<TLanes>(j);
                }

                AddOne<TLanes>(j, x);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Finish(int j, T dot)
    {
        T y = Tau * (dot + Correction[j]);
        Y[j] = y;
        R[j] = A[(j * Stride) + PivotRow] + Row[j] - y;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void DotFour<TLanes>(int j)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int w = TLanes.Count;
        int n = Rows;
        T* u = U;
        T* a0 = A + (j * Stride);
        T* a1 = a0 + Stride;
        T* a2 = a1 + Stride;
        T* a3 = a2 + Stride;
        TLanes e0 = TLanes.Zero, e1 = TLanes.Zero, e2 = TLanes.Zero, e3 = TLanes.Zero;
        TLanes o0 = TLanes.Zero, o1 = TLanes.Zero, o2 = TLanes.Zero, o3 = TLanes.Zero;
        int i = 0;
        for (; i <= n - (2 * w); i += 2 * w)
        {
            TLanes u0 = TLanes.Load(u + i);
            TLanes.Accumulate(ref e0, TLanes.Load(a0 + i), u0);
            TLanes.Accumulate(ref e1, TLanes.Load(a1 + i), u0);
            TLanes.Accumulate(ref e2, TLanes.Load(a2 + i), u0);
            TLanes.Accumulate(ref e3, TLanes.Load(a3 + i), u0);
            TLanes u1 = TLanes.Load(u + i + w);
            TLanes.Accumulate(ref o0, TLanes.Load(a0 + i + w), u1);
            TLanes.Accumulate(ref o1, TLanes.Load(a1 + i + w), u1);
            TLanes.Accumulate(ref o2, TLanes.Load(a2 + i + w), u1);
            TLanes.Accumulate(ref o3, TLanes.Load(a3 + i + w), u1);
        }

        if (i < n)
        {
            TLanes u0 = TLanes.Load(u + i);
            TLanes.Accumulate(ref e0, TLanes.Load(a0 + i), u0);
            TLanes.Accumulate(ref e1, TLanes.Load(a1 + i), u0);
            TLanes.Accumulate(ref e2, TLanes.Load(a2 + i), u0);
            TLanes.Accumulate(ref e3, TLanes.Load(a3 + i), u0);
        }

        Finish(j, TLanes.SumTree(e0 + o0));
        Finish(j + 1, TLanes.SumTree(e1 + o1));
        Finish(j + 2, TLanes.SumTree(e2 + o2));
        Finish(j + 3, TLanes.SumTree(e3 + o3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void DotOne<TLanes>(int j)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int w = TLanes.Count;
        int n = Rows;
        T* u = U;
        T* a = A + (j * Stride);
        TLanes even = TLanes.Zero, odd = TLanes.Zero;
        int i = 0;
        for (; i <= n - (2 * w); i += 2 * w)
        {
            TLanes.Accumulate(ref even, TLanes.Load(a + i), TLanes.Load(u + i));
            TLanes.Accumulate(ref odd, TLanes.Load(a + i + w), TLanes.Load(u + i + w));
        }

        if (i < n)
        {
            TLanes.Accumulate(ref even, TLanes.Load(a + i), TLanes.Load(u + i));
        }

        Finish(j, TLanes.SumTree(even + odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddFour<TLanes>(int j, T* x)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int n = Rows;
        T* a0 = A + (j * Stride);
        T* a1 = a0 + Stride;
        T* a2 = a1 + Stride;
        T* a3 = a2 + Stride;
        TLanes r0 = TLanes.Broadcast(R[j]), r1 = TLanes.Broadcast(R[j + 1]);
        TLanes r2 = TLanes.Broadcast(R[j + 2]), r3 = TLanes.Broadcast(R[j + 3]);
        for (int i = 0; i < n; i += TLanes.Count)
        {
            TLanes sum = TLanes.FusedMultiplyAdd(TLanes.Load(a0 + i), r0, TLanes.Load(x + i));
            TLanes.Accumulate(ref sum, TLanes.Load(a1 + i), r1);
            TLanes.Accumulate(ref sum, TLanes.Load(a2 + i), r2);
            TLanes.Store(x + i, TLanes.FusedMultiplyAdd(TLanes.Load(a3 + i), r3, sum));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddOne<TLanes>(int j, T* x)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        T* a = A + (j * Stride);
        TLanes r = TLanes.Broadcast(R[j]);
        for (int i = 0; i < Rows; i += TLanes.Count)
        {
            TLanes.Store(x + i, TLanes.FusedMultiplyAdd(TLanes.Load(a + i), r, TLanes.Load(x + i)));
        }
    }
}
