using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A = L L^T for a symmetric positive definite matrix, blocked: factor a diagonal block, solve for the panel below it,
/// subtract its product with itself from the rest. n^3/3 flops, nearly all in products.
/// |L L^T - A| is at most (n + 1) eps |L| |L^T| (Higham 2002, theorem 10.3).
/// </summary>
public static unsafe class Cholesky
{
    // Shapes results. Wide enough for products at full speed, narrow enough that the diagonal blocks stay below 2 % of the time.
    private const int BlockColumns = 128;

    /// <summary>Replaces A (its lower triangle is read) by L, the upper triangle by zeros.</summary>
    /// <returns>Success, or the column at which A turned out not to be positive definite; A is then partly overwritten.</returns>
    /// <exception cref="ArgumentException">A is not square.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static CholeskyStatus Factor<T>(MatrixView<T> a, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        if (a.Rows != a.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, not square");
        }

        int n = a.Rows;
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<T> block = workspace.TakeMatrix<T>(Math.Min(n, BlockColumns), Math.Min(n, BlockColumns));
        MatrixView<T> panel = workspace.TakeMatrix<T>(Math.Min(n, BlockColumns), Math.Max(0, n - BlockColumns));
        for (int j = 0; j < n; j += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, n - j);
            MatrixView<T> diagonal = a.Slice(j, j, columns, columns);
            DiagonalBlock<T> factor = new() { A = diagonal, U = block, Failed = -1 };
            LanesDispatch.Run<T, DiagonalBlock<T>>(ref factor);
            if (factor.Failed >= 0)
            {
                return new(j + factor.Failed);
            }

            int rest = n - j - columns;
            if (rest > 0)
            {
                // The panel is solved transposed: its rows become columns of X, which the solver takes side by side.
                MatrixView<T> below = a.Slice(j + columns, j, rest, columns);
                MatrixView<T> x = panel.Slice(0, 0, columns, rest);
                Copy(below.Transposed, x);
                TriangularSolve.Lower(diagonal, x, team);
                Copy(x, below.Transposed);
                Syrk.SubtractLower(x.Transposed, a.Slice(j + columns, j + columns, rest, rest), team);
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                a[i, j] = T.Zero;
            }
        }

        return new(-1);
    }

    /// <summary>Solves A x = b with the factor L of A; x replaces b. 2n^2 flops.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit, or the rows of L are not contiguous.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Solve<T>(MatrixView<T> l, Span<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (l.Rows != l.Columns || b.Length != l.Rows || (l.ColumnStride != 1 && l.Rows > 1))
        {
            throw new ArgumentException($"L is {l.Rows}x{l.Columns} with column stride {l.ColumnStride}, b has {b.Length} elements");
        }

        fixed (T* x = b)
        {
            for (int i = 0; i < l.Rows; i++)
            {
                T* row = l.Data + (i * l.RowStride);
                x[i] = (x[i] - Dot.Of(row, x, i)) / row[i];
            }

            for (int i = l.Rows - 1; i >= 0; i--)
            {
                T* row = l.Data + (i * l.RowStride);
                x[i] /= row[i];
                Axpy.Apply(-x[i], row, x, i);
            }
        }
    }

    /// <summary>Solves A X = B for many right-hand sides with the factor L of A; X replaces B, whose columns are adjacent.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Solve<T>(MatrixView<T> l, MatrixView<T> b, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Columns == 1 && b.RowStride == 1)
        {
            Solve(l, new Span<T>(b.Data, b.Rows));
            return;
        }

        TriangularSolve.Lower(l, b, team);
        TriangularSolve.Upper(l.Transposed, b, team);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy<T>(MatrixView<T> from, MatrixView<T> to)
        where T : unmanaged
    {
        // Squares of 32: rows of one side and columns of the other stay in the first-level cache.
        const int square = 32;
        for (int i = 0; i < from.Rows; i += square)
        {
            for (int j = 0; j < from.Columns; j += square)
            {
                int endRow = Math.Min(i + square, from.Rows);
                int endColumn = Math.Min(j + square, from.Columns);
                for (int r = i; r < endRow; r++)
                {
                    for (int c = j; c < endColumn; c++)
                    {
                        to[r, c] = from[r, c];
                    }
                }
            }
        }
    }

    // U^T U of one block in a copy whose rows are contiguous: row i loses u[p,i] times row p, p ascending.
    private struct DiagonalBlock<T> : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public MatrixView<T> A;
        public MatrixView<T> U;
        public int Failed;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            int n = A.Rows;
            Copy(A.Transposed, U.Slice(0, 0, n, n));
            for (int p = 0; p < n; p++)
            {
                T* row = U.Data + (p * U.RowStride);
                T pivot = row[p];
                if (!(pivot > T.Zero && T.IsFinite(pivot)))
                {
                    Failed = p;
                    return;
                }

                T root = T.Sqrt(pivot);
                row[p] = root;
                for (int j = p + 1; j < n; j++)
                {
                    row[j] /= root;
                }

                for (int i = p + 1; i < n; i++)
                {
                    Subtract<TLanes>(row[i], row + i, U.Data + (i * U.RowStride) + i, n - i);
                }
            }

            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    A[i, j] = U[j, i];
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Subtract<TLanes>(T factor, T* from, T* target, int count)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes negative = TLanes.Broadcast(-factor);
            int j = 0;
            for (; j + TLanes.Count <= count; j += TLanes.Count)
            {
                TLanes.Store(target + j, TLanes.FusedMultiplyAdd(negative, TLanes.Load(from + j), TLanes.Load(target + j)));
            }

            if (j < count)
            {
                TLanes rest = TLanes.LoadPartial(target + j, count - j);
                TLanes.StorePartial(target + j, TLanes.FusedMultiplyAdd(negative, TLanes.LoadPartial(from + j, count - j), rest), count - j);
            }
        }
    }
}
