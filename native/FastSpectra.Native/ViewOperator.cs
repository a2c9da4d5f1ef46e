using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary>The caller's matrix as an operator, where it lies and at its strides.</summary>
internal sealed class ViewOperator<T>(MatrixView<T> a) : ILinearOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Rows => a.Rows;

    public int Columns => a.Columns;

    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => Gemv.Multiply(T.One, a, x, T.Zero, y, team);

    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) => Gemv.Multiply(T.One, a.Transposed, y, T.Zero, x, team);
}
