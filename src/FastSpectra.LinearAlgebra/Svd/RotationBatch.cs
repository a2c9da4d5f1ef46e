using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: after Flush, U^T and V^T (rows are vectors) have had every recorded sweep applied in order. Sweeps are collected and then
// applied slice after slice of 4 lane groups of columns, the row that a sweep carries along staying in registers: a slice of 1000 rows
// is 256 KiB and stays in the second-level cache for the whole batch. 6 flops per element and rotation. Slices are shared by index.

/// <summary>Collects the rotations of <see cref="BidiagonalQr"/> and applies them to both sets of vectors in cache-sized slices.</summary>
internal unsafe struct RotationBatch<T> : IRotationSink, ITeamTask
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int SweepsPerBatch = 64;

    private readonly MatrixView<T> _ut;
    private readonly MatrixView<T> _vt;
    private readonly ThreadTeam _team;
    private readonly int _capacity;
    private readonly T* _left;
    private readonly T* _right;
    private readonly SweepRange* _sweeps;
    private int _sweepCount;
    private int _used;

    /// <summary>Rotates the rows of ut and vt: row-major, equal row counts, rows padded to whole lane groups.</summary>
    public RotationBatch(MatrixView<T> ut, MatrixView<T> vt, Workspace workspace, ThreadTeam team)
    {
        _ut = ut;
        _vt = vt;
        _team = team;
        _capacity = SweepsPerBatch * Math.Max(ut.Rows, 16);
        _left = workspace.Take<T>(2L * _capacity);
        _right = workspace.Take<T>(2L * _capacity);
        _sweeps = workspace.Take<SweepRange>(_capacity);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Sweep(int first, int count, bool ascending, double* cl, double* sl, double* cr, double* sr)
    {
        if (_used + count > _capacity || _sweepCount == _capacity)
        {
            Flush();
        }

        _sweeps[_sweepCount++] = new SweepRange(first, ascending ? count : -count, _used);
        T* left = _left + (2L * _used);
        T* right = _right + (2L * _used);
        for (int k = 0; k < count; k++)
        {
            int j = ascending ? first + k : first + count - 1 - k;
            left[2 * k] = T.CreateChecked(cl[j]);
            left[(2 * k) + 1] = T.CreateChecked(sl[j]);
            right[2 * k] = T.CreateChecked(cr[j]);
            right[(2 * k) + 1] = T.CreateChecked(sr[j]);
        }

        _used += count;
    }

    /// <summary>Applies what has been collected.</summary>
    public void Flush()
    {
        if (_sweepCount > 0)
        {
            _team.Run(ref this);
        }

        _sweepCount = 0;
        _used = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run(int member, ThreadTeam team)
    {
        int slice = SliceWidth;
        long leftSlices = (_ut.Columns + slice - 1) / slice;
        long rightSlices = (_vt.Columns + slice - 1) / slice;
        (long begin, long end) = team.Share(member, leftSlices + rightSlices);
        for (long k = begin; k < end; k++)
        {
            bool isLeft = k < leftSlices;
            MatrixView<T> rows = isLeft ? _ut : _vt;
            long column = (isLeft ? k : k - leftSlices) * slice;
            SliceKernel kernel = new()
            {
                Data = rows.Data + column,
                Stride = rows.RowStride,
                Groups = (int)Math.Min(4, (rows.RowStride - column) * sizeof(T) / Matrix<T>.Alignment),
                Rotations = isLeft ? _left : _right,
                Sweeps = _sweeps,
                SweepCount = _sweepCount,
            };
            LanesDispatch.Run<T, SliceKernel>(ref kernel);
        }
    }

    private static int SliceWidth => 4 * Matrix<T>.Alignment / sizeof(T);

    private readonly record struct SweepRange(int First, int SignedCount, int Offset);

    private struct SliceKernel : ILanesKernel<T>
    {
        public T* Data;
        public nint Stride;
        public int Groups;
        public T* Rotations;
        public SweepRange* Sweeps;
        public int SweepCount;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            for (int k = 0; k < SweepCount; k++)
            {
                SweepRange sweep = Sweeps[k];
                T* rotation = Rotations + (2L * sweep.Offset);
                bool ascending = sweep.SignedCount > 0;
                int count = Math.Abs(sweep.SignedCount);

                // Descending is ascending on the reversed rows with s negated.
                nint step = ascending ? Stride : -Stride;
                T* row = Data + ((ascending ? sweep.First : sweep.First + count) * Stride);
                T sign = ascending ? T.One : -T.One;
                if (Groups == 4)
                {
                    Four<TLanes>(row, step, count, rotation, sign);
                    continue;
                }

                for (int group = 0; group < Groups; group++)
                {
                    One<TLanes>(row + (group * TLanes.Count), step, count, rotation, sign);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Four<TLanes>(T* row, nint step, int count, T* rotation, T sign)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int w = TLanes.Count;
            TLanes x0 = TLanes.Load(row), x1 = TLanes.Load(row + w), x2 = TLanes.Load(row + (2 * w)), x3 = TLanes.Load(row + (3 * w));
            for (int k = 0; k < count; k++)
            {
                T s = sign * rotation[(2 * k) + 1];
                TLanes c = TLanes.Broadcast(rotation[2 * k]);
                TLanes plus = TLanes.Broadcast(s);
                TLanes minus = TLanes.Broadcast(-s);
                T* next = row + step;
                TLanes y0 = TLanes.Load(next), y1 = TLanes.Load(next + w), y2 = TLanes.Load(next + (2 * w)), y3 = TLanes.Load(next + (3 * w));
                TLanes.Store(row, TLanes.FusedMultiplyAdd(plus, y0, c * x0));
                TLanes.Store(row + w, TLanes.FusedMultiplyAdd(plus, y1, c * x1));
                TLanes.Store(row + (2 * w), TLanes.FusedMultiplyAdd(plus, y2, c * x2));
                TLanes.Store(row + (3 * w), TLanes.FusedMultiplyAdd(plus, y3, c * x3));
                x0 = TLanes.FusedMultiplyAdd(minus, x0, c * y0);
                x1 = TLanes.FusedMultiplyAdd(minus, x1, c * y1);
                x2 = TLanes.FusedMultiplyAdd(minus, x2, c * y2);
                x3 = TLanes.FusedMultiplyAdd(minus, x3, c * y3);
                row = next;
            }

            TLanes.Store(row, x0);
            TLanes.Store(row + w, x1);
            TLanes.Store(row + (2 * w), x2);
            TLanes.Store(row + (3 * w), x3);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void One<TLanes>(T* row, nint step, int count, T* rotation, T sign)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes x = TLanes.Load(row);
            for (int k = 0; k < count; k++)
            {
                T s = sign * rotation[(2 * k) + 1];
                TLanes c = TLanes.Broadcast(rotation[2 * k]);
                T* next = row + step;
                TLanes y = TLanes.Load(next);
                TLanes.Store(row, TLanes.FusedMultiplyAdd(TLanes.Broadcast(s), y, c * x));
                x = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-s), x, c * y);
                row = next;
            }

            TLanes.Store(row, x);
        }
    }
}
