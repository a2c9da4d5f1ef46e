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
        Check = Check,
        Restarts = Restarts,
        Applications = Applications,
        Passes = Passes,
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

    /// <summary>True only where <see cref="Check"/> was made and found no value above the smallest one returned.</summary>
    public bool IsVerified { get; internal set; }

    /// <summary>The check against missed values that was made.</summary>
    public TopTripletsCheck Check { get; internal set; }

    /// <summary>Restarts used, probes included.</summary>
    public int Restarts { get; internal set; }

    /// <summary>Products of A or A^T with a vector, probes and residuals included.</summary>
    public long Applications { get; internal set; }

    /// <summary>Passes over A for these products: one pass can serve a block of vectors and both products.</summary>
    public long Passes { get; internal set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ut.Dispose();
        Vt.Dispose();
    }
}
