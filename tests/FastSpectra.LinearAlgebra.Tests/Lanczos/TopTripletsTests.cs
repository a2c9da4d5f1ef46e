using System.Numerics;
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
        Assert.Equal(TopTripletsCheck.Count, top.Check);
        for (int i = 0; i < k; i++)
        {
            Assert.True(Math.Abs(top.S[i] - expected[i]) < 1e-12 * expected[0], $"value {i}: {top.S[i]} {expected[i]}");
            Assert.True(top.ResidualNorms[i] <= 2e-10 * expected[0], $"residual {i}: {top.ResidualNorms[i]}");
        }
    }

    // Case 27. Single vectors see one copy, the probe or the count the others; blocks of 8 see all five.
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void AllCopiesOfAMultipleValueAreFound(int k)
    {
        FindAllCopies<double>(k, 1e-9, 1e-12);
        FindAllCopies<float>(k, 2e-5, 1e-6);
    }

    private static void FindAllCopies<T>(int k, double tolerance, double orthogonality)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = MatrixGallery.RepeatedLargest(120);
        using Matrix<T> a = LanczosTesting.Dense<T>(MatrixGallery.WithValues(150, 120, values, 27));
        DenseOperator<T> dense = new(a);
        foreach (ILinearOperator<T> linearOperator in (ILinearOperator<T>[])[dense, Single(dense)])
        {
            foreach (TopTripletsCheck check in new[] { TopTripletsCheck.Probe, TopTripletsCheck.Count })
            {
                if (check == TopTripletsCheck.Count && linearOperator != dense)
                {
                    Assert.Throws<ArgumentException>(() => TopTriplets.Compute(linearOperator, k, new TopTripletsOptions { Check = check }));
                    continue;
                }

                using TopTripletsResult<T> top = TopTriplets.Compute(linearOperator, k, new TopTripletsOptions { Check = check });
                Assert.True(top.IsVerified);
                Assert.Equal(check, top.Check);
                for (int i = 0; i < k; i++)
                {
                    Assert.Equal(values[i], double.CreateChecked(top.S[i]), tolerance);
                }

                Assert.True(SvdChecks.OrthogonalityOfRows(Conversions.ToDouble(top.Vt), orthogonality) < 1);
            }
        }
    }

    [Fact]
    public void CountingRefusesIncompleteTriplets()
    {
        double[] values = [5, 5, 4, 3, .. Enumerable.Range(0, 56).Select(i => 2 - (0.01 * i))];
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.WithValues(90, 60, values, 27));
        using SvdResult<double> svd = Svd.Compute<double>(a.Span2D);
        using Workspace workspace = new();
        bool? Complete(params int[] kept)
        {
            using Matrix<double> vt = new(kept.Length, 60);
            for (int i = 0; i < kept.Length; i++)
            {
                svd.Vt.Row(kept[i]).CopyTo(vt.Row(i));
            }

            return SpectrumSlicing.IsComplete(a.View, [.. kept.Select(i => svd.S[i])], vt, 1e-10, workspace, ThreadTeam.Single);
        }

        Assert.True(Complete(0));
        Assert.True(Complete(0, 1));
        Assert.True(Complete(0, 1, 2, 3));
        Assert.False(Complete(0, 2));
        Assert.False(Complete(1, 2, 3));
        Assert.False(Complete(0, 1, 3));
        Assert.False(Complete(2));

        // Of values below the rounding of A^T A nothing can be said there.
        using Matrix<double> none = new(2, 60);
        Assert.Null(SpectrumSlicing.IsComplete(a.View, [5.0, 1e-9], none, 0, workspace, ThreadTeam.Single));
    }

    // Case 28. The start, one vector of the block or all of it, misses u_1 and v_1.
    [Fact]
    public void AStartOrthogonalToTheFirstVectorIsNotFatal()
    {
        StartOrthogonally<double>(8);
        StartOrthogonally<float>(3);
    }

    private static void StartOrthogonally<T>(int digits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] x = MatrixGallery.WithValues(90, 70, [.. Enumerable.Range(0, 70).Select(i => 70.0 - i)], 3);
        using Matrix<T> a = LanczosTesting.Dense<T>(x);
        using SvdResult<T> svd = Svd.Compute<T>(a.Span2D);
        T[] start = new T[70];
        for (int i = 1; i < 12; i++)
        {
            Axpy.Apply(T.One, svd.Vt.Row(i), start);
        }

        DenseOperator<T> dense = new(a);
        foreach (ILinearOperator<T> linearOperator in (ILinearOperator<T>[])[dense, Single(dense)])
        {
            using TopTripletsResult<T> top = TopTriplets.Compute(linearOperator, 3, null, start);
            Assert.Equal([70, 69, 68], top.S.Select(s => Math.Round(double.CreateChecked(s), digits)));
            Assert.True(top.IsVerified);
        }
    }

    // Case 28: ten values at the edge of a flat spectrum, none skipped.
    [Theory]
    [InlineData(200, 100)]
    [InlineData(1000, 500)]
    public void TheEdgeOfAFlatSpectrumIsComplete(int m, int n)
    {
        double[,] x = MatrixGallery.Gaussian(m, n, 28);
        using Matrix<float> a = LanczosTesting.Dense<float>(x);
        double[] expected = Svd.Values<double>(x);
        using TopTripletsResult<float> top = TopTriplets.Compute(new DenseOperator<float>(a), 10);
        Assert.True(top.IsVerified);
        for (int i = 0; i < 10; i++)
        {
            Assert.True(Math.Abs(top.S[i] - expected[i]) <= 2e-6 * expected[0], $"value {i}: {top.S[i]} {expected[i]}");
            Assert.True(top.ResidualNorms[i] <= 2e-5 * expected[0]);
        }
    }

    // A^T A is almost a multiple of I: residuals are small beside what they are left of. Bases that almost fill the space restart from a block narrower
    // than the others; a null space makes A^T A v lose digits step by step; with OneSided the left vectors drift as well.
    [Theory]
    [InlineData(139, 287, 21, 1e-5, 0)]
    [InlineData(287, 139, 21, 1e-5, 0)]
    [InlineData(182, 119, 12, 1e-4, 40)]
    [InlineData(99, 376, 7, 1e-3, 0)]
    [InlineData(95, 120, 1, 1e-3, 1)]
    [InlineData(395, 153, 19, 1e-3, 3)]
    [InlineData(120, 88, 15, 0, 79)]
    public void NarrowSpectraAreNeverWrong(int m, int n, int k, double gap, int zeros)
    {
        FindNarrow<double>(m, n, k, gap, zeros, 1e-10);
        FindNarrow<float>(m, n, k, gap, zeros, 1e-5);
    }

    private static void FindNarrow<T>(int m, int n, int k, double gap, int zeros, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int shorter = Math.Min(m, n);
        double[] values = [.. Enumerable.Range(0, shorter).Select(i => i < shorter - zeros ? 1 - (gap * i) : 0)];
        foreach (double[,] x in (double[][,])[MatrixGallery.WithValues(m, n, values, 3), OnDiagonal(m, n, values)])
        {
            using Matrix<T> a = LanczosTesting.Dense<T>(x);
            foreach (TopTripletsCheck check in new[] { TopTripletsCheck.Probe, TopTripletsCheck.Count })
            {
                foreach (bool oneSided in new[] { false, true })
                {
                    using TopTripletsResult<T> top = TopTriplets.Compute(new DenseOperator<T>(a), k, new TopTripletsOptions { Check = check, OneSided = oneSided });
                    string what = $"{typeof(T).Name} {check} one-sided {oneSided}";
                    Assert.True(top.Status == SvdStatus.Converged && top.IsVerified, $"{what}: {top.Status}, verified {top.IsVerified}");
                    for (int i = 0; i < k; i++)
                    {
                        Assert.True(Math.Abs(double.CreateChecked(top.S[i]) - values[i]) <= 2 * tolerance, $"{what}: value {i} is {top.S[i]}, not {values[i]}");
                        Assert.True(top.ResidualNorms[i] <= 2 * tolerance, $"{what}: residual {i} is {top.ResidualNorms[i]}");
                    }
                }
            }
        }
    }

    private static double[,] OnDiagonal(int m, int n, double[] values)
    {
        double[,] x = new double[m, n];
        for (int i = 0; i < values.Length; i++)
        {
            x[i, i] = values[i];
        }

        return x;
    }

    // An operator whose transposed product is not its product's transpose: residuals, recomputed, cannot meet any tolerance.
    [Fact]
    public void WhatDoesNotMeetItsResidualIsNotCalledConverged()
    {
        using Matrix<double> a = LanczosTesting.Dense(MatrixGallery.Gaussian(60, 40, 4)), other = LanczosTesting.Dense(MatrixGallery.Gaussian(60, 40, 5));
        CallbackOperator<double> inconsistent = new(60, 40, new DenseOperator<double>(a).Multiply, new DenseOperator<double>(other).MultiplyTransposed);
        using TopTripletsResult<double> top = TopTriplets.Compute(inconsistent, 3);
        Assert.Equal(SvdStatus.NotConverged, top.Status);
        Assert.False(top.IsVerified);
    }

    // The same operator through single products.
    private static CallbackOperator<T> Single<T>(DenseOperator<T> dense)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(dense.Rows, dense.Columns, dense.Multiply, dense.MultiplyTransposed);

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
        using LowRankUpdateOperator<double> update = new(new DenseOperator<double>(w), b, at);
        Compare(update, sum);
        DenseOperator<double> whole = new(w);
        using LowRankUpdateOperator<double> apart = new(new TransposedOperator<double>(new TransposedOperator<double>(whole)), b, at);
        Compare(apart, sum);
        Compare(new CallbackOperator<double>(60, 50, update.Multiply, update.MultiplyTransposed), sum);
        Assert.Throws<ArgumentException>(() => new ProductOperator<double>(new DenseOperator<double>(a), new DenseOperator<double>(a)));
    }

    private static readonly Dictionary<string, HardCase> s_gallery =
        MatrixGallery.Dense(Tolerances.Ulp<double>()).Where(c => c.Matrix.Length > 0 && c.Number != 7).ToDictionary(c => c.ToString());

    public static TheoryData<string> Gallery() => [.. s_gallery.Keys];

    // Every hard case in both types (denormal ones have no relative residual to reach): five triplets, values as the dense method's, residuals as reported; multiple ones all there.
    [Theory]
    [MemberData(nameof(Gallery))]
    public void HardCasesAgreeWithTheDenseValues(string name)
    {
        HardCase hard = s_gallery[name];
        CompareHardCase<double>(hard, 1e-10);
        if (Math.Abs(hard.Matrix.Cast<double>().Max(Math.Abs)) is < 1e30 and > 1e-30 or 0)
        {
            CompareHardCase<float>(hard, 1e-5);
        }
    }

    private static void CompareHardCase<T>(HardCase hard, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = LanczosTesting.Dense<T>(hard.Matrix);
        T[] expected = Svd.Values<T>(a.Span2D);
        using TopTripletsResult<T> top = TopTriplets.Compute(new DenseOperator<T>(a), 5);
        double largest = double.CreateChecked(expected[0]);
        double allowed = 2 * tolerance * largest;
        Assert.Equal(SvdStatus.Converged, top.Status);
        Assert.True(top.IsVerified, $"{hard}: {top.Check}");
        for (int i = 0; i < top.S.Length; i++)
        {
            double difference = Math.Abs(double.CreateChecked(top.S[i]) - double.CreateChecked(expected[i]));
            Assert.True(difference <= allowed, $"{hard} value {i}: {top.S[i]} {expected[i]}");
            Assert.True(top.ResidualNorms[i] <= allowed, $"{hard} residual {i}: {top.ResidualNorms[i]}");
        }
    }

    // Case 24 at full size (irlba issue 26: a largest value of 3e28).
    [Fact]
    public void RankTenOfOrderOneThousandHasTenValues()
    {
        double[,] x = MatrixGallery.LowRank(1000, 1000, 10);
        using Matrix<float> a = LanczosTesting.Dense<float>(x);
        using TopTripletsResult<float> top = TopTriplets.Compute(new DenseOperator<float>(a), 14);
        Assert.Equal(SvdStatus.Converged, top.Status);
        Assert.Equal(10, top.S.Count(s => s > 1e-5 * top.S[0]));
    }

    // Case 29: the factors B A of an adapter and their product in 4096 x 4096 have the same values, and none beyond the rank.
    [Fact]
    public void AdapterFactorsAndTheirProductAgree()
    {
        double[,] left = MatrixGallery.Gaussian(4096, 16, 24), right = MatrixGallery.Gaussian(16, 4096, 25);
        using Matrix<double> b = LanczosTesting.Dense(left), a = LanczosTesting.Dense(right), product = new(4096, 4096);
        Gemm.Multiply(1, b.View, a.View, 0, product.View, ThreadTeam.Single);
        using TopTripletsResult<double> dense = TopTriplets.Compute(new DenseOperator<double>(product), 18);
        using TopTripletsResult<double> factors = TopTriplets.Compute(new ProductOperator<double>(new DenseOperator<double>(b), new DenseOperator<double>(a)), 18);
        using SvdResult<double> outer = Svd.Compute<double>(b.Span2D);
        using Matrix<double> inner = new(16, 4096);
        using Matrix<double> core = new(16, 16);
        for (int i = 0; i < 16; i++)
        {
            for (int j = 0; j < 16; j++)
            {
                core[i, j] = outer.S[i] * outer.Vt[i, j];
            }
        }

        Gemm.Multiply(1, core.View, a.View, 0, inner.View, ThreadTeam.Single);
        double[] expected = [.. Svd.Values<double>(inner.Span2D), 0, 0];
        for (int i = 0; i < 18; i++)
        {
            Assert.Equal(expected[i], dense.S[i], 1e-12 * expected[0]);
            Assert.Equal(expected[i], factors.S[i], 1e-12 * expected[0]);
        }
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
