using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>C = alpha A A^T + beta C is exactly symmetric and has the bits of the general product.</summary>
public class SyrkTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 700)]
    [InlineData(8, 256)]
    [InlineData(7, 255)]
    [InlineData(33, 31)]
    [InlineData(130, 97)]
    [InlineData(100, 1100)]
    [InlineData(192, 600)]
    [InlineData(301, 40)]
    [InlineData(2100, 2)]
    public void Product_HasTheBitsOfGemm_AtEveryLevelAndThreadCount(int n, int k)
    {
        foreach (StorageOrder order in n > 2000 ? [StorageOrder.Rows] : Enum.GetValues<StorageOrder>())
        {
            using TestMatrix<float> a = GemmTests.Random<float>(n, k, order, 1);
            using Matrix<float> expected = new(n, n);
            Gemm.Multiply(1.5f, a.View, a.View.Transposed, 0f, expected.View, ThreadTeam.Single);
            string bits = GemmTests.Bits(expected.View);
            foreach (SimdLevel level in InstructionSet.Available)
            {
                using InstructionSet.LevelScope scope = InstructionSet.Use(level);
                foreach (int threads in level == InstructionSet.Best && order == StorageOrder.Rows ? new[] { 1, 2, 3, 7 } : [1])
                {
                    using ThreadTeam team = new(threads);
                    using TestMatrix<float> c = new(n, n, n < 200 ? order : StorageOrder.Rows, (_, _) => float.NaN);
                    Syrk.Multiply(1.5f, a.View, 0f, c.View, team);
                    Assert.Equal(bits, GemmTests.Bits(c.View));
                }
            }
        }
    }

    [Fact]
    public void Beta_ReadsTheLowerTriangleOnly()
    {
        using TestMatrix<double> a = GemmTests.Random<double>(70, 300, StorageOrder.Rows, 1);
        using TestMatrix<double> c = new(70, 70, StorageOrder.Rows, (i, j) => j > i ? double.NaN : i - (2 * j));
        using TestMatrix<double> expected = new(70, 70, StorageOrder.Rows, (i, j) => Math.Max(i, j) - (2 * Math.Min(i, j)));
        Syrk.Multiply(-1.0, a.View, 0.5, c.View, ThreadTeam.Single);
        GemmOracle.Multiply(-1.0, a.View, a.View.Transposed, 0.5, expected.View);
        Assert.Equal(GemmTests.Bits(expected.View), GemmTests.Bits(c.View));
    }

    [Fact]
    public void ShapesThatDoNotFit_AreNamed()
    {
        using Matrix<float> a = new(3, 4);
        Assert.Throws<ArgumentException>(() => Syrk.Multiply(1f, a.View, 0f, a.View, ThreadTeam.Single));
    }
}
