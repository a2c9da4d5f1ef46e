using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The stated equations, after steps and after a restart: A V = U B, A^T U = V B^T + r e^T, V^T V = U^T U = I.</summary>
public class GolubKahanLanczosTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(8, false)]
    public void EquationsHoldAfterStepsAndRestart(int block, bool oneSided)
    {
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.Gaussian(80, 60, 5));
        DenseOperator<double> dense = new(a);

        // Both products in one pass, and apart.
        foreach (ILinearOperator<double> linearOperator in (ILinearOperator<double>[])[dense, new TransposedOperator<double>(new TransposedOperator<double>(dense))])
        {
            using GolubKahanLanczos<double> lanczos = new(linearOperator, block, 24, 1, oneSided, ThreadTeam.Single);
            lanczos.Start(default);
            while (lanczos.Expand())
            {
                Check(dense, lanczos);
            }

            Assert.Equal(24, lanczos.Steps);
            using SmallSvd small = new(24);
            small.Decompose(lanczos);
            lanczos.Restart(8, small.U, small.S, small.Vt);
            Check(dense, lanczos);
            lanczos.Expand();
            Check(dense, lanczos);
            lanczos.Expand();
            Assert.Equal(8 + (2 * block), lanczos.Steps);
            Check(dense, lanczos);
            Assert.Throws<ArgumentOutOfRangeException>(() => lanczos.Restart(block == 1 ? 24 : 7, small.U, small.S, small.Vt));
        }
    }

    [Theory]
    [InlineData(40, 30, 30)]
    [InlineData(40, 30, 5)]
    [InlineData(30, 29, 2)]
    [InlineData(9, 3, 3)]
    public void BlocksEndWithTheSpace(int m, int n, int rank)
    {
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.LowRank(m, n, rank));
        DenseOperator<double> dense = new(a);
        using GolubKahanLanczos<double> lanczos = new(dense, 8, 100, 3, false, ThreadTeam.Single);
        lanczos.Start(default);
        while (lanczos.Expand())
        {
            Check(dense, lanczos);
        }

        Assert.Equal(n, lanczos.Steps);
        Assert.Equal(0, lanczos.NextWidth);
    }

    [Fact]
    public void WideOperatorsTakeSingleVectors()
    {
        using Matrix<double> a = new(3, 5);
        Assert.Throws<ArgumentException>(() => new GolubKahanLanczos<double>(new DenseOperator<double>(a), 2, 3, 0, false, ThreadTeam.Single));
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        using Matrix<float> a = new(40, 30);
        a.Span.Fill(1);
        a[3, 4] = 2;
        using GolubKahanLanczos<float> lanczos = new(new DenseOperator<float>(a), 4, 12, 1, false, ThreadTeam.Single);
        lanczos.Start(default);
        while (lanczos.Expand())
        {
        }

        lanczos.Start(default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (lanczos.Expand())
        {
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Check(DenseOperator<double> a, GolubKahanLanczos<double> lanczos)
    {
        int j = lanczos.Steps;
        double[] left = new double[a.Rows], right = new double[a.Columns];
        for (int k = 0; k < j; k++)
        {
            a.Multiply(lanczos.V.Row(k), left, ThreadTeam.Single);
            a.MultiplyTransposed(lanczos.U.Row(k), right, ThreadTeam.Single);
            for (int i = 0; i < j; i++)
            {
                Axpy.Apply(-lanczos.B(i, k), lanczos.U.Row(i), left);
                Axpy.Apply(-lanczos.B(k, i), lanczos.V.Row(i), right);
            }

            for (int l = 0; l < lanczos.NextWidth; l++)
            {
                Axpy.Apply(-lanczos.B(k, j + l), lanczos.V.Row(j + l), right);
            }

            Assert.True(Norm2.Of<double>(left) < 1e-12, $"A V = U B, column {k}");
            Assert.True(Norm2.Of<double>(right) < 1e-12, $"A^T U = V B^T + r e^T, column {k}: {Norm2.Of<double>(right)}");
            for (int i = 0; i < j + lanczos.NextWidth; i++)
            {
                double expected = i == k ? 1 : 0;
                Assert.True(Math.Abs(Dot.Of<double>(lanczos.V.Row(i), lanczos.V.Row(k)) - expected) < 1e-14);
                Assert.True(i >= j || Math.Abs(Dot.Of<double>(lanczos.U.Row(i), lanczos.U.Row(k)) - expected) < 1e-12);
            }
        }
    }
}
