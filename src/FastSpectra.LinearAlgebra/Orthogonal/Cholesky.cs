using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>A = L L^T for symmetric positive definite A, and solutions of A X = B with it. n^3 / 3 flops.</summary>
public static unsafe class Cholesky
{
    /// <summary>Overwrites the lower triangle of <paramref name="a"/> with L; the strict upper triangle is not touched.</summary>
    /// <returns>False if a pivot is not positive: A is not positive definite in this precision, and its content is unspecified.</returns>
    /// <exception cref="ArgumentException">A is not square with contiguous rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Factor<T>(MatrixView<T> a, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a.Rows != a.Columns || a.ColumnStride != 1)
        {
            throw new ArgumentException($"A is {a.Rows}x{a.Columns} with column stride {a.ColumnStride}; a square matrix with contiguous rows is expected");
        }

        for (int j = 0; j < a.Rows; j++)
        {
            T* pivotRow = a.Data + (j * a.RowStride);
            T pivot = pivotRow[j] - Dot.Of(pivotRow, pivotRow, j);
            if (!(pivot > T.Zero) || !T.IsFinite(pivot))
            {
                return false;
            }

            pivot = T.Sqrt(pivot);
            pivotRow[j] = pivot;
            for (int i = j + 1; i < a.Rows; i++)
            {
                T* row = a.Data + (i * a.RowStride);
                row[j] = (row[j] - Dot.Of(row, pivotRow, j)) / pivot;
            }
        }

        return true;
    }

    /// <summary>Overwrites <paramref name="b"/> [n, any] with the solution of L L^T X = B, L being what <see cref="Factor"/> left.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Solve<T>(MatrixView<T> l, MatrixView<T> b, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Rows != l.Rows || l.Rows != l.Columns)
        {
            throw new ArgumentException($"L is {l.Rows}x{l.Columns}, B is {b.Rows}x{b.Columns}");
        }

        int n = l.Rows;
        for (int c = 0; c < b.Columns; c++)
        {
            for (int i = 0; i < n; i++)
            {
                T sum = b[i, c];
                for (int k = 0; k < i; k++)
                {
                    sum = Fused.MultiplyAdd(-l[i, k], b[k, c], sum);
                }

                b[i, c] = sum / l[i, i];
            }

            for (int i = n - 1; i >= 0; i--)
            {
                T sum = b[i, c];
                for (int k = i + 1; k < n; k++)
                {
                    sum = Fused.MultiplyAdd(-l[k, i], b[k, c], sum);
                }

                b[i, c] = sum / l[i, i];
            }
        }
    }
}
