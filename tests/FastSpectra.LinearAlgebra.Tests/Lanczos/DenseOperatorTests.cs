using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

public class DenseOperatorTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(64, 16)]
    [InlineData(131, 70)]
    [InlineData(5000, 3)]
    [InlineData(300, 700)]
    public void OnePassEqualsTwoProductsExactlyOnIntegers(int m, int n)
    {
        using Matrix<float> a = new(m, n);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = ((7 * i) + (3 * j)) % 11 - 5;
            }
        }

        // More vectors than a pass takes, and one.
        foreach (int vectors in new[] { 1, 3, 8, 11 })
        {
            using Matrix<float> x = new(vectors, n), y = new(vectors, m), z = new(vectors, n), expectedY = new(vectors, m), expectedZ = new(vectors, n);
            for (int i = 0; i < vectors; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    x[i, j] = ((i + j) % 5) - 2;
                }
            }

            DenseOperator<float> dense = new(a);
            using ThreadTeam team = new(3);
            dense.MultiplyNormal(x.View, y.View, z.View, team);
            for (int i = 0; i < vectors; i++)
            {
                dense.Multiply(x.Row(i), expectedY.Row(i), ThreadTeam.Single);
                dense.MultiplyTransposed(expectedY.Row(i), expectedZ.Row(i), ThreadTeam.Single);
            }

            Assert.Equal(expectedY.Span.ToArray(), y.Span.ToArray());
            Assert.Equal(expectedZ.Span.ToArray(), z.Span.ToArray());
            y.Span.Clear();
            z.Span.Clear();
            dense.Multiply(x.View, y.View, team);
            dense.MultiplyTransposed(y.View, z.View, team);
            Assert.Equal(expectedY.Span.ToArray(), y.Span.ToArray());
            Assert.Equal(expectedZ.Span.ToArray(), z.Span.ToArray());
            Assert.Throws<ArgumentException>(() => dense.MultiplyNormal(x.View.Slice(0, 0, vectors, n - 1), y.View, z.View, team));
        }
    }
}
