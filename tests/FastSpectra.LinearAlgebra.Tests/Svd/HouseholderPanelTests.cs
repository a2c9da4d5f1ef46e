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
    [Theory]
    [InlineData(32, 0)]
    [InlineData(33, 0)]
    [InlineData(64, 0)]
    [InlineData(65, 0)]
    [InlineData(97, 0)]
    [InlineData(300, 0)]
    [InlineData(97, -100)]
    [InlineData(97, 20)]
    public void FactorsMultiplyToThePanel(int rows, int exponent)
    {
        Check<float>(Gaussian<float>(rows, rows), exponent);
        Check<double>(Gaussian<double>(rows, rows), 7 * exponent);
    }

    [Fact]
    public void ColumnsOfZerosOnesAndTinyElementsAreFactoredToo()
    {
        CheckUnusual<float>();
        CheckUnusual<double>();
        Check<double>(new double[40, BandReduction.Bandwidth<double>()], 0);
    }

    private static void CheckUnusual<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] p = Gaussian<T>(100, 1);
        for (int i = 0; i < 100; i++)
        {
            p[i, 0] = 0;
            p[i, 5] = i <= 5 ? 1 : 0;
            p[i, 9] = p[i, 8];
            p[i, 13] *= Math.ScaleB(1, -130);
            p[i, p.GetLength(1) - 1] = 1;
        }

        Check<T>(p, 0);
    }

    [Fact]
    public void TheChecksFailOnABrokenFactor()
    {
        double[,] p = Gaussian<double>(80, 3);
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
        int b = p.GetLength(1);
        double[,] scaled = new double[rows, b];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < b; j++)
            {
                scaled[i, j] = double.CreateChecked(T.CreateChecked(Math.ScaleB(p[i, j], exponent)));
            }
        }

        Factors factors = Factor<T>(scaled);
        for (int i = 0; i < b; i++)
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
        double tolerance = 4 * b * Tolerances.Ulp<T>();
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
        int b = p.GetLength(1);
        double[,] stacked = new double[rows, b];
        for (int i = 0; i < b; i++)
        {
            for (int j = 0; j < b; j++)
            {
                stacked[i, j] = f.R[i, j];
            }
        }

        double[,] product = Apply(f, stacked);
        double worst = 0, largest = 0;
        for (int j = 0; j < b; j++)
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
        int rows = f.V.GetLength(0), b = f.V.GetLength(1);
        double[,] identity = new double[rows, b];
        for (int i = 0; i < b; i++)
        {
            identity[i, i] = 1;
        }

        double[,] q = Apply(f, identity);
        double worst = 0;
        for (int i = 0; i < b; i++)
        {
            for (int j = 0; j < b; j++)
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
        int b = x.GetLength(1);
        double[,] product = SvdChecks.Multiply(f.V, SvdChecks.Multiply(f.T, SvdChecks.Multiply(SvdChecks.Transpose(f.V), x, x.GetLength(0)), b), b);
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < b; j++)
            {
                product[i, j] = x[i, j] - product[i, j];
            }
        }

        return product;
    }

    private static Factors Factor<T>(double[,] p)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = p.GetLength(0), b = p.GetLength(1);
        using Matrix<T> panel = new(rows, b), t = new(b, b), r = new(b, b);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < b; j++)
            {
                panel.Pointer[(i * b) + j] = T.CreateChecked(p[i, j]);
            }
        }

        Kernel<T> kernel = new(panel.Pointer, rows, t.Pointer, r.Pointer);
        LanesDispatch.Run<T, Kernel<T>>(ref kernel);
        return new Factors(Read(panel.Pointer, rows), Read(t.Pointer, b), Read(r.Pointer, b));
    }

    private static double[,] Read<T>(T* data, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int b = BandReduction.Bandwidth<T>();
        double[,] x = new double[rows, b];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < b; j++)
            {
                x[i, j] = double.CreateChecked(data[(i * b) + j]);
            }
        }

        return x;
    }

    private static double[,] Gaussian<T>(int rows, int seed)
        where T : unmanaged => MatrixGallery.Gaussian(rows, BandReduction.Bandwidth<T>(), seed);

    private static void AssertAtMost(double bound, double value) => Assert.True(value <= bound, $"{value}, allowed {bound}");

    private readonly struct Kernel<T>(T* p, int rows, T* t, T* r) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T> => HouseholderPanel.Factor<T, TLanes>(p, rows, t, r);
    }
}
