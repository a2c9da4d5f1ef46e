using System.Numerics;
using CommunityToolkit.HighPerformance;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Samples and their labels. Immutable by convention, so that any number of runs may share one.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Dataset<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes ownership of <paramref name="x"/> [n, d] and <paramref name="y"/> [n, 1].</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Dataset(Matrix<T> x, Matrix<T> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (y.Rows != x.Rows || y.Columns != 1)
        {
            throw new ArgumentException($"X is {x.Rows}x{x.Columns}, so y should be {x.Rows}x1, but is {y.Rows}x{y.Columns}", nameof(y));
        }

        X = x;
        Y = y;
    }

    /// <summary>Copies <paramref name="x"/> [n, d], a sample per row, and <paramref name="y"/> [n]; arrays fit both.</summary>
    /// <exception cref="ArgumentException">There is not one label per row.</exception>
    public Dataset(ReadOnlySpan2D<T> x, ReadOnlySpan<T> y)
    {
        if (x.Height != y.Length)
        {
            throw new ArgumentException($"X is {x.Height}x{x.Width}, so y should have {x.Height} labels, but has {y.Length}", nameof(y));
        }

        X = new Matrix<T>(x.Height, x.Width);
        Y = new Matrix<T>(y.Length, 1);
        for (int i = 0; i < X.Rows; i++)
        {
            x.GetRowSpan(i).CopyTo(X.Row(i));
            Y[i, 0] = y[i];
        }
    }

    /// <summary>One sample per row, [n, d].</summary>
    public Matrix<T> X { get; }

    /// <summary>One label per sample, [n, 1].</summary>
    public Matrix<T> Y { get; }

    /// <summary>Number of samples n.</summary>
    public int Count => X.Rows;

    /// <summary>Number of inputs d.</summary>
    public int Dimension => X.Columns;

    /// <summary>The direction of the inputs that goes with the labels, X^T y / |X^T y| [d, 1], summed over the samples in their order in double.</summary>
    /// <exception cref="ArgumentException">X^T y is zero or not finite.</exception>
    public Matrix<T> LabelDirection()
    {
        double[] sums = new double[Dimension];
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<T> row = X.Row(i);
            double label = double.CreateTruncating(Y[i, 0]);
            for (int j = 0; j < sums.Length; j++)
            {
                sums[j] = Fused.MultiplyAdd(double.CreateTruncating(row[j]), label, sums[j]);
            }
        }

        double norm = Math.Sqrt(SumOfSquares.Of<double>(sums));
        if (!(norm > 0) || !double.IsFinite(norm))
        {
            throw new ArgumentException($"X^T y has norm {norm}, so that no direction goes with the labels");
        }

        Matrix<T> direction = new(Dimension, 1);
        for (int j = 0; j < sums.Length; j++)
        {
            direction[j, 0] = T.CreateTruncating(sums[j] / norm);
        }

        return direction;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }
}
