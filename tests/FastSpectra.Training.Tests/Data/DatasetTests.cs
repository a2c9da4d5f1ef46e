// Invariant: a dataset from arrays holds their numbers; its label direction is X^T y at norm 1.
using Xunit;

namespace FastSpectra.Training.Tests;

public sealed class DatasetTests
{
    [Fact]
    public void CopiesArraysAndFindsTheDirectionOfTheLabels()
    {
        float[,] x = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
        float[] y = [1, -1, 1];
        using Dataset<float> data = new(x, y);
        Assert.Equal((3, 2), (data.Count, data.Dimension));
        Assert.Equal([1, 2, 3, 4, 5, 6], data.X.Span.ToArray());
        Assert.Equal(y, data.Y.Span.ToArray());

        // X^T y = (3, 4).
        using LinearAlgebra.Matrix<float> direction = data.LabelDirection();
        Assert.Equal([0.6f, 0.8f], direction.Span.ToArray());
        using Dataset<float> none = new(x, [0, 0, 0]);
        Assert.Throws<ArgumentException>(none.LabelDirection);
        Assert.Contains("3x2", Assert.Throws<ArgumentException>(() => new Dataset<float>(x, y.AsSpan(1))).Message, StringComparison.Ordinal);
    }
}
