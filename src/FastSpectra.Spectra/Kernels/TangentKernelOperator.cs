using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// y_i = x_i . (M b_i) / (d h) + z_i . (Z^T v) / h with M = X^T diag(v) B [d, h]: the tangent kernel's product without the kernel. 4 n d h + 4 n h flops,
// d h elements of memory and blocks of samples; the n x n form costs n^2 (d + h) to make. The kernel is symmetric, so both products are one.

/// <summary>Products with the neural tangent kernel of many samples, never n x n: for Lanczos and quadrature.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TangentKernelOperator<T> : ILinearOperator<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 512 x 1500 floats are 3 MB, a share of the second-level cache's traffic that no longer matters beside the products.
    private const int BlockRows = 512;

    private readonly Matrix<T> _x;
    private readonly Matrix<T> _b;
    private readonly Matrix<T>? _z;
    private readonly Matrix<T> _inner;
    private readonly Matrix<T> _block;
    private readonly T[] _combined;

    /// <summary>The kernel of <paramref name="x"/> [n, d], <paramref name="b"/> = sigma' diag(a) [n, h] and, for a trained last layer, <paramref name="z"/> [n, h]. The caller keeps them alive.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public TangentKernelOperator(Matrix<T> x, Matrix<T> b, Matrix<T>? z)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(b);
        if (b.Rows != x.Rows || (z is not null && (z.Rows != x.Rows || z.Columns != b.Columns)))
        {
            throw new ArgumentException($"X is {x.Rows}x{x.Columns}, B {b.Rows}x{b.Columns}, Z {z?.Rows}x{z?.Columns}");
        }

        (_x, _b, _z) = (x, b, z);
        _inner = new Matrix<T>(x.Columns, b.Columns);
        _block = new Matrix<T>(Math.Min(BlockRows, Math.Max(1, x.Rows)), b.Columns);
        _combined = new T[z is null ? 0 : z.Columns];
    }

    /// <inheritdoc/>
    public int Rows => _x.Rows;

    /// <inheritdoc/>
    public int Columns => _x.Rows;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (x.Length != Rows || y.Length != Rows)
        {
            throw new ArgumentException($"the kernel is {Rows}x{Rows}, the vectors have {x.Length} and {y.Length} elements");
        }

        int h = _b.Columns;
        for (int begin = 0; begin < Rows; begin += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows - begin);
            for (int i = 0; i < count; i++)
            {
                Span<T> row = _block.Row(i);
                _b.Row(begin + i).CopyTo(row);
                Scale.Apply(x[begin + i], row);
            }

            Gemm.Multiply(T.One, _x.View.Slice(begin, 0, count, _x.Columns).Transposed, _block.View.Slice(0, 0, count, h), begin == 0 ? T.Zero : T.One, _inner.View, team);
        }

        if (_z is not null)
        {
            Gemv.Multiply(T.One, _z.View.Transposed, x, T.Zero, _combined, team);
        }

        double tangent = 1 / ((double)_x.Columns * h);
        for (int begin = 0; begin < Rows; begin += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows - begin);
            MatrixView<T> block = _block.View.Slice(0, 0, count, h);
            Gemm.Multiply(T.One, _x.View.Slice(begin, 0, count, _x.Columns), _inner.View, T.Zero, block, team);
            for (int i = 0; i < count; i++)
            {
                double value = tangent * InDouble.Dot<T>(_block.Row(i), _b.Row(begin + i));
                if (_z is not null)
                {
                    value += InDouble.Dot<T>(_z.Row(begin + i), _combined) / h;
                }

                y[begin + i] = T.CreateTruncating(value);
            }
        }
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(ReadOnlySpan<T> y, Span<T> x, ThreadTeam team) => Multiply(y, x, team);

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner.Dispose();
        _block.Dispose();
    }
}
