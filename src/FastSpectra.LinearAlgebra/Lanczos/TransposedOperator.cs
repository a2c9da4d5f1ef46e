namespace FastSpectra.LinearAlgebra;

/// <summary>A^T.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TransposedOperator<T>(ILinearOperator<T> a) : ILinearOperator<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    public int Rows => a.Columns;

    /// <inheritdoc/>
    public int Columns => a.Rows;

    /// <inheritdoc/>
    public int BlockSize => a.BlockSize;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => a.MultiplyTransposed(x, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) => a.Multiply(y, x, team);

    /// <inheritdoc/>
    public void Multiply(MatrixView<T> x, MatrixView<T> y, ThreadTeam team) => a.MultiplyTransposed(x, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(MatrixView<T> y, MatrixView<T> x, ThreadTeam team) => a.Multiply(y, x, team);
}
