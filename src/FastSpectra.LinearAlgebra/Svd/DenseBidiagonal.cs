using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: 2^exponent A = Q B P^T with B = (d, e) in double. A is m x n, m >= n. Where m is much larger than n, A = Q_0 R comes first
// and R is reduced (Chan, "An improved algorithm for computing the singular value decomposition", 1982): 2n^2 (m + n) flops.

/// <summary>A scaled matrix reduced to bidiagonal form, with what is needed to carry vectors back.</summary>
internal unsafe struct DenseBidiagonal<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private bool _isQrFirst;
    private MatrixView<T> _q0;
    private T* _tau0;
    private MatrixView<T> _a;
    private BidiagonalFactors<T> _factors;

    /// <summary>Diagonal, n elements.</summary>
    public double* D { get; private set; }

    /// <summary>Superdiagonal, n-1 of n elements used.</summary>
    public double* E { get; private set; }

    /// <summary>Copies, scales and reduces; everything lives in the workspace until the caller's mark.</summary>
    public static DenseBidiagonal<T> Reduce(MatrixView<T> a, int exponent, bool keepV, Workspace workspace, ThreadTeam team)
    {
        int m = a.Rows, n = a.Columns;
        DenseBidiagonal<T> result = new()
        {
            D = workspace.Take<double>(n),
            E = workspace.Take<double>(n),
            _factors = new()
            {
                D = workspace.Take<T>(n),
                E = workspace.Take<T>(n),
                TauQ = workspace.Take<T>(n),
                TauP = workspace.Take<T>(n),
                V = keepV ? workspace.TakeMatrix<T>(n, n).Transposed : default,
            },
            _isQrFirst = IsQrFirst(m, n),
        };
        MatrixView<T> copy = workspace.TakeMatrix<T>(n, m).Transposed;
        MatrixScaling.CopyScaled(a, copy, exponent);
        result._a = copy;
        if (result._isQrFirst)
        {
            result._q0 = copy;
            result._tau0 = workspace.Take<T>(n);
            result._a = workspace.TakeMatrix<T>(n, n).Transposed;
            HouseholderQr.Factor(result._q0, result._tau0, result._a, workspace, team);
        }

        Bidiagonalisation.Reduce(result._a, result._factors, workspace, team);
        for (int i = 0; i < n; i++)
        {
            result.D[i] = double.CreateChecked(result._factors.D[i]);
            result.E[i] = i < n - 1 ? double.CreateChecked(result._factors.E[i]) : 0;
        }

        return result;
    }

    /// <summary>Whether R is formed first: its half of memory-bound work is then n^2 per step, not mn; measured break-even near 11/6.</summary>
    public static bool IsQrFirst(int m, int n) => 6L * m >= 11L * n;

    /// <summary>C = Q C, C with m rows.</summary>
    public readonly void ApplyQ(MatrixView<T> c, Workspace workspace, ThreadTeam team)
    {
        CompactWy.ApplyLeft(_a, _factors.TauQ, 0, c.Slice(0, 0, _a.Rows, c.Columns), workspace, team);
        if (_isQrFirst)
        {
            CompactWy.ApplyLeft(_q0, _tau0, 0, c, workspace, team);
        }
    }

    /// <summary>C = P C, C with n rows.</summary>
    public readonly void ApplyP(MatrixView<T> c, Workspace workspace, ThreadTeam team)
    {
        int reflectors = Math.Max(0, _a.Columns - 1);
        CompactWy.ApplyLeft(_factors.V.Slice(0, 0, _a.Columns, reflectors), _factors.TauP, 1, c, workspace, team);
    }
}
