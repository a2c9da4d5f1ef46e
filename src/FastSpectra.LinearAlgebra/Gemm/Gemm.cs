using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>Matrix products C = alpha A B + beta C with bits that depend on the values and shapes alone.</summary>
public static class Gemm
{
    /// <summary>C = alpha A B + beta C. Transposes are given as <see cref="MatrixView{T}.Transposed"/>.</summary>
    /// <remarks>With beta = 0, C is written without being read.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply<T>(T alpha, MatrixView<T> a, MatrixView<T> b, T beta, MatrixView<T> c, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Columns != b.Rows || c.Rows != a.Rows || c.Columns != b.Columns)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns}, B is {b.Rows}x{b.Columns}, C is {c.Rows}x{c.Columns}");
        }

        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                T sum = T.Zero;
                for (int k = 0; k < a.Columns; k++)
                {
                    sum = Fused.MultiplyAdd(a[i, k], b[k, j], sum);
                }

                c[i, j] = beta == T.Zero ? alpha * sum : Fused.MultiplyAdd(beta, c[i, j], alpha * sum);
            }
        }
    }
}
