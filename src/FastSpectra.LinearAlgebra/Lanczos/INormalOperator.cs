namespace FastSpectra.LinearAlgebra;

/// <summary>An operator that forms A x and A^T (A x) together, reading A once instead of twice.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface INormalOperator<T> : ILinearOperator<T>
    where T : unmanaged
{
    /// <summary>For every row i: y_i = A x_i and z_i = A^T y_i; x and z are b x n, y is b x m.</summary>
    /// <remarks>Unsafe: rows are contiguous, the views do not overlap, and their memory stays.</remarks>
    void MultiplyNormal(MatrixView<T> x, MatrixView<T> y, MatrixView<T> z, ThreadTeam team);

    /// <summary>For every row i: y_i = A x_i and z_i = A^T w_i, for other w than y; x and z are b x n, y and w are b x m.</summary>
    /// <remarks>Unsafe, as the other. One product after the other unless the operator can read A once.</remarks>
    void MultiplyBoth(MatrixView<T> x, MatrixView<T> y, MatrixView<T> w, MatrixView<T> z, ThreadTeam team)
    {
        Multiply(x, y, team);
        MultiplyTransposed(w, z, team);
    }
}
