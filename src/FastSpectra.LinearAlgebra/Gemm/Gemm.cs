using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Matrix products C = alpha A B + beta C with bits that depend on the values and on m, n, k alone: not on strides, threads,
/// caches or the instruction set.
/// </summary>
/// <remarks>
/// Each element of A B is summed over k in ascending order with fused multiply-adds, in blocks of
/// 512 (float) or 256 (double) steps that are added in order: C = fma(alpha, block, beta C), later C = fma(alpha, block, C).
/// With m = 1 or n = 1, and with m, n up to 8 and k from 256, the rule of <see cref="Gemv"/> holds instead. Error of an element:
/// at most (256 or 512 + k/256 + 2) eps sum |a| |b|, by the rule of Gemv (k/8 + 6) eps sum |a| |b|. 2mnk flops.
/// </remarks>
public static unsafe class Gemm
{
    // 4 Mflop take about 35 microseconds on one core; waking a team and meeting at a barrier takes up to a fifth of that.
    private const double SmallestTeamWork = 4e6;

    /// <summary>C = alpha A B + beta C. Transposes are given as <see cref="MatrixView{T}.Transposed"/>.</summary>
    /// <remarks>With beta = 0, C is written without being read; with alpha = 0 or k = 0, A and B are not read. C overlaps neither.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    // Optimised at once: a small product takes less time than this method does before the runtime has compiled it again.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Multiply<T>(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        bool fits = a.Columns == b.Rows && c.Rows == a.Rows && c.Columns == b.Columns && alpha != T.Zero;
        if (fits && DirectProduct<T>.Applies(c.Rows, c.Columns, a.Columns))
        {
            // Before all else: the other questions take as long as a product of 8 x 8 x 8.
            if (b.ColumnStride == 1 && c.ColumnStride == 1)
            {
                DirectProduct<T>.Multiply(TileTable.Selected, alpha, a, b, beta, c);
                return;
            }

            if (a.RowStride == 1 && c.RowStride == 1)
            {
                DirectProduct<T>.Multiply(TileTable.Selected, alpha, b.Transposed, a.Transposed, beta, c.Transposed);
                return;
            }
        }

        if (fits && c.Rows > 1 && c.Columns > 1 && InnerProducts.Apply(c.Rows, c.Columns, a.Columns))
        {
            InnerProducts.Multiply(alpha, a, b, beta, c, team);
            return;
        }

        Multiply(alpha, a, null, b, null, beta, c, team);
    }

    /// <summary>C = alpha A B + beta C with A packed before.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or A was packed as a right operand.</exception>
    public static void Multiply<T>(T alpha, PackedMatrix<T> a, MatrixView<T> b, T beta, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        if (!a.IsLeft)
        {
            throw new ArgumentException("A was packed as a right operand", nameof(a));
        }

        Multiply(alpha, a.Source, a, b, null, beta, c, team);
    }

    /// <summary>C = alpha A B + beta C with B packed before.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit, or B was packed as a left operand.</exception>
    public static void Multiply<T>(T alpha, MatrixView<T> a, PackedMatrix<T> b, T beta, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(b);
        if (b.IsLeft)
        {
            throw new ArgumentException("B was packed as a left operand", nameof(b));
        }

        Multiply(alpha, a, null, b.Source, b, beta, c, team);
    }

    /// <summary>Runs the loops for a plan whose operands are set.</summary>
    internal static void Run<T>(ref GemmPlan<T> plan, TileName tile, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double flops = 2.0 * plan.M * plan.N * plan.K;
        Product<T> product = new() { Plan = plan, Team = flops < SmallestTeamWork ? ThreadTeam.Single : team };
        TileTable.Run<T, Product<T>>(tile, ref product);
    }

    private static void Multiply<T>(
        T alpha, in MatrixView<T> a, PackedMatrix<T>? packedA, in MatrixView<T> b, PackedMatrix<T>? packedB, T beta, in MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, B is {b.Rows}x{b.Columns}, C is {c.Rows}x{c.Columns}");
        }

        if (c.Rows == 0 || c.Columns == 0)
        {
            return;
        }

        if (a.Columns == 0 || alpha == T.Zero)
        {
            ScaleAll(beta, c);
            return;
        }

        if (c.Columns == 1)
        {
            Gemv.Multiply(alpha, a, b.Data, b.RowStride, beta, c.Data, c.RowStride, team);
            return;
        }

        if (c.Rows == 1)
        {
            Gemv.Multiply(alpha, b.Transposed, a.Data, a.ColumnStride, beta, c.Data, c.ColumnStride, team);
            return;
        }

        if (InnerProducts.Apply(c.Rows, c.Columns, a.Columns))
        {
            InnerProducts.Multiply(alpha, a, b, beta, c, team);
            return;
        }

        bool alone = team.Size == 1 || 2.0 * c.Rows * c.Columns * a.Columns < SmallestTeamWork;
        if (alone && packedA is null && packedB is null && DirectProduct<T>.TryInBlocks(alpha, a, b, beta, c))
        {
            return;
        }

        TileName tile = TileTable.Selected;
        GemmPlan<T> plan = new() { A = a, B = b, C = c, Alpha = alpha, Beta = beta };
        if (packedA is not null)
        {
            plan.PackedLeft = packedA.DataFor(tile);
        }
        else if (packedB is not null)
        {
            plan.PackedRight = packedB.DataFor(tile);
        }
        else if (c.ColumnStride != 1 && c.RowStride == 1)
        {
            // C is stored by columns: C^T = B^T A^T is stored by rows, and a b = b a in every bit.
            plan.A = b.Transposed;
            plan.B = a.Transposed;
            plan.C = c.Transposed;
        }

        Run(ref plan, tile, team);
        GC.KeepAlive(packedA);
        GC.KeepAlive(packedB);
    }

    private static void ScaleAll<T>(T beta, MatrixView<T> c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                c[i, j] = beta == T.Zero ? T.Zero : beta * c[i, j];
            }
        }
    }

    private struct Product<T> : ITileConsumer<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public GemmPlan<T> Plan;
        public ThreadTeam Team;

        public void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            Plan.Decide<TTile>(Team.Size);
            Plan.Buffer = (T*)PackingBuffer.Take(Plan.BufferSize * sizeof(T));
            if (Plan.OwnColumns)
            {
                new Span<MemberBlock>(Plan.Buffer, Team.Size).Fill(new MemberBlock { NextRow = MemberBlock.Closed });
            }

            GemmLoops<TTile, T> loops = new() { Plan = Plan };
            Team.Run(ref loops);
        }
    }
}
