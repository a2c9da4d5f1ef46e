using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Symmetric products C = alpha A A^T + beta C in half the flops of a general product.</summary>
/// <remarks>
/// The lower triangle is computed with the rule of <see cref="Gemm"/> and mirrored, so that C is exactly symmetric; with
/// beta = 0 it has the bits of <c>Gemm.Multiply(alpha, a, a.Transposed, ...)</c>.
/// </remarks>
public static unsafe class Syrk
{
    // Squares of 32 floats: two of them, read by rows and written by columns, fit the first-level cache with room.
    private const int MirrorBlock = 32;

    /// <summary>C = alpha A A^T + beta C for an m x k matrix A. A^T A is obtained with <see cref="MatrixView{T}.Transposed"/>.</summary>
    /// <remarks>Only the lower triangle of C is read (nothing of it with beta = 0); both triangles are written.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply<T>(T alpha, MatrixView<T> a, T beta, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        if (c.Rows != a.Rows || c.Columns != a.Rows)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, C is {c.Rows}x{c.Columns}");
        }

        if (c.Rows <= 1 || a.Columns == 0 || alpha == T.Zero || InnerProducts.Apply(c.Rows, c.Rows, a.Columns))
        {
            Gemm.Multiply(alpha, a, a.Transposed, beta, c, team);
        }
        else
        {
            GemmPlan<T> plan = new() { A = a, B = a.Transposed, C = c, Alpha = alpha, Beta = beta, LowerOnly = true };
            Gemm.Run(ref plan, TileTable.Selected, team);
        }

        Mirror<T> mirror = new() { C = c };
        (c.Rows < 256 ? ThreadTeam.Single : team).Run(ref mirror);
    }

    /// <summary>C = C - A A^T on the lower triangle of C; above it, what shares a tile with the diagonal is left unspecified.</summary>
    internal static void SubtractLower<T>(MatrixView<T> a, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GemmPlan<T> plan = new() { A = a, B = a.Transposed, C = c, Alpha = -T.One, Beta = T.One, LowerOnly = true };
        Gemm.Run(ref plan, TileTable.Selected, team);
    }

    private struct Mirror<T> : ITeamTask
        where T : unmanaged
    {
        public MatrixView<T> C;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run(int member, ThreadTeam team)
        {
            // Blocks of rows are dealt out in turn: a late block row is longer than an early one.
            for (int i = member * MirrorBlock; i < C.Rows; i += team.Size * MirrorBlock)
            {
                int rows = Math.Min(MirrorBlock, C.Rows - i);
                for (int j = 0; j <= i; j += MirrorBlock)
                {
                    MirrorSquare(C, i, j, rows);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void MirrorSquare(MatrixView<T> c, int firstRow, int firstColumn, int rows)
        {
            nint rs = c.RowStride;
            nint cs = c.ColumnStride;
            int done = 0;
            if (cs == 1 && firstColumn < firstRow)
            {
                done = Transposition.Apply(c.Data + (firstRow * rs) + firstColumn, rs, rows, MirrorBlock, c.Data + (firstColumn * rs) + firstRow, rs);
            }

            for (int i = firstRow + done; i < firstRow + rows; i++)
            {
                int end = Math.Min(firstColumn + MirrorBlock, i);
                T* from = c.Data + (i * rs) + (firstColumn * cs);
                T* to = c.Data + (i * cs) + (firstColumn * rs);
                for (int j = firstColumn; j < end; j++)
                {
                    *to = *from;
                    from += cs;
                    to += rs;
                }
            }
        }
    }
}
