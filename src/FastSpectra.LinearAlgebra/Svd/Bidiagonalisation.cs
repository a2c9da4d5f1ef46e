using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: A = Q B P^T, B upper bidiagonal (d, e), Q = H_0 H_1 ..., P = G_0 G_1 ...; inside a panel the current matrix is A - W Z^T,
// the columns of W being u_0 x_0 u_1 x_1 ... and of Z y_0 v_0 y_1 v_1 ... Storage: A column-major, overwritten by u_i with its 1 and zeros.
// Cost: 4n^2(m - n/3) flops, half in Gemm, half in one pass over the trailing matrix per step (BidiagonalPass).
// Source: Golub and Van Loan 5.4.8; panels as in LAPACK's LABRD; A v from A r by v = (r - beta e_1)/pivot, Howell et al. (2008).

/// <summary>Reduction of a tall or square matrix to upper bidiagonal form by Householder reflectors, one stage.</summary>
internal static unsafe class Bidiagonalisation
{
    /// <summary>Columns per panel: the Gemm update then has inner size 64, and the thin products stay near 4 % of the pass.</summary>
    public const int Panel = 32;

    /// <summary>Reduces the matrix; d, e, tauQ and tauP are n long.</summary>
    /// <param name="a">m x n, m >= n, column-major, padded to whole cache lines with zeros (<see cref="Workspace.TakeMatrix"/> of the transpose).</param>
    /// <param name="factors">Where the results go.</param>
    /// <param name="workspace">Scratch: (4 Panel + n / 64) m elements.</param>
    /// <param name="team">Threads.</param>
    public static void Reduce<T>(MatrixView<T> a, in BidiagonalFactors<T> factors, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        using Workspace.Mark mark = workspace.Begin();
        nint ldw = a.ColumnStride;
        nint ldz = PaddedLength<T>(n);
        int chunks = (n + BidiagonalPass<T>.Chunk - 1) / BidiagonalPass<T>.Chunk;
        PanelTask<T> task = new()
        {
            A = a.Data,
            Lda = ldw,
            M = m,
            N = n,
            Factors = factors,
            W = workspace.Take<T>(2 * Panel * ldw),
            Z = workspace.Take<T>(2 * Panel * ldz),
            Ldz = ldz,
            P = workspace.Take<T>(2 * Panel),
            WRow = workspace.Take<T>(2 * Panel),
            Correction = workspace.Take<T>(ldz),
            Row = workspace.Take<T>(ldz),
            X = workspace.Take<T>(chunks * ldw),
        };
        for (int start = 0; start < n; start += Panel)
        {
            int width = Math.Min(Panel, n - start);
            task.Start = start;
            task.Width = width;
            team.Run(ref task);
            int next = start + width;
            if (next < n)
            {
                MatrixView<T> w = new(task.W + next, m - next, 2 * width, 1, ldw);
                MatrixView<T> z = new(task.Z + next, n - next, 2 * width, 1, ldz);
                Gemm.Multiply(-T.One, z, w.Transposed, T.One, a.Slice(next, next, m - next, n - next).Transposed, team);
            }
        }
    }

    /// <summary>n rounded up to whole cache lines of T.</summary>
    public static nint PaddedLength<T>(int n)
        where T : unmanaged
    {
        int perLine = Matrix<T>.Alignment / sizeof(T);
        return (nint)(n + perLine - 1) / perLine * perLine;
    }

    // One panel of steps. Every member runs every step; what each letter below writes is read only after the next barrier.
    private struct PanelTask<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* A;
        public nint Lda;
        public int M;
        public int N;
        public BidiagonalFactors<T> Factors;
        public T* W;
        public T* Z;
        public nint Ldz;
        public T* P;
        public T* WRow;
        public T* Correction;
        public T* Row;
        public T* X;
        public int Start;
        public int Width;

