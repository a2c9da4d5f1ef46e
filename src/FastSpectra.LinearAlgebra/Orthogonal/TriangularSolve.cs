using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Solves L X = B and U X = B for many right-hand sides, which X replaces. Row i is
/// (b_i - sum_p L[i,p] x_p) / L[i,i], p in the order of solving, one fused multiply-add each inside blocks of 128 rows; rows
/// of other blocks are subtracted by <see cref="Gemm"/>. n^2 r flops. Backward stable (Higham 2002, section 8.1).
/// </summary>
public static unsafe class TriangularSolve
{
    // Shapes results. 128 rows x 4 vectors of X stay in the first-level cache (32 KiB) while a block is solved.
    private const int BlockRows = 128;

    /// <summary>X = L^-1 X for a lower triangular n x n matrix L and an n x r matrix X with adjacent columns.</summary>
    /// <remarks>The upper triangle of L is not read. A zero on the diagonal gives infinities, as in scalar division.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, or the columns of X are not adjacent.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Lower<T>(MatrixView<T> l, MatrixView<T> x, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(l, x);
        int n = l.Rows;
        for (int i = 0; i < n; i += BlockRows)
        {
            int rows = Math.Min(BlockRows, n - i);
            MatrixView<T> block = x.Slice(i, 0, rows, x.Columns);
            Substitute(l.Slice(i, i, rows, rows), block, fromTheEnd: false, team);
            int rest = n - i - rows;
            if (rest > 0)
            {
                Gemm.Multiply(-T.One, l.Slice(i + rows, i, rest, rows), block, T.One, x.Slice(i + rows, 0, rest, x.Columns), team);
            }
        }
    }

    /// <summary>X = U^-1 X for an upper triangular n x n matrix U and an n x r matrix X with adjacent columns.</summary>
    /// <remarks>The lower triangle of U is not read. L^T X = B is solved with U = L.Transposed.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, or the columns of X are not adjacent.</exception>
    public static void Upper<T>(MatrixView<T> u, MatrixView<T> x, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(u, x);
        for (int end = u.Rows; end > 0; end -= BlockRows)
        {
            int rows = Math.Min(BlockRows, end);
            int i = end - rows;
            MatrixView<T> block = x.Slice(i, 0, rows, x.Columns);
            Substitute(u.Slice(i, i, rows, rows), block, fromTheEnd: true, team);
            if (i > 0)
            {
                Gemm.Multiply(-T.One, u.Slice(0, i, i, rows), block, T.One, x.Slice(0, 0, i, x.Columns), team);
            }
        }
    }

    private static void Check<T>(MatrixView<T> l, MatrixView<T> x)
        where T : unmanaged
    {
        if (l.Rows != l.Columns || x.Rows != l.Rows || (x.ColumnStride != 1 && x.Columns > 1))
        {
            throw new ArgumentException(
                $"the triangle is {l.Rows}x{l.Columns}, X is {x.Rows}x{x.Columns} with column stride {x.ColumnStride}");
        }
    }

    private static void Substitute<T>(MatrixView<T> l, MatrixView<T> x, bool fromTheEnd, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Substitution<T> task = new() { L = l, X = x, FromTheEnd = fromTheEnd };
        ((long)l.Rows * l.Rows * x.Columns < 1_000_000 ? ThreadTeam.Single : team).Run(ref task);
    }

    private struct Substitution<T> : ITeamTask, ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public MatrixView<T> L;
        public MatrixView<T> X;
        public bool FromTheEnd;
        private int _begin;
        private int _end;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, X.Columns, 64);
            Substitution<T> share = this with { _begin = (int)begin, _end = (int)end };
            LanesDispatch.Run<T, Substitution<T>>(ref share);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int j = _begin;
            for (; j + (4 * TLanes.Count) <= _end; j += 4 * TLanes.Count)
            {
                SolveFour<TLanes>(X.Data + j);
            }

            for (; j < _end; j += TLanes.Count)
            {
                SolveOne<TLanes>(X.Data + j, Math.Min(TLanes.Count, _end - j));
            }
        }

        // Four vectors of a row of X at once: four chains cover the latency, and L[i,p] is broadcast once for the four.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void SolveFour<TLanes>(T* x)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int n = L.Rows;
            nint stride = X.RowStride;
            nint w = TLanes.Count;
            for (int step = 0; step < n; step++)
            {
                int i = FromTheEnd ? n - 1 - step : step;
                T* target = x + (i * stride);
                TLanes s0 = TLanes.Load(target);
                TLanes s1 = TLanes.Load(target + w);
                TLanes s2 = TLanes.Load(target + (2 * w));
                TLanes s3 = TLanes.Load(target + (3 * w));
                nint strideL = FromTheEnd ? -L.ColumnStride : L.ColumnStride;
                T* l = L.Data + (i * L.RowStride) + (FromTheEnd ? (n - 1) * L.ColumnStride : 0);
                T* solved = FromTheEnd ? x + ((n - 1) * stride) : x;
                nint next = FromTheEnd ? -stride : stride;
                for (int p = 0; p < step; p++, l += strideL, solved += next)
                {
                    TLanes factor = TLanes.Broadcast(-*l);
                    TLanes.Accumulate(ref s0, factor, TLanes.Load(solved));
                    TLanes.Accumulate(ref s1, factor, TLanes.Load(solved + w));
                    TLanes.Accumulate(ref s2, factor, TLanes.Load(solved + (2 * w)));
                    TLanes.Accumulate(ref s3, factor, TLanes.Load(solved + (3 * w)));
                }

                TLanes pivot = TLanes.Broadcast(*l);
                TLanes.Store(target, s0 / pivot);
                TLanes.Store(target + w, s1 / pivot);
                TLanes.Store(target + (2 * w), s2 / pivot);
                TLanes.Store(target + (3 * w), s3 / pivot);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void SolveOne<TLanes>(T* x, int columns)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int n = L.Rows;
            for (int step = 0; step < n; step++)
            {
                nint i = FromTheEnd ? n - 1 - step : step;
                TLanes s = TLanes.LoadPartial(x + (i * X.RowStride), columns);
                for (int q = 0; q < step; q++)
                {
                    nint p = FromTheEnd ? n - 1 - q : q;
                    TLanes.Accumulate(ref s, TLanes.Broadcast(-L[i, p]), TLanes.LoadPartial(x + (p * X.RowStride), columns));
                }

                TLanes.StorePartial(x + (i * X.RowStride), s / TLanes.Broadcast(L[i, i]), columns);
            }
        }
    }
}
