using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>A = L L^T with L lower triangular: known factors, backward error, failure reported, equal bits everywhere.</summary>
public class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(300)]
    public void KnownIntegerFactor_IsFoundExactly(int n)
    {
        // A unit lower triangle of small integers: every intermediate result is an exact integer.
        using Matrix<double> known = new(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = Math.Max(0, i - 3); j <= i; j++)
            {
                known[i, j] = i == j ? 1 + (i % 3) : ((i + (2 * j)) % 3) - 1;
            }
        }

        using Matrix<double> a = Product(known);
        using Workspace workspace = new();
        Assert.True(Cholesky.Factor(a.View, workspace, ThreadTeam.Single).IsPositiveDefinite);
        Assert.Equal(known.Span.ToArray(), a.Span.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(257)]
    [InlineData(400)]
    public void Factor_HasASmallBackwardError_AndABrokenOneHasNot(int n)
    {
        using Matrix<float> a = PositiveDefinite(n, 1e-3f);
        using Matrix<float> l = a.Clone();
        using Workspace workspace = new();
        Assert.True(Cholesky.Factor(l.View, workspace, ThreadTeam.Single).IsPositiveDefinite);
        double tolerance = 6e-8 * (n + 1);
        Assert.True(BackwardError(a, l) <= tolerance);
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                Assert.Equal(0f, l[i, j]);
            }
        }

        if (n > 0)
        {
            l[n - 1, n / 2] += 0.02f;
            Assert.False(BackwardError(a, l) <= tolerance);
        }
    }

    [Fact]
    public void LevelsAndThreads_HaveEqualBits()
    {
        using Matrix<float> a = PositiveDefinite(330, 1e-3f);
        string? factor = null;
        float[]? solution = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (int threads in level == SimdLevel.Scalar ? new[] { 1 } : [1, 2, 3, 7])
            {
                using ThreadTeam team = new(threads);
                using Workspace workspace = new();
                using Matrix<float> l = a.Clone();
                Cholesky.Factor(l.View, workspace, team);
                using Matrix<float> x = new(330, 70);
                x.Span.Fill(1);
                Cholesky.Solve(l.View, x.View, team);
                string bits = GemmTests.Bits(l.View) + GemmTests.Bits(x.View);
                float[] b = Enumerable.Range(0, 330).Select(i => (float)(i % 7) - 3).ToArray();
                Cholesky.Solve(l.View, b);
                factor ??= bits;
                solution ??= b;
                Assert.Equal(factor, bits);
                Assert.Equal(solution, b);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    [InlineData(260)]
    public void Solve_RecoversTheSolution(int n)
    {
        using Matrix<double> a = new(n, n);
        using (Matrix<float> source = PositiveDefinite(n, 0.1f))
        {
            for (int i = 0; i < source.Count; i++)
            {
                a.Span[i] = source.Span[i];
            }
        }

        using Matrix<double> b = new(n, 37);
        using Matrix<double> known = new(n, 37);
        for (int i = 0; i < known.Count; i++)
        {
            known.Span[i] = (i % 11) - 5;
        }

        Gemm.Multiply(1.0, a.View, known.View, 0, b.View, ThreadTeam.Single);
        double[] one = new double[n];
        for (int i = 0; i < n; i++)
        {
            one[i] = b[i, 8];
        }

        using Workspace workspace = new();
        Assert.True(Cholesky.Factor(a.View, workspace, ThreadTeam.Single).IsPositiveDefinite);
        Cholesky.Solve(a.View, b.View, ThreadTeam.Single);
        Cholesky.Solve(a.View, one);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < 37; j++)
            {
                Assert.True(Math.Abs(b[i, j] - known[i, j]) <= 1e-11 * n, $"x[{i},{j}]");
            }

            Assert.True(Math.Abs(one[i] - known[i, 8]) <= 1e-11 * n, $"x[{i}]");
        }
    }

    [Fact]
    public void IllConditionedHilbertMatrix_IsFactoredBackwardStably()
    {
        using Matrix<double> a = new(11, 11);
        for (int i = 0; i < 11; i++)
        {
            for (int j = 0; j < 11; j++)
            {
                a[i, j] = 1.0 / (i + j + 1);
            }
        }

        using Matrix<double> l = a.Clone();
        using Workspace workspace = new();
        Assert.True(Cholesky.Factor(l.View, workspace, ThreadTeam.Single).IsPositiveDefinite);
        for (int i = 0; i < 11; i++)
        {
            for (int j = 0; j < 11; j++)
            {
                double sum = 0;
                for (int p = 0; p < 11; p++)
                {
                    sum += l[i, p] * l[j, p];
                }

                Assert.True(Math.Abs(sum - a[i, j]) <= 12 * 1.2e-16 * 2);
            }
        }
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(3, -1.0)]
    [InlineData(200, 0.5)]
    [InlineData(259, double.NaN)]
    [InlineData(130, double.PositiveInfinity)]
    public void MatrixThatIsNotPositiveDefinite_IsReportedWithItsColumn(int column, double value)
    {
        using Matrix<double> a = new(260, 260);
        for (int i = 0; i < 260; i++)
        {
            a[i, i] = 1;
        }

        a[column, column] = value;
        if (value == 0.5)
        {
            a[column, column - 1] = 0.8;
        }

        using Workspace workspace = new();
        CholeskyStatus status = Cholesky.Factor(a.View, workspace, ThreadTeam.Single);
        Assert.False(status.IsPositiveDefinite);
        Assert.Equal(column, status.FailedColumn);
    }

    [Fact]
    public void WarmFactorisation_AllocatesNothing()
    {
        using Workspace workspace = new();
        using Matrix<double> a = new(200, 200);
        float[] b = new float[200];
        long allocated = 0;
        for (int repeat = 0; repeat < 3; repeat++)
        {
            a.Span.Clear();
            for (int i = 0; i < 200; i++)
            {
                a[i, i] = 2;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Cholesky.Factor(a.View, workspace, ThreadTeam.Single);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void ShapesThatDoNotFit_AreNamed()
    {
        using Workspace workspace = new();
        using Matrix<float> a = new(3, 4);
        using Matrix<float> l = new(3, 3);
        Assert.Throws<ArgumentException>(() => Cholesky.Factor(a.View, workspace, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => Cholesky.Solve(l.View, new float[4]));
        Assert.Throws<ArgumentException>(() => Cholesky.Solve(l.View, a.View.Transposed, ThreadTeam.Single));
    }

    private static Matrix<double> Product(Matrix<double> l)
    {
        Matrix<double> a = new(l.Rows, l.Rows);
        GemmOracle.Multiply(1, l.View, l.View.Transposed, 0, a.View);
        return a;
    }

    private static Matrix<float> PositiveDefinite(int n, float shift)
    {
        Random random = new(n);
        using Matrix<float> g = new(n, n + 10);
        foreach (ref float x in g.Span)
        {
            x = (float)((2 * random.NextDouble()) - 1);
        }

        Matrix<float> a = new(n, n);
        Syrk.Multiply(1f / (n + 10), g.View, 0f, a.View, ThreadTeam.Single);
        for (int i = 0; i < n; i++)
        {
            a[i, i] += shift;
        }

        return a;
    }

    // max |L L^T - A| / (|L| |L^T|)
    private static double BackwardError(Matrix<float> a, Matrix<float> l)
    {
        double largest = 0;
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                double size = 0;
                for (int p = 0; p <= j; p++)
                {
                    sum += (double)l[i, p] * l[j, p];
                    size += Math.Abs((double)l[i, p] * l[j, p]);
                }

                double error = Math.Abs(sum - a[i, j]) / size;
                if (!(error <= largest))
                {
                    largest = error;
                }
            }
        }

        return largest;
    }
}
