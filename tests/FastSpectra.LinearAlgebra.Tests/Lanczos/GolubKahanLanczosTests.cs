using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The stated equations, after steps and after a restart: A V = U B, A^T U = V B^T + r e^T, V^T V = U^T U = I.</summary>
public class GolubKahanLanczosTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EquationsHoldAfterStepsAndRestart(bool oneSided)
    {
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.Gaussian(80, 60, 5));
        DenseOperator<double> linearOperator = new(a);
        using GolubKahanLanczos<double> lanczos = new(linearOperator, 25, 1, oneSided, ThreadTeam.Single);
        lanczos.Start(default);
        for (int j = 0; j < 25; j++)
        {
            Assert.True(lanczos.Expand());
        }

        Assert.False(lanczos.Expand());
        Check(linearOperator, lanczos);
        using SmallSvd small = new(25);
        small.Decompose(lanczos);
        lanczos.Restart(8, small.U, small.S, small.Vt);
        Check(linearOperator, lanczos);
        for (int j = 0; j < 6; j++)
        {
            lanczos.Expand();
        }

        Assert.Equal(14, lanczos.Steps);
        Check(linearOperator, lanczos);
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        using Matrix<float> a = new(40, 30);
        a.Span.Fill(1);
        a[3, 4] = 2;
        using GolubKahanLanczos<float> lanczos = new(new DenseOperator<float>(a), 12, 1, false, ThreadTeam.Single);
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

            // After a restart every row of B^T couples to r through its own column.
            double coupling = k == j - 1 && lanczos.B(0, Math.Min(j, lanczos.Capacity - 1)) == 0 ? lanczos.ResidualNorm : j < lanczos.Capacity ? lanczos.B(k, j) : k == j - 1 ? lanczos.ResidualNorm : 0;
            Axpy.Apply(-coupling, lanczos.V.Row(j), right);
            Assert.True(Norm2.Of<double>(left) < 1e-12, $"A V = U B, column {k}");
            Assert.True(Norm2.Of<double>(right) < 1e-12, $"A^T U = V B^T + r e^T, column {k}: {Norm2.Of<double>(right)}");
            for (int i = 0; i <= k; i++)
            {
                double expected = i == k ? 1 : 0;
                Assert.True(Math.Abs(Dot.Of<double>(lanczos.V.Row(i), lanczos.V.Row(k)) - expected) < 1e-14);
                Assert.True(Math.Abs(Dot.Of<double>(lanczos.U.Row(i), lanczos.U.Row(k)) - expected) < 1e-12);
            }
        }
    }
}
