using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: for every block, B (N x (N+1)) = U [S 0] V^T; kept are V^T times the first and the last unit vector, which are what merging needs of
// V, and V^T b (or U^T b) for the caller's vectors. Divide and conquer as in BidiagonalDivideAndConquer, without vectors.
// Cost: O(n^2): about 10 divisions per pair of values at the last merge, a third of all work, and 2 flops per vector.
// Source: Gu and Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD" (1995), section 6 on values alone.

/// <summary>Singular values of a bidiagonal matrix with the components of vectors along its left or right singular vectors.</summary>
internal readonly unsafe struct BidiagonalProjections
{
    private const int First = 0;
    private const int Last = 1;
    private const int Carried = 2;

    // Merges of fewer rows take one thread some 100 microseconds: not worth three meetings. Does not shape results.
    private const int RowsOfOneThread = 256;

    private readonly double* _d;
    private readonly double* _e;
    private readonly int* _order;

    // V^T x per row x: the two unit vectors, then the caller's vectors unless those go with U.
    private readonly MatrixView<double> _right;
    private readonly MatrixView<double> _left;
    private readonly Workspace _workspace;
    private readonly ThreadTeam _team;
    private readonly int? _stepLimit;

    private BidiagonalProjections(double* d, double* e, int n, MatrixView<double> b, bool isLeft, Workspace workspace, ThreadTeam team, int? stepLimit)
    {
        _d = d;
        _e = e;
        (_workspace, _team, _stepLimit) = (workspace, team, stepLimit);
        _order = workspace.Take<int>(n);
        _right = workspace.TakeMatrix<double>(isLeft ? Carried : Carried + b.Rows, n + 1);
        _left = isLeft ? b : default;
        for (int k = 0; k < b.Rows && !isLeft; k++)
        {
            Row(b, k).CopyTo(Row(_right, Carried + k));
            _right[Carried + k, n] = 0;
        }
    }

    /// <summary>Decomposes.</summary>
    /// <param name="d">n diagonal elements; on success the singular values, unordered, not negative.</param>
    /// <param name="e">n elements, the last 0; destroyed.</param>
    /// <param name="n">Order, at least 1.</param>
    /// <param name="b">Vectors of n elements in rows; on success their components in the order of the values.</param>
    /// <param name="isLeft">Whether along left singular vectors.</param>
    /// <param name="workspace">Scratch: about (15 + 4 vectors) n doubles.</param>
    /// <param name="team">Threads.</param>
    /// <param name="stepLimit">QR steps per small block; by default what <see cref="BidiagonalQr.StepLimit"/> gives.</param>
    /// <returns>False if a small block did not converge.</returns>
    public static bool Run(double* d, double* e, int n, MatrixView<double> b, bool isLeft, Workspace workspace, ThreadTeam team, int? stepLimit)
    {
        using Workspace.Mark mark = workspace.Begin();
        BidiagonalProjections problem = new(d, e, n, b, isLeft, workspace, team, stepLimit);
        bool converged = problem.Solve(0, n);
        for (int k = 0; k < b.Rows && !isLeft; k++)
        {
            Row(problem._right, Carried + k)[..n].CopyTo(Row(b, k));
        }

        return converged;
    }

    private bool Solve(int lo, int n)
    {
        if (n <= BidiagonalDivideAndConquer.Leaf)
        {
            return SolveLeaf(lo, n);
        }

        int n1 = (n - 1) / 2, n2 = n - n1 - 1;
        if (!Solve(lo, n1) || !Solve(lo + n1 + 1, n2))
        {
            return false;
        }

        Merge(lo, n1, n2);
        return true;
    }

    private bool SolveLeaf(int lo, int n)
    {
        using Workspace.Mark mark = _workspace.Begin();
        bool converged = BidiagonalDivideAndConquer.SolveLeaf(
            _d + lo, _e + lo, n, _order + lo, _workspace, _stepLimit, out MatrixView<double> u, out MatrixView<double> v);
        for (int i = 0; i <= n; i++)
        {
            _right[First, lo + i] = v[i, 0];
            _right[Last, lo + i] = v[i, n];
        }

        for (int k = Carried; k < _right.Rows; k++)
        {
            Project(v, n + 1, Row(_right, k).Slice(lo, n + 1));
        }

        for (int k = 0; k < _left.Rows; k++)
        {
            Project(u, n, Row(_left, k).Slice(lo, n));
        }

        return converged;
    }

    // x = Q x for the rows of Q.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Project(MatrixView<double> q, int n, Span<double> x)
    {
        double* copy = _workspace.Take<double>(n);
        x.CopyTo(new Span<double>(copy, n));
        for (int i = 0; i < n; i++)
        {
            x[i] = Dot.Of(q.Data + (i * q.RowStride), copy, n);
        }
    }

    private void Merge(int lo, int n1, int n2)
    {
        using Workspace.Mark mark = _workspace.Begin();
        int n = n1 + 1 + n2;
        double* d = _d + lo;
        double alpha = d[n1], beta = _e[lo + n1], norm = Math.Max(Math.Abs(alpha), Math.Abs(beta));
        for (int i = 0; i < n; i++)
        {
            norm = i == n1 ? norm : Math.Max(norm, d[i]);
        }

        int exponent = norm == 0 ? 0 : -Math.ILogB(norm);
        ArrowheadDeflation deflation = new(n, _workspace);
        FormArrowhead(deflation, lo, n1, n, Math.ScaleB(alpha, exponent), Math.ScaleB(beta, exponent), exponent);
        int* order = _order + lo;
        deflation.Run(BidiagonalMerge<double>.Merged(d, order, n1, n2, _workspace), n1 + n2, n1, BidiagonalMerge<double>.Tolerance);
        for (int i = 0; i < deflation.RotationCount; i++)
        {
            ArrowheadDeflation.Rotation rotation = deflation.Rotations[i];
            Rotate(_right, lo, rotation);
            Rotate(_left, lo, rotation);
        }

        int k = deflation.KeptCount;
        MatrixView<double> right = Gather(_right, lo, n, deflation), left = Gather(_left, lo, n, deflation);
        ArrowheadVectors<double> arrowhead = ArrowheadVectors<double>.Project(
            deflation.D,
            deflation.Z,
            deflation.Kept,
            k,
            n,
            right,
            left,
            _right.Slice(0, lo, _right.Rows, k),
            _left.Rows > 0 ? _left.Slice(0, lo, _left.Rows, k) : default,
            _workspace,
            k < RowsOfOneThread ? ThreadTeam.Single : _team);
        Scatter(right, k, n, _right, lo);
        Scatter(left, k, n, _left, lo);
        for (int i = 0; i < n; i++)
        {
            d[i] = Math.ScaleB(i < k ? arrowhead.Values[i] : deflation.D[deflation.Deflated[i - k]], -exponent);
        }

        BidiagonalMerge<double>.Interleave(d, order, k, n);
    }

    // z, the scaled values (0 for the row between), and the rotation of the null vectors into the rows n1 and n.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void FormArrowhead(ArrowheadDeflation arrowhead, int lo, int n1, int n, double alpha, double beta, int exponent)
    {
        double tolerance = BidiagonalMerge<double>.Tolerance;
        Span<double> first = Row(_right, First).Slice(lo, n + 1), last = Row(_right, Last).Slice(lo, n + 1);
        for (int i = 0; i < n; i++)
        {
            arrowhead.D[i] = i == n1 ? 0 : Math.ScaleB(_d[lo + i], exponent);
            arrowhead.Z[i] = i < n1 ? alpha * last[i] : beta * first[i];
        }

        double z1 = alpha * last[n1], z2 = beta * first[n];
        double r = Math.Sqrt((z1 * z1) + (z2 * z2));
        (double c, double s) = r <= tolerance ? (1.0, 0.0) : (z1 / r, z2 / r);
        arrowhead.Z[n1] = alpha == 0 && beta == 0 ? 0 : Math.Max(r, tolerance);

        // The upper block's last column and the lower block's first are inner columns now.
        last[..(n1 + 1)].Clear();
        first[(n1 + 1)..].Clear();
        for (int k = 0; k < _right.Rows; k++)
        {
            Span<double> row = Row(_right, k).Slice(lo, n + 1);
            (row[n1], row[n]) = ((c * row[n1]) + (s * row[n]), (c * row[n]) - (s * row[n1]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rotate(MatrixView<double> rows, int lo, ArrowheadDeflation.Rotation rotation)
    {
        (int p, int q) = (lo + rotation.P, lo + rotation.Q);
        for (int k = 0; k < rows.Rows; k++)
        {
            double x = rows[k, p], y = rows[k, q];
            rows[k, p] = (rotation.C * x) + (rotation.S * y);
            rows[k, q] = (rotation.C * y) - (rotation.S * x);
        }
    }

    // The kept elements, then the deflated ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private MatrixView<double> Gather(MatrixView<double> rows, int lo, int n, in ArrowheadDeflation deflation)
    {
        MatrixView<double> result = _workspace.TakeMatrix<double>(rows.Rows, n);
        for (int k = 0; k < rows.Rows; k++)
        {
            for (int i = 0; i < n; i++)
            {
                result[k, i] = rows[k, lo + (i < deflation.KeptCount ? deflation.Kept[i] : deflation.Deflated[i - deflation.KeptCount])];
            }
        }

        return result;
    }

    private static void Scatter(MatrixView<double> gathered, int kept, int n, MatrixView<double> rows, int lo)
    {
        for (int k = 0; k < rows.Rows; k++)
        {
            Row(gathered, k).Slice(kept, n - kept).CopyTo(Row(rows, k)[(lo + kept)..]);
        }
    }

    private static Span<double> Row(MatrixView<double> rows, int k) => new(rows.Data + (k * rows.RowStride), rows.Columns);
}
