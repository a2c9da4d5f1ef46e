namespace FastSpectra.LinearAlgebra;

/// <summary>How a Cholesky factorisation ended.</summary>
/// <param name="FailedColumn">-1 after success; otherwise the first column whose pivot was not a positive finite number.</param>
public readonly record struct CholeskyStatus(int FailedColumn)
{
    /// <summary>True if the factor exists: the matrix is positive definite to working precision.</summary>
    public bool IsPositiveDefinite => FailedColumn < 0;
}
