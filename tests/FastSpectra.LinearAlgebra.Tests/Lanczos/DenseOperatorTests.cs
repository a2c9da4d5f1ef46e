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

        float[] x = [.. Enumerable.Range(0, n).Select(j => (float)((j % 5) - 2))];
        float[] y = new float[m], z = new float[n], expectedY = new float[m], expectedZ = new float[n];
        DenseOperator<float> dense = new(a);
        using ThreadTeam team = new(3);
        dense.MultiplyNormal(x, y, z, team);
        dense.Multiply(x, expectedY, ThreadTeam.Single);
        dense.MultiplyTransposed(expectedY, expectedZ, ThreadTeam.Single);
        Assert.Equal(expectedY, y);
        Assert.Equal(expectedZ, z);
        Assert.Throws<ArgumentException>(() => dense.MultiplyNormal(new float[n + 1], y, z, team));
    }
}
