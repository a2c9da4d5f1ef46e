using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

public class TopTripletsTests
{
    [Theory]
    [InlineData(200, 100, 10)]
    [InlineData(100, 200, 10)]
    [InlineData(30, 30, 30)]
    [InlineData(5, 9, 3)]
    [InlineData(1, 4, 1)]
    public void AgreesWithTheDenseDecomposition(int m, int n, int k)
    {
        double[,] x = MatrixGallery.Gaussian(m, n, 28);
        using Matrix<double> a = LanczosTesting.Dense(x);
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), k);
        double[] expected = Svd.Values<double>(x);
        Assert.Equal(SvdStatus.Converged, top.Status);
        Assert.True(top.IsVerified);
        for (int i = 0; i < k; i++)
        {
            Assert.True(Math.Abs(top.S[i] - expected[i]) < 1e-12 * expected[0], $"value {i}: {top.S[i]} {expected[i]}");
            Assert.True(top.ResidualNorms[i] <= 2e-10 * expected[0], $"residual {i}: {top.ResidualNorms[i]}");
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void AllCopiesOfAMultipleValueAreFound(int k)
    {
        double[] values = MatrixGallery.RepeatedLargest(120);
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.WithValues(150, 120, values, 27));
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), k);
        Assert.True(top.IsVerified);
        for (int i = 0; i < k; i++)
        {
            Assert.Equal(values[i], top.S[i], 1e-9);
        }

        Assert.True(SvdChecks.OrthogonalityOfRows(Conversions.ToDouble(top.Vt), 1e-12) < 1);
    }

    [Fact]
    public void AStartOrthogonalToTheFirstVectorIsNotFatal()
    {
        double[,] x = MatrixGallery.WithValues(90, 70, [.. Enumerable.Range(0, 70).Select(i => 70.0 - i)], 3);
        using Matrix<double> a = LanczosTesting.Dense(x);
        using SvdResult<double> svd = Svd.Compute<double>(x);
        double[] start = new double[70];
        for (int i = 1; i < 12; i++)
        {
            Axpy.Apply(1, svd.Vt.Row(i), start);
        }

        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), 3, null, start);
        Assert.Equal([70, 69, 68], top.S.Select(s => Math.Round(s, 8)));
        Assert.True(top.IsVerified);
    }

    [Fact]
    public void LowRankStopsWithZeros()
    {
        double[,] x = MatrixGallery.LowRank(200, 150, 10);
        using Matrix<double> a = LanczosTesting.Dense(x);
        double[] expected = Svd.Values<double>(x);
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), 14);
        for (int i = 0; i < 14; i++)
        {
            Assert.Equal(expected[i], top.S[i], 1e-10 * expected[0]);
        }

        Assert.Equal(10, top.S.Count(s => s > 1e-10 * expected[0]));
    }

    [Fact]
    public void ImplicitOperatorsAgreeWithTheirDenseForm()
    {
        double[,] left = MatrixGallery.Gaussian(60, 5, 1), right = MatrixGallery.Gaussian(5, 50, 2), full = MatrixGallery.Gaussian(60, 50, 3);
        double[,] product = SvdChecks.Multiply(left, right, 5);
        double[,] sum = new double[60, 50];
        for (int i = 0; i < 60; i++)
        {
            for (int j = 0; j < 50; j++)
            {
                sum[i, j] = full[i, j] + product[i, j];
            }
        }

        using Matrix<double> b = LanczosTesting.Dense(left), a = LanczosTesting.Dense(right), at = LanczosTesting.Dense(SvdChecks.Transpose(right)), w = LanczosTesting.Dense(full);
        Compare(new ProductOperator<double>(new DenseOperator<double>(b), new DenseOperator<double>(a)), product);
        LowRankUpdateOperator<double> update = new(new DenseOperator<double>(w), b, at);
        Compare(update, sum);
        Compare(new CallbackOperator<double>(60, 50, update.Multiply, update.MultiplyTransposed), sum);
        Assert.Throws<ArgumentException>(() => new ProductOperator<double>(new DenseOperator<double>(a), new DenseOperator<double>(a)));
    }

    [Fact]
    public void LimitsAndBadProductsAreReported()
    {
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.Gaussian(200, 200, 4));
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), 8, new TopTripletsOptions { RestartLimit = 0, Basis = 12 });
        Assert.Equal(SvdStatus.NotConverged, top.Status);
        Assert.False(top.IsVerified);
        Assert.True(top.ResidualNorms[7] > 1e-6);
        a[0, 0] = double.NaN;
        Assert.Throws<NonFiniteMatrixException>(() => TopTriplets.Compute(new DenseOperator<double>(a), 2));
        Assert.Throws<ArgumentException>(() => TopTriplets.Compute(new DenseOperator<double>(a), 2, null, new double[3]));
    }

    [Fact]
    public void BitsDoNotDependOnThreadsOrLevel()
    {
        double[,] x = MatrixGallery.Gaussian(150, 120, 6);
        using Matrix<double> a = LanczosTesting.Dense(x);
        double[]? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                foreach (int threads in level == InstructionSet.Best ? new[] { 1, 2, 3 } : [1])
                {
                    using ThreadTeam team = new(threads);
                    using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(a), 3, new TopTripletsOptions { Team = team, Tolerance = 1e-6 });
                    double[] bits = [.. top.S, .. top.Vt.Span, .. top.Ut.Span];
                    expected ??= bits;
                    Assert.Equal(expected, bits);
                }
            }
        }
    }

    private static void Compare(ILinearOperator<double> a, double[,] dense)
    {
        double[] expected = Svd.Values<double>(dense);
        using TopTripletsResult<double> top = TopTriplets.Compute(a, 4);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], top.S[i], 1e-10 * expected[0]);
        }
    }
}
