using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: H_0 H_1 ... H_{k-1} = I - U T U^T, T upper triangular, T_jj = tau_j, T_{0:j,j} = -tau_j T_{0:j,0:j} (U^T u_j).
// U holds its zeros and ones explicitly, so that every product is a plain Gemm. Cost per block: 4 m n k flops.
// Source: Schreiber and Van Loan, "A storage-efficient WY representation for products of Householder transformations" (1989).

/// <summary>Products of reflectors applied block by block.</summary>
internal static unsafe class CompactWy
{
    /// <summary>Most reflectors per block: enough for Gemm, little enough that the triangular factor costs nothing.</summary>
    public const int LargestBlock = 64;

    /// <summary>
    /// Reflectors per block for vectors of m elements. The rounding error of a block of nearly parallel reflectors (Lauchli's matrix)
    /// grows with its width: m/8 keeps it below 2 m ulp.
    /// </summary>
    public static int BlockFor(int m) => Math.Clamp(m / 8 / 16 * 16, 16, LargestBlock);

    /// <summary>C = H_0 H_1 ... H_{k-1} C.</summary>
    /// <param name="u">m x k: column j is u_j, its first j + <paramref name="offset"/> elements zero.</param>
    /// <param name="tau">k factors.</param>
    /// <param name="offset">Rows before the first reflector's leading 1.</param>
    /// <param name="c">m x n, any strides.</param>
    /// <param name="workspace">Scratch: 2 LargestBlock n elements.</param>
    /// <param name="team">Threads.</param>
    public static void ApplyLeft<T>(MatrixView<T> u, T* tau, int offset, MatrixView<T> c, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = BlockFor(u.Rows);
        for (int j = (u.Columns - 1) / block * block; j >= 0; j -= block)
        {
            ApplyBlock(u, tau, offset, j, Math.Min(block, u.Columns - j), c, transposed: false, workspace, team);
        }
    }

    /// <summary>C = H_{k-1} ... H_1 H_0 C, the transpose of <see cref="ApplyLeft"/>'s product.</summary>
    public static void ApplyLeftTransposed<T>(MatrixView<T> u, T* tau, int offset, MatrixView<T> c, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int block = BlockFor(u.Rows);
        for (int j = 0; j < u.Columns; j += block)
        {
            ApplyBlock(u, tau, offset, j, Math.Min(block, u.Columns - j), c, transposed: true, workspace, team);
        }
    }

    private static void ApplyBlock<T>(MatrixView<T> u, T* tau, int offset, int j, int k, MatrixView<T> c, bool transposed, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = Math.Min(j + offset, u.Rows);
        if (top == u.Rows || c.Columns == 0 || k <= 0)
        {
            return;
        }

        using Workspace.Mark mark = workspace.Begin();
        MatrixView<T> panel = u.Slice(top, j, u.Rows - top, k);
        MatrixView<T> target = c.Slice(top, 0, c.Rows - top, c.Columns);
        MatrixView<T> t = workspace.TakeMatrix<T>(k, k);
        Factor(panel, tau + j, t, workspace, team);
        MatrixView<T> product = workspace.TakeMatrix<T>(k, c.Columns);
        MatrixView<T> weighted = workspace.TakeMatrix<T>(k, c.Columns);
        Gemm.Multiply(T.One, panel.Transposed, target, T.Zero, product, team);
        Gemm.Multiply(T.One, transposed ? t.Transposed : t, product, T.Zero, weighted, team);
        Gemm.Multiply(-T.One, panel, weighted, T.One, target, team);
    }

    /// <summary>The triangular factor of one block; the part below the diagonal is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Factor<T>(MatrixView<T> u, T* tau, MatrixView<T> t, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = u.Columns;
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<T> gram = workspace.TakeMatrix<T>(k, k);
        Gemm.Multiply(T.One, u.Transposed, u, T.Zero, gram, team);
        for (int j = 0; j < k; j++)
        {
            for (int i = 0; i < j; i++)
            {
                T sum = T.Zero;
                for (int l = i; l < j; l++)
                {
                    sum = Fused.MultiplyAdd(t[i, l], gram[l, j], sum);
                }

                t[i, j] = -tau[j] * sum;
            }

            t[j, j] = tau[j];
            for (int i = j + 1; i < k; i++)
            {
                t[i, j] = T.Zero;
            }
        }
    }
}
