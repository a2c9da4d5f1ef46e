using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant: 2^exponent A = Q B P^T with B = (d, e) in double. A is m x n, m >= n.

/// <summary>A scaled matrix reduced to bidiagonal form, with what is needed to carry vectors back.</summary>
internal unsafe struct DenseBidiagonal<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
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
            _a = workspace.TakeMatrix<T>(n, m).Transposed,
        };
        MatrixScaling.CopyScaled(a, result._a, exponent);
        Bidiagonalisation.Reduce(result._a, result._factors, workspace, team);
        for (int i = 0; i < n; i++)
        {
            result.D[i] = double.CreateChecked(result._factors.D[i]);
            result.E[i] = i < n - 1 ? double.CreateChecked(result._factors.E[i]) : 0;
        }

        return result;
    }

    /// <summary>C = Q C, C with m rows.</summary>
    public readonly void ApplyQ(MatrixView<T> c, Workspace workspace, ThreadTeam team) =>
        CompactWy.ApplyLeft(_a, _factors.TauQ, 0, c, workspace, team);

    /// <summary>C = P C, C with n rows.</summary>
    public readonly void ApplyP(MatrixView<T> c, Workspace workspace, ThreadTeam team)
    {
        int reflectors = Math.Max(0, _a.Columns - 1);
        CompactWy.ApplyLeft(_factors.V.Slice(0, 0, _a.Columns, reflectors), _factors.TauP, 1, c, workspace, team);
    }

    /// <summary>b = Q^T b (m elements) or P^T b (n elements), one reflector after another.</summary>
    public readonly void ApplyTransposed(bool left, T* b)
    {
        MatrixView<T> u = left ? _a : _factors.V;
        T* tau = left ? _factors.TauQ : _factors.TauP;
        int count = left ? u.Columns : Math.Max(0, u.Columns - 1);
        for (int i = 0; i < count; i++)
        {
            T* column = u.Data + (i * u.ColumnStride);
            T dot;
            ColumnKernels.Dots(column, 0, 1, b, u.Rows, &dot);
            dot *= tau[i];
            ColumnKernels.Subtract(column, 0, 1, &dot, 0, b, u.Rows);
        }
    }
}
