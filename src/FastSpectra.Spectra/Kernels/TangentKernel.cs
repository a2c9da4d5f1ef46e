using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// K = sum over the trained hidden layers l of (Z_{l-1} Z_{l-1}^T / c_l) (.) (S_l S_l^T / h), c_l the columns of Z_{l-1}, and Z_{L-1} Z_{L-1}^T / h where the last layer
// is trained. For L = 2: (X X^T / d) (.) (B B^T / h), B = sigma'(X W^T / sqrt d) diag(a). n^2 (c_l + h) flops a layer with symmetry, three n x n matrices. Source: Jacot,
// Gabriel, Hongler (2018) in the scaling of arXiv 2211.06506; d f(x_i) / d W_l is an outer product, so two of them multiply as the factors do.

/// <summary>The neural tangent kernel of a network as a dense matrix, in double.</summary>
public static class TangentKernel
{
    /// <summary>Largest n whose kernels are formed; above it <see cref="TangentKernelOperator{T}"/> multiplies with them (4096^2 doubles are 134 MB).</summary>
    public const int LargestDense = 4096;

    /// <summary>
    /// Forms the kernel of a two-layer network from <paramref name="x"/> [n, d], <paramref name="b"/> = sigma' diag(a) [n, h] and, for a trained last layer,
    /// features <paramref name="z"/> [n, h].
    /// </summary>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static Matrix<double> Of<T>(MatrixView<T> x, MatrixView<T> b, MatrixView<T>? z, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of([x], [b], z, team);

    /// <summary>
    /// Forms the kernel of a network from what each trained hidden layer reads, <paramref name="inputs"/> Z_{l-1} [n, c_l] with Z_0 = X, from their
    /// <paramref name="slopes"/> S_l [n, h] and, for a trained last layer, from the last features <paramref name="z"/> [n, h].
    /// </summary>
    /// <exception cref="ArgumentException">There is no layer, or numbers of layers or rows differ.</exception>
    public static Matrix<double> Of<T>(IReadOnlyList<MatrixView<T>> inputs, IReadOnlyList<MatrixView<T>> slopes, MatrixView<T>? z, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(slopes);
        ArgumentNullException.ThrowIfNull(team);
        if (inputs.Count == 0 || slopes.Count != inputs.Count)
        {
            throw new ArgumentException($"there are {inputs.Count} inputs and {slopes.Count} slopes; one of each per trained layer is expected");
        }

        int n = inputs[0].Rows;
        if (inputs.Any(input => input.Rows != n) || slopes.Any(slope => slope.Rows != n) || (z is { } features && features.Rows != n))
        {
            throw new ArgumentException($"inputs have {Rows(inputs)} rows, slopes {Rows(slopes)}, Z {z?.Rows}");
        }

        Matrix<double> kernel = Layer(inputs[0], slopes[0], team);
        for (int l = 1; l < inputs.Count; l++)
        {
            using Matrix<double> layer = Layer(inputs[l], slopes[l], team);
            for (int i = 0; i < n; i++)
            {
                Axpy.Apply(1.0, layer.Row(i), kernel.Row(i));
            }
        }

        if (z is { } last)
        {
            AddGram(last, 1.0 / last.Columns, 1, kernel, team);
        }

        return kernel;

        static string Rows(IReadOnlyList<MatrixView<T>> matrices) => string.Join(", ", matrices.Select(matrix => matrix.Rows));
    }

    /// <summary>factor A A^T in double.</summary>
    public static Matrix<double> Gram<T>(MatrixView<T> a, double factor, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> kernel = new(a.Rows, a.Rows);
        AddGram(a, factor, 0, kernel, team);
        return kernel;
    }

    // (Z Z^T / c) (.) (S S^T / h).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Matrix<double> Layer<T>(MatrixView<T> input, MatrixView<T> slope, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> kernel = Gram(input, 1.0 / input.Columns, team);
        using Matrix<double> slopes = Gram(slope, 1.0 / slope.Columns, team);
        for (int i = 0; i < kernel.Rows; i++)
        {
            Span<double> row = kernel.Row(i);
            ReadOnlySpan<double> other = slopes.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] *= other[j];
            }
        }

        return kernel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddGram<T>(MatrixView<T> a, double factor, double beta, Matrix<double> kernel, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<double> copy = new(a.Rows, a.Columns);
        for (int i = 0; i < a.Rows; i++)
        {
            Span<double> row = copy.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = double.CreateTruncating(a[i, j]);
            }
        }

        Syrk.Multiply(factor, copy.View, beta, kernel.View, team);
    }
}
