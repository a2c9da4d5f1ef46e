using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>y = alpha A x + beta y: the bits of the lanes and tree of the plain loops, for every storage order, level and team.</summary>
public class GemvTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 15)]
    [InlineData(4, 16)]
    [InlineData(5, 17)]
    [InlineData(255, 33)]
    [InlineData(257, 64)]
    [InlineData(600, 131)]
    [InlineData(600, 400)]
    [InlineData(7, 0)]
    [InlineData(0, 7)]
    public void Product_HasTheBitsOfTheLoops(int m, int k)
    {
        foreach (StorageOrder order in Enum.GetValues<StorageOrder>())
        {
            using TestMatrix<float> a = GemmTests.Random<float>(m, k, order, 1);
            using TestMatrix<double> d = GemmTests.Random<double>(m, k, order, 1);
            using TestMatrix<float> x = GemmTests.Random<float>(1, k, StorageOrder.Rows, 2);
            using TestMatrix<double> xd = GemmTests.Random<double>(1, k, StorageOrder.Rows, 2);
            foreach (SimdLevel level in InstructionSet.Available)
            {
                using InstructionSet.LevelScope scope = InstructionSet.Use(level);
                foreach (int threads in level == InstructionSet.Best ? new[] { 1, 3 } : [1])
                {
                    using ThreadTeam team = new(threads);
                    Check(1.5f, a.View, x, -0.5f, team);
                    Check(1.0, d.View, xd, 0, team);
                }
            }
        }
    }

    [Fact]
    public void LengthsThatDoNotFit_AreNamed()
    {
        using Matrix<float> a = new(3, 4);
        Assert.Throws<ArgumentException>(() => Gemv.Multiply(1f, a.View, new float[3], 0f, new float[3], ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => Gemv.Multiply(1f, a.View, new float[4], 0f, new float[4], ThreadTeam.Single));
    }

    private static unsafe void Check<T>(T alpha, MatrixView<T> a, TestMatrix<T> x, T beta, ThreadTeam team)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> elements = new(x.View.Data, a.Columns);
        T[] y = new T[a.Rows];
        T[] expected = new T[a.Rows];
        y.AsSpan().Fill(beta == T.Zero ? T.NaN : T.One);
        y.CopyTo(expected, 0);
        Gemv.Multiply(alpha, a, elements, beta, y, team);
        GemmOracle.Multiply(alpha, a, elements, beta, expected);
        Assert.Equal(expected, y);
    }
}
