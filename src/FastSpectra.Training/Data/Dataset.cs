using System.Numerics;
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

    /// <summary>One sample per row, [n, d].</summary>
    public Matrix<T> X { get; }

    /// <summary>One label per sample, [n, 1].</summary>
    public Matrix<T> Y { get; }

    /// <summary>Number of samples n.</summary>
    public int Count => X.Rows;

    /// <summary>Number of inputs d.</summary>
    public int Dimension => X.Columns;

    /// <inheritdoc/>
    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }
}
