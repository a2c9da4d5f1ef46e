using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: for every block, B (N x (N+1), the superdiagonal reaching one column beyond) = U [S 0] V^T with U^T in rows [lo, lo+N) of ut and
// V^T in rows [lo, lo+N] of vt, the last of them the null vector. Two neighbours and the row between them merge through an arrowhead.
// Cost: at most 8/3 n^3 flops in Gemm for both sets of vectors, less what deflates; O(n^2) for values.
// Source: Gu and Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD" (1995); small blocks by BidiagonalQr.

/// <summary>Divide and conquer on a bidiagonal matrix, with all singular vectors.</summary>
internal static unsafe class BidiagonalDivideAndConquer
{
    /// <summary>Largest block solved by QR iteration: there the two cost about the same.</summary>
    public const int Leaf = 32;

    /// <summary>Decomposes B.</summary>
    /// <param name="d">n diagonal elements; on success the singular values, unordered, not negative.</param>
    /// <param name="e">n elements, the last 0.</param>
    /// <param name="n">Order, at least 1.</param>
    /// <param name="ut">n x n, row-major: row i becomes the left vector of d[i].</param>
    /// <param name="vt">(n+1) x (n+1), row-major: row i becomes the right vector of d[i], its last element 0; the last row is the last unit vector.</param>
    /// <param name="workspace">Scratch: 3n^2 elements of T and 20n doubles.</param>
    /// <param name="team">Threads.</param>
    /// <param name="stepLimit">QR steps per small block; by default what <see cref="BidiagonalQr.StepLimit"/> gives.</param>
    /// <returns>False if a small block did not converge.</returns>
    public static bool Run<T>(
        double* d, double* e, int n, MatrixView<T> ut, MatrixView<T> vt, Workspace workspace, ThreadTeam team, int? stepLimit = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Workspace.Mark mark = workspace.Begin();
        int* order = workspace.Take<int>(n);
        Problem<T> problem = new() { D = d, E = e, Ut = ut, Vt = vt, Order = order, Workspace = workspace, Team = team, StepLimit = stepLimit };
        return problem.Solve(0, n);
    }

    private readonly struct Problem<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double* D { get; init; }

        public double* E { get; init; }

        public MatrixView<T> Ut { get; init; }

        public MatrixView<T> Vt { get; init; }

        public int* Order { get; init; }

        public Workspace Workspace { get; init; }

        public ThreadTeam Team { get; init; }

        public int? StepLimit { get; init; }

        public bool Solve(int lo, int n)
        {
            if (n <= Leaf)
            {
                return SolveLeaf(lo, n);
            }

            int n1 = (n - 1) / 2;
            if (!Solve(lo, n1) || !Solve(lo + n1 + 1, n - n1 - 1))
            {
                return false;
            }

            BidiagonalMerge<T>.Run(D + lo, E + lo, n1, n - n1 - 1, Order + lo, Ut.Slice(lo, lo, n, n), Vt.Slice(lo, lo, n + 1, n + 1), Workspace, Team);
            return true;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private bool SolveLeaf(int lo, int n)
        {
            using Workspace.Mark mark = Workspace.Begin();
            bool converged = BidiagonalDivideAndConquer.SolveLeaf(D + lo, E + lo, n, Order + lo, Workspace, StepLimit, out MatrixView<double> u, out MatrixView<double> v);
            for (int i = 0; i <= n; i++)
            {
                for (int j = 0; j <= n; j++)
                {
                    Vt[lo + i, lo + j] = T.CreateChecked(v[i, j]);
                    if (i < n && j < n)
                    {
                        Ut[lo + i, lo + j] = T.CreateChecked(u[i, j]);
                    }
                }
            }

            return converged;
        }
    }

    /// <summary>
    /// Decomposes a small block by QR iteration: values into d, not negative, their ascending order, and U^T (n x n) and V^T (n+1 x n+1, the
    /// null vector last) in the workspace until the caller's mark.
    /// </summary>
    public static bool SolveLeaf(double* d, double* e, int n, int* ascending, Workspace workspace, int? stepLimit, out MatrixView<double> u, out MatrixView<double> v)
    {
        u = Identity(n + 1, workspace);
        v = Identity(n + 1, workspace);
        RotationBatch<double> batch = new(u, v, workspace, ThreadTeam.Single);
        RemoveLastColumn(d, e, n, ref batch, workspace);
        bool converged = BidiagonalQr.Run(d, e, n, ref batch, workspace, stepLimit ?? BidiagonalQr.StepLimit(n));
        batch.Flush();
        int* order = DescendingOrder.Of(d, n, workspace);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= n && d[i] < 0; j++)
            {
                v[i, j] = -v[i, j];
            }

            d[i] = Math.Abs(d[i]);
            ascending[i] = order[n - 1 - i];
        }

        return converged;
    }

    // Right rotations make B lower bidiagonal and its last column zero, left ones make it upper bidiagonal again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RemoveLastColumn(double* d, double* e, int n, ref RotationBatch<double> batch, Workspace workspace)
    {
        if (e[n - 1] == 0)
        {
            return;
        }

        double* c = workspace.Take<double>(n);
        double* s = workspace.Take<double>(n);
        double* one = workspace.Take<double>(n);
        double* zero = workspace.Take<double>(n);
        new Span<double>(one, n).Fill(1);
        new Span<double>(zero, n).Clear();
        for (int i = 0; i < n; i++)
        {
            GivensRotation.Generate(d[i], e[i], out c[i], out s[i], out d[i]);
            if (i < n - 1)
            {
                e[i] = s[i] * d[i + 1];
                d[i + 1] = c[i] * d[i + 1];
            }
        }

        e[n - 1] = 0;
        batch.Sweep(0, n, true, one, zero, c, s);
        for (int i = 0; i < n - 1; i++)
        {
            GivensRotation.Generate(d[i], e[i], out c[i], out s[i], out d[i]);
            e[i] = s[i] * d[i + 1];
            d[i + 1] = c[i] * d[i + 1];
        }

        batch.Sweep(0, n - 1, true, c, s, one, zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static MatrixView<double> Identity(int n, Workspace workspace)
    {
        MatrixView<double> identity = workspace.TakeMatrix<double>(n, n);
        for (int i = 0; i < n; i++)
        {
            new Span<double>(identity.Data + (i * identity.RowStride), (int)identity.RowStride).Clear();
            identity[i, i] = 1;
        }

        return identity;
    }
}
