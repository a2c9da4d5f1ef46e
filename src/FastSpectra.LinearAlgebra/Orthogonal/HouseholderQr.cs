using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant: A = Q [R; 0], Q = H_0 H_1 ... H_{n-1}; A is overwritten by the u_j with their ones and zeros, R (upper triangular, zeros
// below) goes to its own matrix. Cost: 2n^2 (m - n/3) flops, all but 2 m n Panel of them in Gemm.
// Source: Golub and Van Loan 5.2.3; Schreiber and Van Loan (1989).

/// <summary>QR decomposition of a tall matrix by blocks of Householder reflectors.</summary>
internal static unsafe class HouseholderQr
{
    private const int Panel = 32;

    /// <summary>Factors a in place.</summary>
    /// <param name="a">m x n, m >= n, column-major, padded to whole cache lines with zeros.</param>
    /// <param name="tau">n factors.</param>
    /// <param name="r">n x n, column-major, padded with zeros likewise.</param>
    /// <param name="workspace">Scratch: that of <see cref="CompactWy"/>.</param>
    /// <param name="team">Threads.</param>
    public static void Factor<T>(MatrixView<T> a, T* tau, MatrixView<T> r, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = a.Rows, n = a.Columns;
        for (int start = 0; start < n; start += Panel)
        {
            int width = Math.Min(Panel, n - start);
            FactorPanel(a, tau, r, start, width);
            int rest = n - start - width;
            if (rest > 0)
            {
                MatrixView<T> u = a.Slice(start, start, m - start, width);
                CompactWy.ApplyLeftTransposed(u, tau + start, 0, a.Slice(start, start + width, m - start, rest), workspace, team);
            }
        }
    }

    private static void FactorPanel<T>(MatrixView<T> a, T* tau, MatrixView<T> r, int start, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint stride = a.ColumnStride;
        T* products = stackalloc T[Panel];
        for (int j = start; j < start + width; j++)
        {
            T* column = a.Data + (j * stride);
            T* rColumn = r.Data + (j * r.ColumnStride);
            new Span<T>(rColumn, (int)r.ColumnStride).Clear();
            new ReadOnlySpan<T>(column, j).CopyTo(new Span<T>(rColumn, j));
            new Span<T>(column, j).Clear();
            int length = a.Rows - j;
            rColumn[j] = HouseholderReflector.Generate(column + j, length, out tau[j], out _);
            int rest = start + width - j - 1;
            ColumnKernels.Dots(column + stride + j, stride, rest, column + j, length, products);
            for (int c = 0; c < rest; c++)
            {
                products[c] *= tau[j];
                ColumnKernels.Subtract(column + j, 0, 1, products + c, 0, column + ((c + 1) * stride) + j, length);
            }
        }
    }
}
