using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A (I - V^T V) for orthonormal rows V: what is left of A when the right singular vectors already found are taken out.</summary>
internal sealed class DeflatedOperator<T>(ILinearOperator<T> a, Matrix<T> v, int count) : INormalOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _coefficients = new T[count];
    private readonly T[] _projected = new T[a.Columns];

    public int Rows => a.Rows;

    public int Columns => a.Columns;

    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        x.CopyTo(_projected);
        Project(_projected, team);
        a.Multiply(_projected, y, team);
    }

    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team)
    {
        a.MultiplyTransposed(y, x, team);
        Project(x, team);
    }

    public void MultiplyNormal(ReadOnlySpan<T> x, Span<T> y, Span<T> z, ThreadTeam team)
    {
        x.CopyTo(_projected);
        Project(_projected, team);
        if (a is INormalOperator<T> normal)
        {
            normal.MultiplyNormal(_projected, y, z, team);
        }
        else
        {
            a.Multiply(_projected, y, team);
            a.MultiplyTransposed(y, z, team);
        }

        Project(z, team);
    }

    private void Project(Span<T> x, ThreadTeam team)
    {
        MatrixView<T> rows = v.View.Slice(0, 0, count, v.Columns);
        for (int pass = 0; pass < 2; pass++)
        {
            Gemv.Multiply(T.One, rows, x, T.Zero, _coefficients, team);
            Gemv.Multiply(-T.One, rows.Transposed, _coefficients, T.One, x, team);
        }
    }
}
