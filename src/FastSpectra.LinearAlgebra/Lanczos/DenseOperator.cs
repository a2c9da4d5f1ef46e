using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A stored matrix as an operator; 2mn flops per product. The caller keeps the matrix alive.</summary>
public sealed class DenseOperator<T>(Matrix<T> matrix) : ILinearOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public int Rows => matrix.Rows;

    /// <inheritdoc/>
    public int Columns => matrix.Columns;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => Gemv.Multiply(T.One, matrix.View, x, T.Zero, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) =>
        Gemv.Multiply(T.One, matrix.View.Transposed, y, T.Zero, x, team);
}
