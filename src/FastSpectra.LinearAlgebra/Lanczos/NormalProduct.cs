using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: Y = X A^T for the b rows of X, and chunk c of the partial sums is W_c A_c over its rows of A; Z is their sum in order. W is Y
// or other rows of the same shape.
// Some rows of A come from memory for Y, four ahead of the arithmetic, and once more from a cache for Z: b vectors for half
// the traffic of one pair of products. 4 b m n flops. Chunks follow from m and n alone, so that Z does not depend on the number of threads.
// Each element of Y is the sum over lanes of InnerProducts, each of Z is summed over the rows of a chunk as in Gemm.

/// <summary>X A^T and X A^T A for up to 8 rows X in one pass over a row-major matrix A.</summary>
internal unsafe struct NormalProduct<T> : ITeamTask, ILanesKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Largest b.</summary>
    public const int LargestBlock = InnerProducts.LargestSide;

    private const int LargestChunkCount = 16;
    private const int LeastChunkRows = 64;

    // Rows of A that are used twice lie in the second or third level meanwhile: fewer, for the second level alone, cost more in loads and stores of Z
    // than is lost in a fast third one (4096 x 4096 doubles on Zen 4, a pass of 8 vectors: 18 ms with 256 KiB, 15.5 with 2 MiB); where the third is as slow as memory
    // (Emerald Rapids, ten triplets of the same) 2 MiB take 2.1 to 2.4 s, 1 MiB 1.5 to 1.7, 512 KiB 1.5 to 1.7, 256 KiB 1.7 to 2.1. It shapes results.
    private const int BytesAtOnce = 1 << 20;

    // Elements of a row of A or X used before the next row: with 4 rows of A and 8 of X 24 KiB of a first-level cache of 32.
    private const int StepBytes = 1 << 11;
    private const int RowsPerTile = 4;

    private readonly MatrixView<T> _a;
    private readonly MatrixView<T> _x;
    private readonly MatrixView<T> _y;
    private readonly MatrixView<T> _w;
    private readonly MatrixView<T> _z;
    private readonly T* _packed;
    private readonly T* _partial;
    private readonly int _chunkRows;
    private readonly int _chunks;
    private readonly int _rowsAtOnce;
    private int _row;
    private int _rowEnd;

    /// <summary>Prepares Y = X A^T and Z = W A for rows with column stride 1; with Z empty, Y alone.</summary>
    public NormalProduct(MatrixView<T> a, MatrixView<T> x, MatrixView<T> y, MatrixView<T> w, MatrixView<T> z, T* scratch)
    {
        _a = a;
        _x = x;
        _y = y;
        _w = w;
        _z = z;
        _packed = scratch;
        _partial = scratch + PackedLength(x.Rows, a.Columns);
        _chunkRows = ChunkRows(a.Rows, a.Columns);
        _chunks = (a.Rows + _chunkRows - 1) / _chunkRows;
        _rowsAtOnce = RowsAtOnce(a.Columns);
    }

    private static int Step => StepBytes / sizeof(T);

    /// <summary>Elements of scratch for products of b vectors with an m x n matrix.</summary>
    public static long Scratch(int m, int n, int b) =>
        PackedLength(b, n) + (b * ((m + ChunkRows(m, n) - 1L) / ChunkRows(m, n)) * n);

    /// <summary>The most scratch for b vectors and any number of rows up to m.</summary>
    public static long LargestScratch(int m, int n, int b) =>
        PackedLength(b, n) + (b * (long)Math.Min(LargestChunkCount, (m + LeastChunkRows - 1) / LeastChunkRows) * n);

    /// <inheritdoc/>
    public readonly void Run(int member, ThreadTeam team)
    {
        Pack(member, team);
        team.Barrier();
        (long begin, long end) = team.Share(member, _chunks);
        for (int chunk = (int)begin; chunk < end; chunk++)
        {
            Chunk(chunk);
        }

        if (_z.Rows > 0)
        {
            team.Barrier();
            Sum(member, team);
        }
    }

    /// <inheritdoc/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        const int SumBytes = InnerProducts.LargestSide * InnerProducts.LargestSide * 64;
        byte* memory = stackalloc byte[SumBytes + 64];
        T* sums = (T*)(((nuint)memory + 63) & ~(nuint)63);
        int n = _a.Columns, b = _x.Rows, step = Step;
        for (int row = _row; row < _rowEnd; row += RowsPerTile)
        {
            int rows = Math.Min(RowsPerTile, _rowEnd - row);
            T* a = _a.Data + (row * _a.RowStride);
            bool hasNext = row + (2 * RowsPerTile) <= _a.Rows;
            new Span<byte>(sums, SumBytes).Clear();
            for (int p = 0; p < n; p += step)
            {
                T* ahead = hasNext ? a + (RowsPerTile * _a.RowStride) + p : null;
                NormalProductTile<TLanes, T>.AddAll(rows, b, a + p, _a.RowStride, _packed + ((nint)p * b), step, Math.Min(step, n - p), sums, ahead);
            }

            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < b; j++)
                {
                    _y[j, row + i] = InnerProductTile<TLanes, T>.SumTree(sums, i, j);
                }
            }
        }
    }

    private static long PackedLength(int b, int n) => (long)b * ((n + Step - 1) / Step) * Step;

    private static int RowsAtOnce(int n) => Math.Clamp(BytesAtOnce / sizeof(T) / Math.Max(n, 1) / RowsPerTile * RowsPerTile, 2 * RowsPerTile, 64);

    private static int ChunkRows(int m, int n)
    {
        int even = (m + LargestChunkCount - 1) / LargestChunkCount, rows = RowsAtOnce(n);
        return Math.Max(LeastChunkRows, (even + rows - 1) / rows * rows);
    }

    // X piece by piece: rows a power of two apart would compete for the same lines of the cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Pack(int member, ThreadTeam team)
    {
        int n = _a.Columns, b = _x.Rows, step = Step;
        (long begin, long end) = team.Share(member, (n + step - 1) / step);
        for (int p = (int)begin * step; p < Math.Min(n, end * step); p += step)
        {
            for (int j = 0; j < b; j++)
            {
                int count = Math.Min(step, n - p);
                new ReadOnlySpan<T>(_x.Data + (j * _x.RowStride) + p, count).CopyTo(new Span<T>(_packed + ((nint)p * b) + (j * step), count));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Chunk(int chunk)
    {
        int n = _a.Columns, b = _x.Rows;
        MatrixView<T> z = new(_partial + ((long)chunk * b * n), b, n, n);
        int begin = chunk * _chunkRows, end = Math.Min(_a.Rows, begin + _chunkRows);
        for (int row = begin; row < end; row += _rowsAtOnce)
        {
            int rows = Math.Min(_rowsAtOnce, end - row);
            NormalProduct<T> dots = this;
            (dots._row, dots._rowEnd) = (row, row + rows);
            LanesDispatch.RunElementwise<T, NormalProduct<T>>(ref dots);
            if (_z.Rows > 1)
            {
                Addition addition = new()
                {
                    A = _a.Slice(row, 0, rows, n),
                    Y = _w.Slice(0, row, b, rows),
                    Z = z,
                    Beta = row == begin ? T.Zero : T.One,
                    Ahead = row + rows + _rowsAtOnce <= _a.Rows ? rows * _a.RowStride : 0,
                };
                TileTable.Run<T, Addition>(TileTable.Selected, ref addition);
            }
            else if (_z.Rows == 1)
            {
                AddRows(row, rows, z.Data, row == begin);
            }
        }
    }

    // One vector is bound by the loads: four rows per load and store of z.
    private readonly void AddRows(int row, int rows, T* z, bool isFirst)
    {
        T* negative = stackalloc T[rows];
        for (int r = 0; r < rows; r++)
        {
            negative[r] = -_w.Data[row + r];
        }

        if (isFirst)
        {
            new Span<T>(z, _a.Columns).Clear();
        }

        ColumnKernels.Subtract(_a.Data + (row * _a.RowStride), _a.RowStride, rows, negative, 1, z, _a.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Sum(int member, ThreadTeam team)
    {
        int n = _a.Columns;
        (long begin, long end) = team.Share(member, n, 64);
        int count = (int)(end - begin);
        for (int i = 0; i < _z.Rows && count > 0; i++)
        {
            Span<T> sum = new(_z.Data + (i * _z.RowStride) + begin, count);
            for (int chunk = 0; chunk < _chunks; chunk++)
            {
                ReadOnlySpan<T> part = new(_partial + ((((long)chunk * _z.Rows) + i) * n) + begin, count);
                if (chunk == 0)
                {
                    part.CopyTo(sum);
                }
                else
                {
                    Axpy.Apply(T.One, part, sum);
                }
            }
        }
    }

    // Z = beta Z + Y A for a few rows of A that lie in a cache, with the sums of Gemm, while the next rows come from memory.
    private struct Addition : ITileConsumer<T>
    {
        public MatrixView<T> A;
        public MatrixView<T> Y;
        public MatrixView<T> Z;
        public T Beta;
        public nint Ahead;

        [SkipLocalsInit]
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            int k = A.Rows, n = A.Columns, lanes = TTile.Lanes;

            // What Gemm takes of the last columns has to be the same at every level: a single one has a rule of its own there.
            int group = 64 / sizeof(T), whole = n / group * group;
            T* packed = stackalloc T[TTile.Rows * k];
            for (int i = 0; i < Y.Rows; i += TTile.Rows)
            {
                int rows = Math.Min(TTile.Rows, Y.Rows - i);
                for (int p = 0; p < k; p++)
                {
                    for (int r = 0; r < rows; r++)
                    {
                        packed[(p * rows) + r] = Y[i + r, p];
                    }
                }

                TileOperands<T> operands = new()
                {
                    K = k,
                    StrideA = rows,
                    StrideB = A.RowStride,
                    RowStrideC = Z.RowStride,
                    Alpha = T.One,
                    Beta = Beta,
                };
                for (int j = 0; j < whole; j += TTile.Vectors * lanes)
                {
                    int vectors = Math.Min(TTile.Vectors, (whole - j) / lanes);

                    // The next strip comes from the second or third level, and a part of the next rows from memory meanwhile.
                    operands.AheadB = TTile.Vectors * lanes;
                    if (i == 0 && Ahead > 0)
                    {
                        Fetch(A.Data + Ahead + (j / (TTile.Vectors * lanes) * group));
                    }

                    TTile.Run(rows, vectors, operands, packed, A.Data + j, Z.Data + (i * Z.RowStride) + j);
                }
            }

            if (whole < n)
            {
                Gemm.Multiply(T.One, Y, A.Slice(0, whole, k, n - whole), Beta, Z.Slice(0, whole, Y.Rows, n - whole), ThreadTeam.Single);
            }
        }

        private readonly void Fetch(T* lines)
        {
            for (int row = 0; row < A.Rows; row++)
            {
                Prefetch.ReadLater(lines + (row * A.RowStride));
            }
        }
    }
}
