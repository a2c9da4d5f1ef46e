using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// O_left = (U_W^T U_M)^2 and O_right = (V_W^T V_M)^2, squared element by element: row i, column j is how much of the j-th singular vector
/// of M lies along the i-th of W (arXiv 2406.04657, overlaps of weights and updates).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SingularVectorOverlaps<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SingularVectorOverlaps(Matrix<T> left, Matrix<T> right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>Squared overlaps of the left vectors, [k, k].</summary>
    public Matrix<T> Left { get; }

    /// <summary>Squared overlaps of the right vectors, [k, k].</summary>
    public Matrix<T> Right { get; }

    /// <summary>Compares the vectors of <paramref name="w"/> with those of <paramref name="m"/>, matrices of one shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static SingularVectorOverlaps<T> Of(SingularVectors<T> w, SingularVectors<T> m, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(m);
        if (w.Left.Rows != m.Left.Rows || w.RightTransposed.Columns != m.RightTransposed.Columns)
        {
            throw new ArgumentException(
                $"W is {w.Left.Rows}x{w.RightTransposed.Columns}, M is {m.Left.Rows}x{m.RightTransposed.Columns}", nameof(m));
        }

        Matrix<T> left = new(w.Left.Columns, m.Left.Columns);
        Matrix<T> right = new(w.Left.Columns, m.Left.Columns);
        Gemm.Multiply(T.One, w.Left.View.Transposed, m.Left.View, T.Zero, left.View, team);
        Gemm.Multiply(T.One, w.RightTransposed.View, m.RightTransposed.View.Transposed, T.Zero, right.View, team);
        Square(left);
        Square(right);
        return new SingularVectorOverlaps<T>(left, right);
    }

    /// <summary>
    /// Mean over the leading <paramref name="count"/> vectors of M of the part that lies in the span of as many leading vectors of W; a
    /// random subspace of dimension D captures count / D.
    /// </summary>
    public static double Captured(Matrix<T> overlaps, int count)
    {
        ArgumentNullException.ThrowIfNull(overlaps);
        int size = Math.Min(count, overlaps.Rows);
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                sum += double.CreateTruncating(overlaps[i, j]);
            }
        }

        return sum / size;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }

    private static void Square(Matrix<T> matrix)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            foreach (ref T value in matrix.Row(i))
            {
                value *= value;
            }
        }
    }
}
