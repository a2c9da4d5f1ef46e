namespace FastSpectra.LinearAlgebra;

/// <summary>A = U diag(S) V^T of an m x n matrix, k = min(m, n). Dispose it to free U and V^T at once.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SvdResult<T> : IDisposable
    where T : unmanaged
{
    internal SvdResult(Matrix<T> u, T[] s, Matrix<T> vt, SvdStatus status)
    {
        U = u;
        S = s;
        Vt = vt;
        Status = status;
    }

    /// <summary>Left singular vectors in columns, m x k or m x m.</summary>
    public Matrix<T> U { get; }

    /// <summary>The k singular values, descending, not negative.</summary>
    public T[] S { get; }

    /// <summary>Right singular vectors in rows, k x n or n x n.</summary>
    public Matrix<T> Vt { get; }

    /// <summary>Whether the iteration converged.</summary>
    public SvdStatus Status { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        U.Dispose();
        Vt.Dispose();
    }
}
