using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// K_W = (X X^T / d) (.) (B B^T / h), B = sigma'(X W^T / sqrt d) diag(a) [n, h]; K = K_W + Z Z^T / h where the last layer is trained.
// n^2 (d + 2h) flops with symmetry, three n x n matrices. Source: Jacot et al. (2018) for two layers in the scaling of arXiv 2211.06506.

/// <summary>The neural tangent kernel of a two-layer network as a dense matrix, in double.</summary>
public static class TangentKernel
{
    /// <summary>Largest n whose kernels are formed; above it <see cref="TangentKernelOperator{T}"/> multiplies with them (4096^2 doubles are 134 MB).</summary>
    public const int LargestDense = 4096;

    /// <summary>Forms the kernel of <paramref name="x"/> [n, d], <paramref name="b"/> = sigma' diag(a) [n, h] and, for a trained last layer, features <paramref name="z"/> [n, h].</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Matrix<double> Of<T>(MatrixView<T> x, MatrixView<T> b, MatrixView<T>? z, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Rows != x.Rows || (z is { } features && features.Rows != x.Rows))
        {
            throw new ArgumentException($"X has {x.Rows} rows, B {b.Rows}, Z {z?.Rows}");
        }

        ArgumentNullException.ThrowIfNull(team);
        Matrix<double> kernel = Gram(x, 1.0 / x.Columns, team);
        using Matrix<double> slopes = Gram(b, 1.0 / b.Columns, team);
        for (long i = 0; i < kernel.Rows; i++)
        {
            Span<double> row = kernel.Row((int)i);
            ReadOnlySpan<double> other = slopes.Row((int)i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] *= other[j];
            }
        }

        if (z is { } last)
        {
            AddGram(last, 1.0 / last.Columns, 1, kernel, team);
        }

        return kernel;
    }

    /// <summary>factor A A^T in double.</summary>
    public static Matrix<double> Gram<T>(MatrixView<T> a, double factor, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> kernel = new(a.Rows, a.Rows);
        AddGram(a, factor, 0, kernel, team);
        return kernel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
