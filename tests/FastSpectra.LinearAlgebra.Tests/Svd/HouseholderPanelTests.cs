using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// Invariant: P = (I - V T V^T) [R; 0] with I - V T V^T orthogonal, V unit lower trapezoidal, T and R upper triangular; equal bits at
/// every level. The oracle forms the products by plain loops in double.
/// </summary>
public sealed unsafe class HouseholderPanelTests
{
    private const int B = BandReduction.Bandwidth;

    [Theory]
    [InlineData(B, 0)]
    [InlineData(B + 1, 0)]
    [InlineData(64, 0)]
    [InlineData(65, 0)]
    [InlineData(97, 0)]
    [InlineData(300, 0)]
    [InlineData(97, -100)]
    [InlineData(97, 20)]
    public void FactorsMultiplyToThePanel(int rows, int exponent)
    {
        Check<float>(Gaussian(rows, rows), exponent);
        Check<double>(Gaussian(rows, rows), 7 * exponent);
    }

    [Fact]
    public void ColumnsOfZerosOnesAndTinyElementsAreFactoredToo()
    {
        double[,] p = Gaussian(100, 1);
        for (int i = 0; i < 100; i++)
        {
            p[i, 0] = 0;
            p[i, 5] = i <= 5 ? 1 : 0;
            p[i, 9] = p[i, 8];
            p[i, 17] *= Math.ScaleB(1, -130);
            p[i, 31] = 1;
        }

        Check<float>(p, 0);
        Check<double>(p, 0);
        Check<double>(new double[40, B], 0);
    }

    [Fact]
    public void TheChecksFailOnABrokenFactor()
    {
        double[,] p = Gaussian(80, 3);
        Factors factors = Factor<double>(p);
        AssertAtMost(1e-13, Residual(p, factors));
        AssertAtMost(1e-13, Orthogonality(factors));
        Factors wrong = factors with { T = (double[,])factors.T.Clone() };
        wrong.T[2, 7] += 1e-9;
        Assert.False(Residual(p, wrong) <= 1e-13);
        Assert.False(Orthogonality(wrong) <= 1e-13);
        wrong = factors with { R = (double[,])factors.R.Clone() };
        wrong.R[4, 4] = double.NaN;
        Assert.False(Residual(p, wrong) <= 1e-13);
    }

    private sealed record Factors(double[,] V, double[,] T, double[,] R);

    private static void Check<T>(double[,] p, int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = p.GetLength(0);
        double[,] scaled = new double[rows, B];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < B; j++)
            {
                scaled[i, j] = double.CreateChecked(T.CreateChecked(Math.ScaleB(p[i, j], exponent)));
            }
        }

        Factors factors = Factor<T>(scaled);
        for (int i = 0; i < B; i++)
        {
            Assert.Equal(1.0, factors.V[i, i]);
            for (int j = 0; j < i; j++)
            {
                Assert.Equal(0.0, factors.V[j, i]);
                Assert.Equal(0.0, factors.T[i, j]);
                Assert.Equal(0.0, factors.R[i, j]);
            }
        }

        // Rounding of 2b reflections of columns of norm 1 and of sums of 64 terms: far below rows ulp in practice.
        double tolerance = 4 * B * Tolerances.Ulp<T>();
        AssertAtMost(tolerance, Residual(scaled, factors));
        AssertAtMost(tolerance, Orthogonality(factors));
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                Factors again = Factor<T>(scaled);
                Assert.Equal(factors.V, again.V);
                Assert.Equal(factors.T, again.T);
                Assert.Equal(factors.R, again.R);
            }
        }
    }

    // |P - Q [R; 0]| per column, relative to the largest column.
    private static double Residual(double[,] p, Factors f)
    {
        int rows = p.GetLength(0);
        double[,] stacked = new double[rows, B];
        for (int i = 0; i < B; i++)
        {
            for (int j = 0; j < B; j++)
            {
                stacked[i, j] = f.R[i, j];
            }
        }

        double[,] product = Apply(f, stacked);
        double worst = 0, largest = 0;
        for (int j = 0; j < B; j++)
        {
            double difference = 0, norm = 0;
            for (int i = 0; i < rows; i++)
            {
                difference += Math.Pow(p[i, j] - product[i, j], 2);
                norm += p[i, j] * p[i, j];
            }

            worst = double.IsNaN(difference) ? double.NaN : Math.Max(worst, Math.Sqrt(difference));
            largest = Math.Max(largest, Math.Sqrt(norm));
        }

        return largest == 0 ? worst : worst / largest;
    }

    // Largest element of Q^T Q - I over the first b columns of Q.
    private static double Orthogonality(Factors f)
    {
        int rows = f.V.GetLength(0);
        double[,] identity = new double[rows, B];
        for (int i = 0; i < B; i++)
        {
            identity[i, i] = 1;
        }

        double[,] q = Apply(f, identity);
        double worst = 0;
        for (int i = 0; i < B; i++)
        {
            for (int j = 0; j < B; j++)
            {
                double dot = i == j ? -1 : 0;
                for (int k = 0; k < rows; k++)
                {
                    dot += q[k, i] * q[k, j];
                }

                worst = double.IsNaN(dot) ? double.NaN : Math.Max(worst, Math.Abs(dot));
            }
        }

        return worst;
    }

    // X - V (T (V^T X)).
    private static double[,] Apply(Factors f, double[,] x)
    {
        double[,] product = SvdChecks.Multiply(f.V, SvdChecks.Multiply(f.T, SvdChecks.Multiply(SvdChecks.Transpose(f.V), x, x.GetLength(0)), B), B);
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < B; j++)
            {
                product[i, j] = x[i, j] - product[i, j];
            }
        }

        return product;
    }

    private static Factors Factor<T>(double[,] p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = p.GetLength(0);
        using Matrix<T> panel = new(rows, B), t = new(B, B), r = new(B, B);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < B; j++)
            {
                panel.Pointer[(i * B) + j] = T.CreateChecked(p[i, j]);
            }
        }

        Kernel<T> kernel = new(panel.Pointer, rows, t.Pointer, r.Pointer);
        LanesDispatch.Run<T, Kernel<T>>(ref kernel);
        return new Factors(Read(panel.Pointer, rows), Read(t.Pointer, B), Read(r.Pointer, B));
    }

    private static double[,] Read<T>(T* data, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] x = new double[rows, B];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < B; j++)
            {
                x[i, j] = double.CreateChecked(data[(i * B) + j]);
            }
        }

        return x;
    }

    private static double[,] Gaussian(int rows, int seed) => MatrixGallery.Gaussian(rows, B, seed);

    private static void AssertAtMost(double bound, double value) => Assert.True(value <= bound, $"{value}, allowed {bound}");

    private readonly struct Kernel<T>(T* p, int rows, T* t, T* r) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T> => HouseholderPanel.Factor<T, TLanes>(p, rows, t, r);
    }
}
