using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>A + X Y^T with thin X (m x r) and Y (n x r): a fine-tuned weight, or a centred matrix.</summary>
/// <remarks>Where A forms both its products in one pass, so does this: A^T X (n x r) is then computed once, at construction.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class LowRankUpdateOperator<T> : INormalOperator<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ILinearOperator<T> _a;
    private readonly Matrix<T> _x;
    private readonly Matrix<T> _y;
    private readonly Matrix<T> _image;
    private Matrix<T> _coefficients;

    /// <summary>A + X Y^T.</summary>
    /// <param name="a">A, m x n.</param>
    /// <param name="x">X; the caller keeps it alive and does not change it.</param>
    /// <param name="y">Y, likewise.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public LowRankUpdateOperator(ILinearOperator<T> a, Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Rows != a.Rows || y.Rows != a.Columns || x.Columns != y.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, X is {x.Rows}x{x.Columns}, Y is {y.Rows}x{y.Columns}");
        }

        (_a, _x, _y) = (a, x, y);
        _coefficients = new(a.BlockSize, x.Columns);
        _image = new(x.Columns, a is INormalOperator<T> ? a.Columns : 0);
        if (a is INormalOperator<T>)
        {
            using Matrix<T> rows = new(x.Columns, a.Rows);
            for (int i = 0; i < x.Rows; i++)
            {
                for (int r = 0; r < x.Columns; r++)
                {
                    rows[r, i] = x[i, r];
                }
            }

            a.MultiplyTransposed(rows.View, _image.View, ThreadTeam.Single);
        }
    }

    /// <inheritdoc/>
    public int Rows => _a.Rows;

    /// <inheritdoc/>
    public int Columns => _a.Columns;

    /// <inheritdoc/>
    public int BlockSize => _a.BlockSize;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        fixed (T* px = x, py = y)
        {
            Multiply(new MatrixView<T>(px, 1, x.Length, x.Length), new MatrixView<T>(py, 1, y.Length, y.Length), team);
        }
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team)
    {
        fixed (T* px = x, py = y)
        {
            MultiplyTransposed(new MatrixView<T>(py, 1, y.Length, y.Length), new MatrixView<T>(px, 1, x.Length, x.Length), team);
        }
    }

    /// <inheritdoc/>
    public void Multiply(MatrixView<T> x, MatrixView<T> y, ThreadTeam team)
    {
        if (x.Rows == 1)
        {
            _a.Multiply(new ReadOnlySpan<T>(x.Data, Columns), new Span<T>(y.Data, Rows), team);
        }
        else
        {
            _a.Multiply(x, y, team);
        }

        Update(x, _y, _x, y, team);
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(MatrixView<T> y, MatrixView<T> x, ThreadTeam team)
    {
        if (y.Rows == 1)
        {
            _a.MultiplyTransposed(new ReadOnlySpan<T>(y.Data, Rows), new Span<T>(x.Data, Columns), team);
        }
        else
        {
            _a.MultiplyTransposed(y, x, team);
        }

        Update(y, _x, _y, x, team);
    }

    /// <inheritdoc/>
    public void MultiplyNormal(MatrixView<T> x, MatrixView<T> y, MatrixView<T> z, ThreadTeam team)
    {
        if (_a is INormalOperator<T> normal)
        {
            // (A + X Y^T)^T (A x + X c) = A^T A x + (A^T X) c + Y X^T y with c = Y^T x.
            normal.MultiplyNormal(x, y, z, team);
            MatrixView<T> c = Update(x, _y, _x, y, team);
            Gemm.Multiply(T.One, c, _image.View, T.One, z, team);
            Update(y, _x, _y, z, team);
        }
        else
        {
            Multiply(x, y, team);
            MultiplyTransposed(y, z, team);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _image.Dispose();
        _coefficients.Dispose();
    }

    // Rows of target += (rows of source) from to^T; returns (rows of source) from.
    private MatrixView<T> Update(MatrixView<T> source, Matrix<T> from, Matrix<T> to, MatrixView<T> target, ThreadTeam team)
    {
        if (_coefficients.Rows < source.Rows)
        {
            _coefficients.Dispose();
            _coefficients = new(source.Rows, from.Columns);
        }

        MatrixView<T> c = _coefficients.View.Slice(0, 0, source.Rows, from.Columns);
        Gemm.Multiply(T.One, source, from.View, T.Zero, c, team);
        Gemm.Multiply(T.One, c, to.View.Transposed, T.One, target, team);
        return c;
    }
}
