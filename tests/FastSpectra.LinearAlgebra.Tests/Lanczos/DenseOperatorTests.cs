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


            // Other left vectors than A x.
            expectedY.View[0, 0] += 1;
            dense.MultiplyTransposed(expectedY.View, expectedZ.View, ThreadTeam.Single);
            dense.MultiplyBoth(x.View, y.View, expectedY.View, z.View, team);
            Assert.Equal(expectedZ.Span.ToArray(), z.Span.ToArray());
            expectedY.View[0, 0] -= 1;
            Assert.Equal(expectedY.Span.ToArray(), y.Span.ToArray());
            Assert.Throws<ArgumentException>(() => dense.MultiplyNormal(x.View.Slice(0, 0, vectors, n - 1), y.View, z.View, team));
        }
    }

    // Several steps of the first-level cache with an incomplete group of lanes behind them; 4 x 4 sums at once, 4 x 2 and one row.
    [Theory]
    [InlineData(11, 1037, 8)]
    [InlineData(11, 1037, 7)]
    [InlineData(130, 519, 5)]
    public void BitsOfBothProductsDoNotDependOnLevelOrThreads(int m, int n, int vectors)
    {
        using Matrix<float> a = LanczosTesting.Dense<float>(Testing.MatrixGallery.Gaussian(m, n, 1)), x = LanczosTesting.Dense<float>(Testing.MatrixGallery.Gaussian(vectors, n, 2));
        using Matrix<float> y = new(vectors, m), z = new(vectors, n);
        DenseOperator<float> dense = new(a);
        float[]? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                foreach (int threads in new[] { 1, 3 })
                {
                    using ThreadTeam team = new(threads);
                    dense.MultiplyNormal(x.View, y.View, z.View, team);
                    float[] bits = [.. y.Span, .. z.Span];
                    expected ??= bits;
                    Assert.Equal(expected, bits);
                }
            }
        }
    }
}
