namespace FastSpectra.LinearAlgebra;

/// <summary>The largest singular triplets of an operator. Dispose it to free the vectors at once.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TopTripletsResult<T> : IDisposable
    where T : unmanaged
{
    internal TopTripletsResult(Matrix<T> ut, T[] s, Matrix<T> vt, double[]? residualNorms = null)
    {
        Ut = ut;
        S = s;
        Vt = vt;
        ResidualNorms = residualNorms ?? new double[s.Length];
    }

    /// <summary>The result for the transpose: the same matrices with their roles exchanged.</summary>
    internal TopTripletsResult<T> Transposed() => new(Vt, S, Ut, ResidualNorms)
    {
        Status = Status,
        IsVerified = IsVerified,
        Restarts = Restarts,
        Applications = Applications,
    };

    /// <summary>Left singular vectors in rows, k x m.</summary>
    public Matrix<T> Ut { get; }

    /// <summary>The k values, descending.</summary>
    public T[] S { get; }

    /// <summary>Right singular vectors in rows, k x n.</summary>
    public Matrix<T> Vt { get; }

    /// <summary>max(|A v - s u|, |A^T u - s v|) of each triplet, recomputed with the operator.</summary>
    public double[] ResidualNorms { get; }

    /// <summary>Whether all residuals met the tolerance.</summary>
    public SvdStatus Status { get; internal set; }

    /// <summary>Whether a second probe found no value above the smallest one returned.</summary>
    public bool IsVerified { get; internal set; }

    /// <summary>Restarts used, probes included.</summary>
    public int Restarts { get; internal set; }

    /// <summary>Products with A or A^T, probes and residuals included.</summary>
    public long Applications { get; internal set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ut.Dispose();
        Vt.Dispose();
    }
}