        private T _beta;
        private T _pivot;
        private bool _directProduct;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            for (int k = 0; k < Width; k++)
            {
                int i = Start + k;
                CurrentColumn(i, k, member, team);
                team.Barrier();
                if (member == 0)
                {
                    LeftReflector(i, k);
                }

                team.Barrier();
                if (i == N - 1)
                {
                    return;
                }

                int rowBase = RowBase(i);
                (long c0, long c1) = team.Share(member, 2 * k, 4);
                ColumnKernels.Dots(W + (c0 * Lda) + rowBase, Lda, (int)(c1 - c0), WColumn(2 * k) + rowBase, (int)Lda - rowBase, P + c0);
                team.Barrier();
                Pass(i, k, member, team, onlyX: false);
                team.Barrier();
                if (member == 0)
                {
                    RightReflector(i, k);
                }

                team.Barrier();
                if (_directProduct)
                {
                    Pass(i, k, member, team, onlyX: true);
                    team.Barrier();
                }

                (c0, c1) = team.Share(member, (2 * k) + 1, 4);
                ColumnKernels.Dots(Z + (c0 * Ldz) + i + 1, Ldz, (int)(c1 - c0), ZColumn((2 * k) + 1) + i + 1, N - i - 1, P + c0);
                team.Barrier();
                RightProduct(i, k, member, team);
            }
        }

        // Rows are visited from the last multiple of the lane group, the vectors being zero before their first element.
        private static int RowBase(int i) => i & -(Matrix<T>.Alignment / sizeof(T));

        private readonly T* WColumn(int c) => W + (c * Lda);

        private readonly T* ZColumn(int c) => Z + (c * Ldz);

        private readonly (int Begin, int Count) RowShare(int i, int member, ThreadTeam team)
        {
            int rowBase = RowBase(i);
            (long begin, long end) = team.Share(member, Lda - rowBase, 64);
            return (rowBase + (int)begin, (int)(end - begin));
        }

        // Column i of A - W Z^T into W.
        private readonly void CurrentColumn(int i, int k, int member, ThreadTeam team)
        {
            (int r, int count) = RowShare(i, member, team);
            T* w = WColumn(2 * k);
            new ReadOnlySpan<T>(A + (i * Lda) + r, count).CopyTo(new Span<T>(w + r, count));
            ColumnKernels.Subtract(W + r, Lda, 2 * k, Z + i, Ldz, w + r, count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void LeftReflector(int i, int k)
        {
            for (int c = 0; c < 2 * k; c++)
            {
                WRow[c] = WColumn(c)[i];
            }

            T* u = WColumn(2 * k);
            int rowBase = RowBase(i);
            new Span<T>(u + rowBase, i - rowBase).Clear();
            Factors.D[i] = HouseholderReflector.Generate(u + i, M - i, out Factors.TauQ[i], out _);
            T* column = A + (i * Lda);
            new Span<T>(column, i).Clear();
            new ReadOnlySpan<T>(u + i, M - i).CopyTo(new Span<T>(column + i, M - i));
        }

        private readonly void Pass(int i, int k, int member, ThreadTeam team, bool onlyX)
        {
            const int Chunk = BidiagonalPass<T>.Chunk;
            int first = (i + 1) / Chunk;
            int end = (N + Chunk - 1) / Chunk;
            (long begin, long stop) = team.Share(member, end - first);
            int j0 = Math.Max(i + 1, (first + (int)begin) * Chunk);
            int j1 = Math.Min(N, (first + (int)stop) * Chunk);
            if (begin == stop)
            {
                return;
            }

            if (!onlyX)
            {
                new Span<T>(Correction + j0, j1 - j0).Clear();
                new Span<T>(Row + j0, j1 - j0).Clear();
                ColumnKernels.Subtract(Z + j0, Ldz, 2 * k, P, 1, Correction + j0, j1 - j0);
                ColumnKernels.Subtract(Z + j0, Ldz, 2 * k, WRow, 1, Row + j0, j1 - j0);
            }

            int rowBase = RowBase(i);
            BidiagonalPass<T> pass = new()
            {
                A = A + rowBase,
                Stride = Lda,
                Rows = (int)Lda - rowBase,
                PivotRow = i - rowBase,
                U = WColumn(2 * k) + rowBase,
                Tau = Factors.TauQ[i],
                Correction = Correction,
                Row = Row,
                Y = ZColumn(2 * k),
                R = ZColumn((2 * k) + 1),
                X = X + rowBase,
                XStride = Lda,
                FirstColumn = i + 1,
                EndColumn = N,
                FirstChunk = first + (int)begin,
                EndChunk = first + (int)stop,
                OnlyX = onlyX,
            };
            LanesDispatch.Run<T, BidiagonalPass<T>>(ref pass);
        }

        private void RightReflector(int i, int k)
        {
            T* v = ZColumn((2 * k) + 1);
            _beta = HouseholderReflector.Generate(v + i + 1, N - i - 1, out Factors.TauP[i], out _pivot);
            Factors.E[i] = _beta;

            // A r has lost digits to underflow where r is tiny; A v has not.
            _directProduct = T.Abs(_pivot) < HouseholderReflector.SmallestSafeSquare<T>();
            if (Factors.V.Data is not null)
            {
                T* row = Factors.V.Data + (i * Factors.V.ColumnStride);
                new Span<T>(row, i + 1).Clear();
                new ReadOnlySpan<T>(v + i + 1, N - i - 1).CopyTo(new Span<T>(row + i + 1, N - i - 1));
            }
        }

        // x_i = tauP (A - W Z^T) v_i into W, the partial sums added chunk after chunk.
        private readonly void RightProduct(int i, int k, int member, ThreadTeam team)
        {
            (int r, int count) = RowShare(i + 1, member, team);
            T* x = WColumn((2 * k) + 1);
            const int Chunk = BidiagonalPass<T>.Chunk;
            SumKernel<T> sum = new()
            {
                Partial = X + r,
                Stride = Lda,
                FirstChunk = (i + 1) / Chunk,
                EndChunk = (N + Chunk - 1) / Chunk,
                Column = A + ((i + 1) * Lda) + r,
                Beta = _directProduct ? T.Zero : _beta,
                Pivot = _directProduct ? T.One : _pivot,
                X = x + r,
                Count = count,
            };
            LanesDispatch.Run<T, SumKernel<T>>(ref sum);
            ColumnKernels.Subtract(W + r, Lda, (2 * k) + 1, P, 1, x + r, count);
            ColumnKernels.Scale(x + r, count, Factors.TauP[i]);
        }
    }

    // x = (sum of partial sums - beta column) / pivot on whole lane groups.
    private struct SumKernel<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T* Partial;
        public nint Stride;
        public int FirstChunk;
        public int EndChunk;
        public T* Column;
        public T Beta;
        public T Pivot;
        public T* X;
        public int Count;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes beta = TLanes.Broadcast(-Beta);
            TLanes pivot = TLanes.Broadcast(Pivot);
            for (int i = 0; i < Count; i += TLanes.Count)
            {
                TLanes sum = TLanes.Load(Partial + (FirstChunk * Stride) + i);
                for (int chunk = FirstChunk + 1; chunk < EndChunk; chunk++)
                {
                    sum += TLanes.Load(Partial + (chunk * Stride) + i);
                }

                TLanes.Store(X + i, TLanes.FusedMultiplyAdd(TLanes.Load(Column + i), beta, sum) / pivot);
            }
        }
    }
}
