using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>A packed operand gives the bits of the matrix it was packed from.</summary>
public class PackedMatrixTests
{
    [Theory]
    [InlineData(70, 90, 600)]
    [InlineData(9, 17, 513)]
    [InlineData(2100, 50, 20)]
    [InlineData(50, 2100, 20)]
    [InlineData(1, 30, 40)]
    [InlineData(100, 65, 200)]
    [InlineData(5, 8, 300)]
    [InlineData(30, 1, 40)]
    public void Product_HasTheBitsOfTheUnpackedOne(int m, int n, int k)
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            using TestMatrix<float> a = GemmTests.Random<float>(m, k, order, 1);
            using TestMatrix<float> b = GemmTests.Random<float>(k, n, order, 2);
            using TestMatrix<float> c = GemmTests.Random<float>(m, n, StorageOrder.Rows, 3);
            Gemm.Multiply(1f, a.View, b.View, 0f, c.View, ThreadTeam.Single);
            string bits = GemmTests.Bits(c.View);
            foreach (SimdLevel level in InstructionSet.Available)
            {
                using InstructionSet.LevelScope scope = InstructionSet.Use(level);
                using ThreadTeam team = new(level == InstructionSet.Best ? 2 : 1);
                using PackedMatrix<float> left = PackedMatrix<float>.Left(a.View);
                using PackedMatrix<float> right = PackedMatrix<float>.Right(b.View);
                Gemm.Multiply(1f, left, b.View, 0f, c.View, team);
                Assert.Equal(bits, GemmTests.Bits(c.View));
                Gemm.Multiply(1f, a.View, right, 0f, c.View, team);
                Assert.Equal(bits, GemmTests.Bits(c.View));
            }
        }
    }

    [Fact]
    public void TheWrongSideOrInstructionSet_IsRefused()
    {
        using Matrix<float> a = new(20, 20);
        using PackedMatrix<float> left = PackedMatrix<float>.Left(a.View);
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(1f, a.View, left, 0f, a.View, ThreadTeam.Single));
        if (InstructionSet.Best > SimdLevel.Scalar)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(SimdLevel.Scalar);
            Assert.Throws<InvalidOperationException>(() => Gemm.Multiply(1f, left, a.View, 0f, a.View, ThreadTeam.Single));
        }
    }
}
