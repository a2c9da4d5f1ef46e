using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// After Reduce: U^T A V = B, upper banded with b superdiagonals, U and V orthogonal and not kept, but applied to vectors that are carried along.
// Storage: A is M x N row-major, M >= N, both multiples of b (zero rows and columns stay zero); B's blocks replace A's.
// Cost: 8/3 N^3 flops for M = N; a block step reads the rest of A twice and writes it once.
// Source: Grosser, Lang, "Efficient parallel reduction to bidiagonal form" (1999), section 3; compact WY of Schreiber, Van Loan.
// Difference: the rank-2b update of step k is applied in the pass that forms V^T A of step k+1, block by block in cache.
internal static unsafe class BandReduction
{
    /// <summary>Bytes of a row of the band: two groups of lanes, as wide as the tiles, yet the chase (8 n^2 b flops) stays a small part. Shapes results.</summary>
    public const int BandwidthBytes = 128;

    // Rows whose contributions to V^T A form one partial sum: their factors stay in the first-level cache. Shapes results.
    private const int RowsPerSum = 64;

    // Columns whose contributions to A U form one partial sum: with the rows of two tiles they fit the first-level cache. Shapes results.
    private const int ColumnsPerSum = 128;

    // Rows of a block of a tall matrix, or 4 N if that is more, so that R's rows above it add a quarter at most. Shapes results.
    private const int RowsPerBlock = 2048;

    // Blocks of b x b elements that a member needs: W^T U, and its partial sum or b columns of U^T.
    private const int OwnBlocks = 2;

    /// <summary>b: 32 for float, 16 for double.</summary>
    public static int Bandwidth<T>()
        where T : unmanaged => BandwidthBytes / sizeof(T);

    /// <summary>Elements of scratch for an M x N reduction by <paramref name="members"/> threads.</summary>
    public static long ScratchCount<T>(int rows, int columns, int members)
        where T : unmanaged
    {
        long b = Bandwidth<T>();
        return ((2L * rows) + (3L * columns) + Math.Max(rows, columns) + ((3 + (OwnBlocks * members)) * b)) * b;
    }

    /// <summary>
    /// Reduces to band form. The caller guarantees lda >= columns and <see cref="ScratchCount"/> elements, all 64-byte aligned.
    /// </summary>
    public static void Reduce<T>(T* a, nint lda, int rows, int columns, T* scratch, ThreadTeam team, CarriedVectors<T> carried = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Reduction<T> reduction = new(a, lda, rows, columns, scratch, team, carried) { IsLeftOnly = false };
        BandTiles.Run<T, Reduction<T>>(ref reduction);
    }

    /// <summary>QR factorisation that keeps R alone, in the upper N rows; what lies below them is unspecified.</summary>
    /// <remarks>
    /// Blocks of rows in turn, each below the R of those before it, as in Demmel, Grigori, Hoemmen, Langou, "Communication-optimal
    /// parallel and sequential QR and LU factorizations" (2012), section 4: a panel of a block stays in the second-level cache.
    /// </remarks>
    public static void ReduceToTriangle<T>(T* a, nint lda, int rows, int columns, T* scratch, ThreadTeam team, CarriedVectors<T> carried = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int b = Bandwidth<T>(), blocks = Math.Max(1, rows / Math.Max(RowsPerBlock, 4 * columns));
        T* top = a;
        for (int block = 0; block < blocks; block++)
        {
            T* end = a + ((rows / b * (block + 1L) / blocks * b) * lda);
            Reduction<T> reduction = new(top, lda, (int)((end - top) / lda), columns, scratch, team, carried.From((top - a) / lda)) { IsLeftOnly = true };
            BandTiles.Run<T, Reduction<T>>(ref reduction);
            T* next = block == blocks - 1 ? a : end - (columns * lda);
            if (next != top)
            {
                new ReadOnlySpan<T>(top, checked((int)(columns * lda))).CopyTo(new Span<T>(next, checked((int)(columns * lda))));
                carried.Move((top - a) / lda, (next - a) / lda, columns);
            }

            top = next;
        }
    }

    private struct Reduction<T>(T* a, nint lda, int rows, int columns, T* scratch, ThreadTeam team, CarriedVectors<T> carried) : IBandTileKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public bool IsLeftOnly;

