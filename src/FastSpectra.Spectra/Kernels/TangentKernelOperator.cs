using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// y_i = sum_l z_i . (M_l s_i) / (c_l h) + f_i . (F^T v) / h with M_l = Z^T diag(v) S [c_l, h], z_i and s_i rows of the inputs Z and slopes S of layer l, f_i of the last
// features: the tangent kernel's product without the kernel. 4 n c_l h flops a layer, max(c_l) h elements of memory and blocks of samples; the n x n form costs
// n^2 (c_l + h) to make. The kernel is symmetric, so both products are one.

/// <summary>Products with the neural tangent kernel of many samples, never n x n: for Lanczos and quadrature.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TangentKernelOperator<T> : ILinearOperator<T>, IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // 512 x 1500 floats are 3 MB, a share of the second-level cache's traffic that no longer matters beside the products.
    private const int BlockRows = 512;

    private readonly Matrix<T>[] _inputs;
    private readonly Matrix<T>[] _slopes;
    private readonly Matrix<T>? _z;
    private readonly Matrix<T> _inner;
    private readonly Matrix<T> _block;
    private readonly T[] _combined;
    private readonly double[] _sums;

    /// <summary>
    /// The kernel of a two-layer network: <paramref name="x"/> [n, d], <paramref name="b"/> = sigma' diag(a) [n, h] and, for a trained last layer,
    /// <paramref name="z"/> [n, h]. The caller keeps them alive.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public TangentKernelOperator(Matrix<T> x, Matrix<T> b, Matrix<T>? z)
        : this([x], [b], z)
    {
    }

    /// <summary>
    /// The kernel of a network from what each trained hidden layer reads, <paramref name="inputs"/> Z_{l-1} [n, c_l] with Z_0 = X, from their
    /// <paramref name="slopes"/> S_l [n, h] and, for a trained last layer, from the last features <paramref name="z"/> [n, h]. The caller keeps them alive.
    /// </summary>
    /// <exception cref="ArgumentException">There is no layer, or the shapes do not fit.</exception>
    public TangentKernelOperator(IReadOnlyList<Matrix<T>> inputs, IReadOnlyList<Matrix<T>> slopes, Matrix<T>? z)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(slopes);
        if (inputs.Count == 0 || slopes.Count != inputs.Count)
        {
            throw new ArgumentException($"there are {inputs.Count} inputs and {slopes.Count} slopes; one of each per trained layer is expected");
        }

        int n = inputs[0].Rows, h = slopes[0].Columns;
        if (inputs.Any(input => input.Rows != n) || slopes.Any(slope => slope.Rows != n || slope.Columns != h) || (z is not null && (z.Rows != n || z.Columns != h)))
        {
            throw new ArgumentException($"inputs are {Shapes(inputs)}, slopes {Shapes(slopes)}, Z {z?.Rows}x{z?.Columns}");
        }

        (_inputs, _slopes, _z) = ([.. inputs], [.. slopes], z);
        _inner = new Matrix<T>(_inputs.Max(input => input.Columns), h);
        _block = new Matrix<T>(Math.Min(BlockRows, Math.Max(1, n)), h);
        _combined = new T[z is null ? 0 : h];
        _sums = new double[n];

        static string Shapes(IReadOnlyList<Matrix<T>> matrices) => string.Join(", ", matrices.Select(matrix => $"{matrix.Rows}x{matrix.Columns}"));
    }

    /// <inheritdoc/>
    public int Rows => _sums.Length;

    /// <inheritdoc/>
    public int Columns => _sums.Length;

    /// <inheritdoc/>
    public void Multiply(ReadOnlySpan<T> x, Span<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (x.Length != Rows || y.Length != Rows)
        {
            throw new ArgumentException($"the kernel is {Rows}x{Rows}, the vectors have {x.Length} and {y.Length} elements");
        }

        Array.Clear(_sums);
        for (int l = 0; l < _inputs.Length; l++)
        {
            AddLayer(_inputs[l], _slopes[l], x, team);
        }

        if (_z is not null)
        {
            Gemv.Multiply(T.One, _z.View.Transposed, x, T.Zero, _combined, team);
            for (int i = 0; i < Rows; i++)
            {
                _sums[i] += InDouble.Dot<T>(_z.Row(i), _combined) / _z.Columns;
            }
        }

        for (int i = 0; i < Rows; i++)
        {
            y[i] = T.CreateTruncating(_sums[i]);
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

    private void AddLayer(Matrix<T> input, Matrix<T> slopes, ReadOnlySpan<T> x, ThreadTeam team)
    {
        int c = input.Columns, h = slopes.Columns;
        MatrixView<T> inner = _inner.View.Slice(0, 0, c, h);
        for (int begin = 0; begin < Rows; begin += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows - begin);
            for (int i = 0; i < count; i++)
            {
                Span<T> row = _block.Row(i);
                slopes.Row(begin + i).CopyTo(row);
                Scale.Apply(x[begin + i], row);
            }

            Gemm.Multiply(T.One, input.View.Slice(begin, 0, count, c).Transposed, _block.View.Slice(0, 0, count, h), begin == 0 ? T.Zero : T.One, inner, team);
        }

        double tangent = 1 / ((double)c * h);
        for (int begin = 0; begin < Rows; begin += BlockRows)
        {
            int count = Math.Min(BlockRows, Rows - begin);
            MatrixView<T> block = _block.View.Slice(0, 0, count, h);
            Gemm.Multiply(T.One, input.View.Slice(begin, 0, count, c), inner, T.Zero, block, team);
            for (int i = 0; i < count; i++)
            {
                _sums[begin + i] += tangent * InDouble.Dot<T>(_block.Row(i), slopes.Row(begin + i));
            }
        }
    }
}
