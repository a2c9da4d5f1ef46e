using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A stored matrix as an operator; 2mn flops per product. The caller keeps the matrix alive. One caller at a time.</summary>
public sealed unsafe class DenseOperator<T>(Matrix<T> matrix) : INormalOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _partial = new T[NormalProduct<T>.Scratch(matrix.Rows, matrix.Columns)];

    /// <inheritdoc/>
    public int Rows => matrix.Rows;

    /// <inheritdoc/>
    public int Columns => matrix.Columns;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team) => Gemv.Multiply(T.One, matrix.View, x, T.Zero, y, team);

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) =>
        Gemv.Multiply(T.One, matrix.View.Transposed, y, T.Zero, x, team);

    /// <inheritdoc/>
    public void MultiplyNormal(ReadOnlySpan<T> x, Span<T> y, Span<T> z, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (x.Length != Columns || y.Length != Rows || z.Length != Columns)
        {
            throw new ArgumentException($"A is {Rows}x{Columns}, x has {x.Length} elements, y {y.Length}, z {z.Length}");
        }

        fixed (T* px = x, py = y, pz = z, partial = _partial)
        {
            NormalProduct<T> product = new(matrix.View, px, py, pz, partial);
            team.Run(ref product);
        }
    }
}
