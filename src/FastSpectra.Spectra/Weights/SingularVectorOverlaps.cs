using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// O_left = (U_W^T U_M)^2 and O_right = (V_W^T V_M)^2, squared element by element: row i, column j is how much of the j-th singular vector
/// of M lies along the i-th of W (arXiv 2406.04657, overlaps of weights and updates).
/// </summary>
public sealed class SingularVectorOverlaps : IDisposable
{
    private SingularVectorOverlaps(Matrix<double> left, Matrix<double> right)
    {
        Left = left;
        Right = right;
    }

    /// <summary>Squared overlaps of the left vectors, [k, k].</summary>
    public Matrix<double> Left { get; }

    /// <summary>Squared overlaps of the right vectors, [k, k].</summary>
    public Matrix<double> Right { get; }

    /// <summary>Compares the vectors of <paramref name="w"/> with those of <paramref name="m"/>, matrices of one shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static SingularVectorOverlaps Of(SingularVectors w, SingularVectors m, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(m);
        if (w.Left.Rows != m.Left.Rows || w.RightTransposed.Columns != m.RightTransposed.Columns)
        {
            throw new ArgumentException(
                $"W is {w.Left.Rows}x{w.RightTransposed.Columns}, M is {m.Left.Rows}x{m.RightTransposed.Columns}", nameof(m));
        }

        Matrix<double> left = new(w.Left.Columns, m.Left.Columns);
        Matrix<double> right = new(w.Left.Columns, m.Left.Columns);
        Gemm.Multiply(1.0, w.Left.View.Transposed, m.Left.View, 0.0, left.View, team);
        Gemm.Multiply(1.0, w.RightTransposed.View, m.RightTransposed.View.Transposed, 0.0, right.View, team);
        Square(left);
        Square(right);
        return new SingularVectorOverlaps(left, right);
    }

    /// <summary>
    /// Mean over the leading <paramref name="count"/> vectors of M of the part that lies in the span of as many leading vectors of W; a
    /// random subspace of dimension D captures count / D.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static double Captured(Matrix<double> overlaps, int count)
    {
        ArgumentNullException.ThrowIfNull(overlaps);
        int size = Math.Min(count, overlaps.Rows);
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                sum += overlaps[i, j];
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Square(Matrix<double> matrix)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            foreach (ref double value in matrix.Row(i))
            {
                value *= value;
            }
        }
    }
}