        public readonly void Run<TTile, TLanes>()
            where TTile : struct, IBandTile<T>
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            BlockSteps<T, TTile, TLanes> steps = new(a, lda, rows, columns, scratch, IsLeftOnly, carried);
            team.Run(ref steps);
        }
    }

    /// <summary>
    /// The pending update (I - V T V^T)^T A (I - U S U^T) is A -= [V Z] [W X]^T: with W = A^T V T and Z = A U, both of A before the update,
    /// X = U S^T and W becomes W - X (U^T W). So all that is b wide beside A U is done on rows of U, fewer than those of V.
    /// <c>left</c> holds [V Z] by rows; <c>right</c> holds [W X]^T in panels of the tile's width, <c>products</c> V^T A likewise; <c>panel</c>
    /// the block being factored, then its V (or U).
    /// </summary>
    private readonly struct BlockSteps<T, TTile, TLanes> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTile : struct, IBandTile<T>
        where TLanes : unmanaged, ILanes<TLanes, T>
    {
        private readonly T* _a;
        private readonly nint _lda;
        private readonly int _rows;
        private readonly int _columns;
        private readonly bool _isLeftOnly;
        private readonly CarriedVectors<T> _carried;
        private readonly T* _left;
        private readonly T* _right;
        private readonly T* _products;
        private readonly T* _panel;
        private readonly T* _t;
        private readonly T* _transposedT;
        private readonly T* _r;
        private readonly T* _members;

        public BlockSteps(T* a, nint lda, int rows, int columns, T* scratch, bool isLeftOnly, CarriedVectors<T> carried)
        {
            _a = a;
            _lda = lda;
            _rows = rows;
            _columns = columns;
            _isLeftOnly = isLeftOnly;
            _carried = carried;
            _left = scratch;
            _right = _left + (2L * B * rows);
            _products = _right + (2L * B * columns);
            _panel = _products + ((long)B * columns);
            _t = _panel + ((long)B * Math.Max(rows, columns));
            _transposedT = _t + (B * B);
            _r = _transposedT + (B * B);
            _members = _r + (B * B);
        }

        private static int B => Bandwidth<T>();

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            T* own = _members + (member * OwnBlocks * B * B);
            for (int c = 0; c < _columns; c += B)
            {
                int next = c + B;
                UpdatePanel(c, member, team);
                team.Barrier();
                if (member == 0)
                {
                    FactorColumns(c);
                }

                team.Barrier();
                UpdateAndProject(c, member, team);
                if (next == _columns)
                {
                    return;
                }

                team.Barrier();
                KeepLeftVectors(c, member, team);
                team.Barrier();
                UpdateRows(c, member, team);
                team.Barrier();
                if (_isLeftOnly)
                {
                    continue;
                }

                if (member == 0)
                {
                    FactorRows(c);
                }

                team.Barrier();
                KeepRightVectors(next, own, member, team);
                team.Barrier();
                CorrectLeftFactors(next, own, member, team);
                ProjectRight(next, member, team);
                team.Barrier();
            }
        }

        // Factors in the pending update: none at first, [V] alone when only the left side is reduced.
        private int Pending(int c) => c == 0 ? 0 : _isLeftOnly ? B : 2 * B;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void UpdatePanel(int c, int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, _rows - c, B);
            int pending = Pending(c);
            for (long row = c + begin; row < c + end; row++)
            {
                if (pending != 0 && (row - c) % TTile.Rows == 0)
                {
                    for (int j = c; j < c + B; j += TTile.Columns)
                    {
                        TTile.Multiply(_left + (row * 2 * B), 2 * B, _right + (2L * B * j), TTile.Columns, pending, _a + (row * _lda) + j, _lda, TileUpdate.Subtract);
                    }
                }

                new ReadOnlySpan<T>(_a + (row * _lda) + c, B).CopyTo(new Span<T>(_panel + ((row - c) * B), B));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void FactorColumns(int c)
        {
            HouseholderPanel.Factor<T, TLanes>(_panel, _rows - c, _t, _r);
            _carried.ApplyBlock<TLanes>(left: true, c, _panel, _rows - c, _t);
            for (int i = 0; i < B; i++)
            {
                new ReadOnlySpan<T>(_r + (i * B), B).CopyTo(new Span<T>(_a + ((c + i) * _lda) + c, B));
                for (int j = 0; j < B; j++)
                {
                    _transposedT[(i * B) + j] = _t[(j * B) + i];
                }
            }

            if (_isLeftOnly)
            {
                for (long row = c + B; row < _columns; row++)
                {
                    new Span<T>(_a + (row * _lda) + c, B).Clear();
                }
            }
        }

        // A -= [V Z] [W X]^T with the old factors, G = V^T A with the new V, then W^T = T^T G.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void UpdateAndProject(int c, int member, ThreadTeam team)
        {
            int first = c + B, width = TTile.Columns, pending = Pending(c);
            (long begin, long end) = team.Share(member, _columns - first, B);
            for (int row = c; row < _rows; row += RowsPerSum)
            {
                int count = Math.Min(RowsPerSum, _rows - row);
                for (long j = first + begin; j < first + end; j += width)
                {
                    T* block = _a + (row * _lda) + j;
                    if (pending != 0)
                    {
                        for (int i = 0; i < count; i += TTile.Rows)
                        {
                            PrefetchTile(i + TTile.Rows < count ? block + ((i + TTile.Rows) * _lda) : block + width);
                            TTile.Multiply(_left + ((row + i) * 2L * B), 2 * B, _right + (2L * B * j), width, pending, block + (i * _lda), _lda, TileUpdate.Subtract);
                        }
                    }

                    for (int v = 0; v < B; v += TTile.Rows)
                    {
                        TTile.MultiplyTransposed(
                            _panel + ((row - c) * (long)B) + v, B, block, _lda, count, _products + (B * j) + (v * width), width, row == c ? TileUpdate.Store : TileUpdate.Add);
                    }
                }
            }

            for (long j = first + begin; j < first + end; j += width)
            {
                for (int v = 0; v < B; v += TTile.Rows)
                {
                    // Row v + i of T^T has v + i + 1 elements.
                    TTile.Multiply(_transposedT + (v * B), B, _products + (B * j), width, v + TTile.Rows, _right + (2L * B * j) + (v * width), width, TileUpdate.Store);
                }
            }
        }

        // The tile that is next in turn: its rows are too far apart for the hardware to see the pattern.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void PrefetchTile(T* tile)
        {
            for (int i = 0; i < TTile.Rows; i++)
            {
                Prefetch.Read(tile);
                Prefetch.Read(tile + (TTile.Columns / 2));
                tile += _lda;
            }
        }

        // The part of the next tile's rows that its turn will need.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void PrefetchRows(T* rows, int count)
        {
            for (int i = 0; i < TTile.Rows; i++)
            {
                for (int j = 0; j < count; j += Matrix<T>.Alignment / sizeof(T))
                {
                    Prefetch.Read(rows + j);
                }

                rows += _lda;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void KeepLeftVectors(int c, int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, _rows - c, B);
            for (long i = begin; i < end; i++)
            {
                new ReadOnlySpan<T>(_panel + (i * B), B).CopyTo(new Span<T>(_left + ((c + i) * 2 * B), B));
            }
        }

        // The b rows of the next row block, brought up to date and transposed into the panel.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void UpdateRows(int c, int member, ThreadTeam team)
        {
            int first = c + B, width = TTile.Columns;
            (long begin, long end) = team.Share(member, _columns - first, B);
            for (long j = first + begin; j < first + end; j += width)
            {
                for (int i = 0; i < B; i += TTile.Rows)
                {
                    TTile.Multiply(_left + ((c + i) * 2L * B), 2 * B, _right + (2L * B * j), width, B, _a + ((c + i) * _lda) + j, _lda, TileUpdate.Subtract);
                }

                Transpose(_a + (c * _lda) + j, _lda, B, width, _panel + ((j - first) * B), B);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void FactorRows(int c)
        {
            HouseholderPanel.Factor<T, TLanes>(_panel, _columns - c - B, _t, _r);
            _carried.ApplyBlock<TLanes>(left: false, c + B, _panel, _columns - c - B, _t);
            for (int i = 0; i < B; i++)
            {
                for (int j = 0; j < B; j++)
                {
                    _a[((c + i) * _lda) + c + B + j] = _r[(j * B) + i];
                }
            }
        }

        // X^T = S U^T with the T of U as S, and W^T U, of which every member needs all before any W changes.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void KeepRightVectors(int first, T* own, int member, ThreadTeam team)
        {
            int width = TTile.Columns;
            T* cross = own;
            T* transposed = own + (B * B);
            MultiplyRightFactors(first, cross, transposed);
            (long begin, long end) = team.Share(member, _columns - first, B);
            for (long j = first + begin; j < first + end; j += width)
            {
                Transpose(_panel + ((j - first) * B), B, width, B, transposed, width);
                for (int u = 0; u < B; u += TTile.Rows)
                {
                    // Row u + i of S has zeros before element u + i.
                    TTile.Multiply(_t + (u * B) + u, B, transposed + (u * width), width, B - u, _right + (2L * B * j) + ((B + u) * width), width, TileUpdate.Store);
                }
            }
        }

        // W^T -= (W^T U) X^T.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void CorrectLeftFactors(int first, T* cross, int member, ThreadTeam team)
        {
            int width = TTile.Columns;
            (long begin, long end) = team.Share(member, _columns - first, B);
            for (long j = first + begin; j < first + end; j += width)
            {
                T* right = _right + (2L * B * j);
                for (int v = 0; v < B; v += TTile.Rows)
                {
                    TTile.Multiply(cross + (v * B), B, right + (B * width), width, B, right + (v * width), width, TileUpdate.Subtract);
                }
            }
        }

        // to(p, w) = from(w, p) for w < count, p < length.
        private static void Transpose(T* from, nint strideFrom, int count, int length, T* to, nint strideTo)
        {
            for (int w = Transposition.Apply(from, strideFrom, count, length, to, strideTo); w < count; w++)
            {
                for (int p = 0; p < length; p++)
                {
                    to[(p * strideTo) + w] = from[(w * strideFrom) + p];
                }
            }
        }

        // Z = A U, with A as it was before the left update that is pending in V and W.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void ProjectRight(int first, int member, ThreadTeam team)
        {
            int width = TTile.Columns;
            (long begin, long end) = team.Share(member, _rows - first, B);
            for (long row = first + begin; row < first + end; row += RowsPerSum)
            {
                int count = (int)Math.Min(RowsPerSum, first + end - row);
                for (int j = first; j < _columns; j += ColumnsPerSum)
                {
                    int terms = Math.Min(ColumnsPerSum, _columns - j);
                    TileUpdate update = j == first ? TileUpdate.Store : TileUpdate.Add;
                    for (int i = 0; i < count; i += TTile.Rows)
                    {
                        PrefetchRows(i + TTile.Rows < count ? _a + ((row + i + TTile.Rows) * _lda) + j : _a + (row * _lda) + j + terms, terms);
                        T* z = _left + ((row + i) * 2 * B) + B;
                        for (int u = 0; u < B; u += width)
                        {
                            TTile.Multiply(_a + ((row + i) * _lda) + j, _lda, _panel + ((j - first) * (long)B) + u, B, terms, z + u, 2 * B, update);
                        }
                    }
                }
            }
        }

        // cross = W^T U. The panels of a sum continue one chain: their width must not show in the result.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void MultiplyRightFactors(int first, T* cross, T* sums)
        {
            int width = TTile.Columns;
            new Span<T>(cross, B * B).Clear();
            for (int j0 = first; j0 < _columns; j0 += ColumnsPerSum)
            {
                int end = Math.Min(_columns, j0 + ColumnsPerSum);
                new Span<T>(sums, B * B).Clear();
                for (int j = j0; j < end; j += width)
                {
                    for (int v = 0; v < B; v += TTile.Rows)
                    {
                        for (int u = 0; u < B; u += width)
                        {
                            TTile.Multiply(
                                _right + (2L * B * j) + (v * width), width, _panel + ((j - first) * (long)B) + u, B, width, sums + (v * B) + u, B, TileUpdate.Continue);
                        }
                    }
                }

                for (int i = 0; i < B * B; i++)
                {
                    cross[i] += sums[i];
                }
            }
        }
    }
}
