using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: y = A x, and chunk c of the partial sums is sum_i y_i a_i over its rows a_i; z is their sum in order. Four rows are read from
// memory for their dots and once more from the second-level cache: half the traffic of two products. 4mn flops, mn elements read.
// Chunks are fixed by m alone, so that z does not depend on the number of threads.

/// <summary>A x and A^T A x in one pass over a row-major matrix.</summary>
internal unsafe struct NormalProduct<T> : ITeamTask, ILanesKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LargestChunkCount = 64;

    private readonly MatrixView<T> _a;
    private readonly T* _x;
    private readonly T* _y;
    private readonly T* _z;
    private readonly T* _partial;
    private readonly int _chunkRows;
    private readonly int _chunks;
    private int _begin;
    private int _end;
    private bool _isSum;

    /// <summary>Prepares y = A x, z = A^T y for rows with column stride 1.</summary>
    public NormalProduct(MatrixView<T> a, T* x, T* y, T* z, T* partial)
    {
        _a = a;
        _x = x;
        _y = y;
        _z = z;
        _partial = partial;
        _chunkRows = ChunkRows(a.Rows);
        _chunks = (a.Rows + _chunkRows - 1) / _chunkRows;
    }

    /// <summary>Elements of scratch that the partial sums need.</summary>
    public static long Scratch(int rows, int columns) => ((rows + ChunkRows(rows) - 1L) / ChunkRows(rows)) * columns;

    /// <inheritdoc/>
    public readonly void Run(int member, ThreadTeam team)
    {
        NormalProduct<T> share = this;
        (long begin, long end) = team.Share(member, _chunks);
        (share._begin, share._end, share._isSum) = ((int)begin, (int)end, false);
        LanesDispatch.Run<T, NormalProduct<T>>(ref share);
        team.Barrier();
        (begin, end) = team.Share(member, _a.Columns, 64);
        (share._begin, share._end, share._isSum) = ((int)begin, (int)end, true);
        LanesDispatch.Run<T, NormalProduct<T>>(ref share);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        if (_isSum)
        {
            Sum<TLanes>();
            return;
        }

        for (int chunk = _begin; chunk < _end; chunk++)
        {
            T* z = _partial + ((long)chunk * _a.Columns);
            new Span<T>(z, _a.Columns).Clear();
            int row = chunk * _chunkRows;
            int end = Math.Min(_a.Rows, row + _chunkRows);
            for (; row + 4 <= end; row += 4)
            {
                ColumnKernels.Dots(_a.Data + (row * _a.RowStride), _a.RowStride, 4, _x, _a.Columns, _y + row);
                AddFour<TLanes>(row, z);
            }

            for (; row < end; row++)
            {
                T* a = _a.Data + (row * _a.RowStride);
                ColumnKernels.Dots(a, 0, 1, _x, _a.Columns, _y + row);
                T negative = -_y[row];
                ColumnKernels.Subtract(a, 0, 1, &negative, 0, z, _a.Columns);
            }
        }
    }

    private static int ChunkRows(int rows) => Math.Max(64, (rows + LargestChunkCount - 1) / LargestChunkCount);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddFour<TLanes>(int row, T* z)
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        int n = _a.Columns;
        T* a0 = _a.Data + (row * _a.RowStride);
        T* a1 = a0 + _a.RowStride;
        T* a2 = a1 + _a.RowStride;
        T* a3 = a2 + _a.RowStride;
        T y0 = _y[row], y1 = _y[row + 1], y2 = _y[row + 2], y3 = _y[row + 3];
        TLanes l0 = TLanes.Broadcast(y0), l1 = TLanes.Broadcast(y1), l2 = TLanes.Broadcast(y2), l3 = TLanes.Broadcast(y3);
        int i = 0;
        for (; i <= n - TLanes.Count; i += TLanes.Count)
        {
            TLanes sum = TLanes.FusedMultiplyAdd(TLanes.Load(a0 + i), l0, TLanes.Load(z + i));
            sum = TLanes.FusedMultiplyAdd(TLanes.Load(a1 + i), l1, sum);
            sum = TLanes.FusedMultiplyAdd(TLanes.Load(a2 + i), l2, sum);
            TLanes.Store(z + i, TLanes.FusedMultiplyAdd(TLanes.Load(a3 + i), l3, sum));
        }

        for (; i < n; i++)
        {
            T sum = Fused.MultiplyAdd(a0[i], y0, z[i]);
            sum = Fused.MultiplyAdd(a1[i], y1, sum);
            sum = Fused.MultiplyAdd(a2[i], y2, sum);
            z[i] = Fused.MultiplyAdd(a3[i], y3, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sum<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        nint n = _a.Columns;
        for (int i = _begin; i < _end; i += TLanes.Count)
        {
            int count = Math.Min(TLanes.Count, _end - i);
            TLanes sum = TLanes.LoadPartial(_partial + i, count);
            for (int chunk = 1; chunk < _chunks; chunk++)
            {
                sum += TLanes.LoadPartial(_partial + (chunk * n) + i, count);
            }

            TLanes.StorePartial(_z + i, sum, count);
        }
    }
}
