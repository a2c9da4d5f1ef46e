namespace FastSpectra.LinearAlgebra;

/// <summary>Which singular vectors are wanted of an m x n matrix with k = min(m, n).</summary>
public enum SvdVectors
{
    /// <summary>U is m x k and V^T is k x n.</summary>
    Economy = 0,

    /// <summary>U is m x m and V^T is n x n: both are orthogonal bases.</summary>
    Full = 1,
}
