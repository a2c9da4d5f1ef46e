namespace FastSpectra.LinearAlgebra;

/// <summary>Where <see cref="Bidiagonalisation"/> writes B and the reflectors' factors; the u_i overwrite the matrix.</summary>
internal unsafe struct BidiagonalFactors<T>
    where T : unmanaged
{
    /// <summary>Diagonal of B, n elements.</summary>
    public T* D;

    /// <summary>Superdiagonal of B, n-1 of n elements used.</summary>
    public T* E;

    /// <summary>Factors of the left reflectors I - tau u u^T, n elements.</summary>
    public T* TauQ;

    /// <summary>Factors of the right reflectors I - tau v v^T, n-1 of n elements used.</summary>
    public T* TauP;

    /// <summary>n x n, column-major: column i is v_i with its zeros and its 1 at row i+1. A null pointer if they are not wanted.</summary>
    public MatrixView<T> V;
}
