using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Holds where the answer is true: no singular value of A but the k given ones exceeds s_k + margin. With G = A^T A (the shorter side) and
// orthonormal rows V, the matrix t I - (G - V^T S^2 V) has a Cholesky factor, so all its eigenvalues are positive: what is left of G after
// the given pairs are taken out stays below t = (s_k + margin)^2. In double, scaled to s_1 = 1; rounding is covered by lowering t.
// Cost: m n^2 + n^3/3 flops, n^2 doubles and a copy of A in double. Source: Parlett, "The Symmetric Eigenvalue Problem" (1980), section 3.3.

/// <summary>Counts by Sylvester's law of inertia whether the largest singular triplets are complete.</summary>
public static class SpectrumSlicing
{
    /// <summary>How it counts, in words.</summary>
    public const string Method = "inertia of A^T A without the triplets found";

    // Rows of A converted and added to G at a time.
    private const int RowsAtOnce = 1024;

    /// <summary>True: complete. False: a value is missing. Null: rounding in G, of s_1^2, hides an interval as narrow as asked at s_k.</summary>
    /// <param name="a">m x n, m >= n, finite.</param>
    /// <param name="s">k values, descending.</param>
    /// <param name="vt">Their right vectors, k x n.</param>
    /// <param name="margin">How far above s_k a further value may lie; at least 1e-6 s_1 (in float 20 ulp) is used.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">A is wide, there is no value, or V^T does not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool? IsComplete<T>(MatrixView<T> a, ReadOnlySpan<T> s, Matrix<T> vt, double margin, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vt);
        ArgumentNullException.ThrowIfNull(workspace);
        if (s.Length == 0 || s.Length > vt.Rows || vt.Columns != a.Columns || a.Rows < a.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, V^T is {vt.Rows}x{vt.Columns}, and there are {s.Length} values", nameof(vt));
        }

        double leastMargin = Math.Max(1e-6, 20 * double.CreateChecked(T.BitIncrement(T.One) - T.One));
        int m = a.Rows, n = a.Columns, k = s.Length;
        double largest = double.CreateChecked(s[0]);
        if (!(largest > 0))
        {
            return null;
        }

        // Products, sums and the factorisation err by at most (m + 2 n + k) eps times traces below n s_1^2 (Higham 2002, theorems 3.5 and 10.3).
        // V need not be orthonormal, nor S exact: V^T S^2 V has rank k whatever they are.
        double rounding = (m + (2.0 * n) + k) * n * 2.220446049250313e-16;
        double smallest = double.CreateChecked(s[k - 1]) / largest;
        double end = smallest + Math.Max(margin / largest, leastMargin);
        double threshold = (end * end) - rounding;

        // What is left of G along V and beside it is of the size of the residuals, s_1 margin: it has to be small beside t.
        if (threshold <= smallest * smallest || threshold < 20 * margin / largest)
        {
            return null;
        }

        // The power of two that brings s_1 near 1: squares then neither overflow nor vanish.
        int exponent = -Math.ILogB(largest);
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<double> gram = workspace.TakeMatrix<double>(n, n);
        MatrixView<double> rows = workspace.TakeMatrix<double>(Math.Min(m, RowsAtOnce), n);
        for (int first = 0; first < m; first += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, m - first);
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    rows[i, j] = Math.ScaleB(double.CreateChecked(a[first + i, j]), exponent);
                }
            }

            Syrk.Multiply(-1.0, rows.Slice(0, 0, count, n).Transposed, first == 0 ? 0.0 : 1.0, gram, team);
        }

        MatrixView<double> found = workspace.TakeMatrix<double>(k, n);
        for (int i = 0; i < k; i++)
        {
            double factor = Math.ScaleB(double.CreateChecked(s[i]), exponent);
            for (int j = 0; j < n; j++)
            {
                found[i, j] = factor * double.CreateChecked(vt[i, j]);
            }
        }

        Syrk.Multiply(1.0, found.Transposed, 1.0, gram, team);
        double scale = Math.ScaleB(largest, exponent);
        for (int i = 0; i < n; i++)
        {
            gram[i, i] += threshold * scale * scale;
        }

        return Cholesky.Factor(gram, workspace, team).IsPositiveDefinite;
    }
}
