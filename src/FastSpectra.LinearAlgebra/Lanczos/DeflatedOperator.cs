using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A (I - V^T V) for orthonormal rows V: what is left of A when the right singular vectors already found are taken out.</summary>
internal class DeflatedOperator<T>(ILinearOperator<T> a, Matrix<T> v, int count) : ILinearOperator<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T> _projected = new(a.BlockSize, a.Columns);
    private readonly Matrix<T> _coefficients = new(a.BlockSize, count);

    /// <summary>The same for the first <paramref name="count"/> rows of V; both products in one pass where A offers it, and only there.</summary>
    public static DeflatedOperator<T> Of(ILinearOperator<T> a, Matrix<T> v, int count) =>
        a is INormalOperator<T> normal ? new DeflatedNormalOperator<T>(normal, v, count) : new DeflatedOperator<T>(a, v, count);

    public int Rows => a.Rows;

    public int Columns => a.Columns;

    public int BlockSize => a.BlockSize;

    public unsafe void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        fixed (T* px = x, py = y)
        {
            Multiply(new MatrixView<T>(px, 1, x.Length, x.Length), new MatrixView<T>(py, 1, y.Length, y.Length), team);
        }
    }

    public unsafe void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team)
    {
        fixed (T* px = x, py = y)
        {
            MultiplyTransposed(new MatrixView<T>(py, 1, y.Length, y.Length), new MatrixView<T>(px, 1, x.Length, x.Length), team);
        }
    }

    public void Multiply(MatrixView<T> x, MatrixView<T> y, ThreadTeam team) => a.Multiply(Projected(x, team), y, team);

    public void MultiplyTransposed(MatrixView<T> y, MatrixView<T> x, ThreadTeam team)
    {
        a.MultiplyTransposed(y, x, team);
        Project(x, team);
    }

    public void Dispose()
    {
        _projected.Dispose();
        _coefficients.Dispose();
    }

    protected MatrixView<T> Projected(MatrixView<T> x, ThreadTeam team)
    {
        MatrixView<T> copy = _projected.View.Slice(0, 0, x.Rows, x.Columns);
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < x.Columns; j++)
            {
                copy[i, j] = x[i, j];
            }
        }

        Project(copy, team);
        return copy;
    }

    protected void Project(MatrixView<T> x, ThreadTeam team)
    {
        MatrixView<T> rows = v.View.Slice(0, 0, count, v.Columns);
        MatrixView<T> coefficients = _coefficients.View.Slice(0, 0, x.Rows, count);
        for (int pass = 0; pass < 2; pass++)
        {
            Gemm.Multiply(T.One, x, rows.Transposed, T.Zero, coefficients, team);
            Gemm.Multiply(-T.One, coefficients, rows, T.One, x, team);
        }
    }
}
