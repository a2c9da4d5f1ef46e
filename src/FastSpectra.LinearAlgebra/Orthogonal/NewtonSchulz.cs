using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: X keeps its singular vectors, each singular value s becomes p(p(...p(s))), p(s) = a s + b s^3 + c s^5, whose values lie in
// [0.68, 1.21] after five steps for s in [2e-3, 1]; smaller ones grow by a per step. With S = X X^T (or X^T X, the smaller of the two):
// X <- (a I + b S + c S^2) X. Cost per step, s = min(m, n), l = max(m, n): s^2 l + s^3 + 2 s^2 l flops.
// Source: K. Jordan et al., "Muon", 2024; the iteration after A. Bjorck, C. Bowie, SIAM J. Numer. Anal. 8 (1971).

/// <summary>
/// The quintic Newton-Schulz iteration: a few products that take a matrix G = U S V^T near its orthogonal factor U V^T, all singular values
/// within a factor 1.8 of each other, without a decomposition.
/// </summary>
public static unsafe class NewtonSchulz
{
    /// <summary>Steps after which values from 2e-3 of the Frobenius norm lie in [0.68, 1.21].</summary>
    public const int Iterations = 5;

    private const double Linear = 3.4445;
    private const double Cubic = -4.7750;
    private const double Quintic = 2.0315;

    /// <summary>Replaces <paramref name="matrix"/> by the iteration's result from matrix / |matrix|_F, in its own precision. A matrix stays if its squares are all zero.</summary>
    /// <param name="matrix">m x n, rows contiguous.</param>
    /// <param name="workspace">Scratch: 2 s^2 + m n elements, s = min(m, n). A warm call allocates nothing.</param>
    /// <param name="team">Threads; the bits do not depend on their number.</param>
    /// <exception cref="ArgumentException">The rows are not contiguous.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Orthogonalise<T>(MatrixView<T> matrix, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        if (matrix.ColumnStride != 1)
        {
            throw new ArgumentException($"the columns of the {matrix.Rows}x{matrix.Columns} matrix are {matrix.ColumnStride} elements apart, expected 1", nameof(matrix));
        }

        double sum = 0;
        for (int i = 0; i < matrix.Rows; i++)
        {
            sum += InDouble.SumOfSquares<T>(Row(matrix, i));
        }

        if (sum == 0)
        {
            return;
        }

        // A quotient, not a product: the inverse norm of subnormal floats is beyond their range.
        double norm = Math.Sqrt(sum);
        for (int i = 0; i < matrix.Rows; i++)
        {
            foreach (ref T element in Row(matrix, i))
            {
                element = T.CreateTruncating(double.CreateTruncating(element) / norm);
            }
        }

        bool isTall = matrix.Rows > matrix.Columns;
        int s = Math.Min(matrix.Rows, matrix.Columns);
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<T> square = workspace.TakeMatrix<T>(s, s);
        MatrixView<T> factor = workspace.TakeMatrix<T>(s, s);
        MatrixView<T> next = workspace.TakeMatrix<T>(matrix.Rows, matrix.Columns);
        MatrixView<T> x = matrix;
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Syrk.Multiply(T.One, isTall ? x.Transposed : x, T.Zero, square, team);
            Copy(square, factor);
            Syrk.Multiply(T.CreateTruncating(Quintic), square, T.CreateTruncating(Cubic), factor, team);
            for (int i = 0; i < s; i++)
            {
                factor[i, i] += T.CreateTruncating(Linear);
            }

            Gemm.Multiply(T.One, isTall ? x : factor, isTall ? factor : x, T.Zero, next, team);
            (x, next) = (next, x);
        }

        // An odd number of exchanges: the result is in the scratch matrix.
        Copy(x, matrix);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy<T>(MatrixView<T> source, MatrixView<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < source.Rows; i++)
        {
            Row(source, i).CopyTo(Row(destination, i));
        }
    }

    private static Span<T> Row<T>(MatrixView<T> matrix, int i)
        where T : unmanaged => new(matrix.Data + (i * matrix.RowStride), matrix.Columns);
}
