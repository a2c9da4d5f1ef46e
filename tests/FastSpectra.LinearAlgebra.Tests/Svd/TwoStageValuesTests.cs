using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Invariant: the values of A, whatever its shape, strides, scale, threads and registers; each bit a function of A alone.</summary>
public sealed class TwoStageValuesTests
{
    [Theory]
    [InlineData(200, 120, false)]
    [InlineData(129, 97, true)]
    [InlineData(400, 70, false)]
    [InlineData(450, 330, false)]
    [InlineData(2000, 130, true)]
    public void LevelsAndThreadsGiveTheSameBits(int m, int n, bool transposed)
    {
        CheckBits<float>(m, n, transposed);
        CheckBits<double>(m, n, transposed);
    }

    private static void CheckBits<T>(int m, int n, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = Gaussian<T>(m, n, 5);
        MatrixView<T> view = transposed ? a.View.Transposed : a.View;
        T[] expected = Run(view, ThreadTeam.Single);
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                Assert.Equal(expected, Run(view, ThreadTeam.Single));
            }
        }

        foreach (int threads in new[] { 2, 3, 7 })
        {
            using ThreadTeam team = new(threads);
            Assert.Equal(expected, Run(view, team));
        }
    }

    [Fact]
    public void StridesDoNotMatter()
    {
        using Matrix<double> a = Gaussian<double>(90, 75, 1);
        using Matrix<double> wide = new(90 * 2, 75 * 3);
        for (int i = 0; i < 90; i++)
        {
            for (int j = 0; j < 75; j++)
            {
                wide[2 * i, 3 * j] = a[i, j];
            }
        }

        double[] expected = Run(a.View, ThreadTeam.Single);
        unsafe
        {
            Assert.Equal(expected, Run(new MatrixView<double>(wide.Pointer, 90, 75, 2 * 3 * 75, 3), ThreadTeam.Single));
        }

        Assert.Equal(expected, Run(a.View.Transposed, ThreadTeam.Single));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(-60)]
    [InlineData(120)]
    public void PowersOfTwoScaleExactly(int exponent)
    {
        using Matrix<float> a = Gaussian<float>(70, 50, 2);
        using Matrix<float> scaled = a.Clone();
        foreach (ref float x in scaled.Span)
        {
            x = float.ScaleB(x, exponent);
        }

        float[] expected = Array.ConvertAll(Run(a.View, ThreadTeam.Single), s => float.ScaleB(s, exponent));
        Assert.Equal(expected, Run(scaled.View, ThreadTeam.Single));
    }

    [Fact]
    public void BidiagonalMatricesKeepRelativeAccuracy()
    {
        const int N = 200;
        using Matrix<double> a = new(N, N);
        for (int i = 0; i < N; i++)
        {
            a[i, i] = 1;
            if (i + 1 < N)
            {
                a[i, i + 1] = -1;
            }
        }

        double[] values = Run(a.View, ThreadTeam.Single);
        for (int k = 1; k <= N; k++)
        {
            double expected = 2 * Math.Sin(((2 * k) - 1) * Math.PI / (2 * ((2 * N) + 1)));
            AssertAtMost(8 * N * Tolerances.Ulp<double>(), Math.Abs(values[N - k] - expected) / expected);
        }
    }

    [Fact]
    public void ProductOfTheValuesIsTheDeterminantAtEveryMagnitude()
    {
        const int N = 30;
        using Matrix<double> a = new(N, N);
        for (int i = 0; i < N; i++)
        {
            a[i, i] = 1;
            if (i + 1 < N)
            {
                a[i, i + 1] = 100;
            }
        }

        double[] values = Run(a.View, ThreadTeam.Single);
        double logarithm = values.Sum(Math.Log);
        AssertAtMost(1e-12, Math.Abs(logarithm));
        AssertAtMost(1e-12, Math.Abs((values[^1] / 9.9990000000000005e-59) - 1) - 1e-4);
    }

    [Fact]
    public void IterationCapIsReportedAndGivesNoNumbers()
    {
        using Matrix<double> a = Gaussian<double>(40, 40, 3);
        double[] values = new double[40];
        using Workspace workspace = new();
        Assert.Equal(SvdStatus.NotConverged, TwoStageValues.Run(a.View, values, workspace, ThreadTeam.Single, maximumLevels: 10));
        Assert.All(values, value => Assert.True(double.IsNaN(value)));
        Assert.Equal(SvdStatus.Converged, TwoStageValues.Run(a.View, values, workspace, ThreadTeam.Single));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1500, 1000)]
    [InlineData(1100, 1100)]
    public void WorkspaceIsAtMostOneAndAThirdOfTheMatrix(int m, int n)
    {
        Assert.True(TwoStageValues.WorkspaceBytes<float>(m, n, 2) <= 1.3 * m * n * sizeof(float));
        Assert.True(TwoStageValues.WorkspaceBytes<double>(m, n, 2) <= 1.3 * m * n * sizeof(double));
    }

    [Fact]
    public void WorkspaceHoldsWhatIsStatedAndWarmCallsAllocateNothing()
    {
        using Matrix<float> a = Gaussian<float>(500, 400, 4);
        float[] values = new float[400];
        using Workspace workspace = new();
        using ThreadTeam team = new(2);
        TwoStageValues.Run(a.View, values, workspace, team);
        long capacity = workspace.Capacity;
        Assert.Equal(TwoStageValues.WorkspaceBytes<float>(500, 400, 2), capacity);
        TwoStageValues.Run(a.View, values, workspace, team);
        long before = GC.GetAllocatedBytesForCurrentThread();
        TwoStageValues.Run(a.View, values, workspace, team);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(capacity, workspace.Capacity);
    }

    [Fact]
    public void ValuesHoldTheirCertificates()
    {
        using Matrix<double> a = Gaussian<double>(100, 100, 6);
        double[] d = new double[100], e = new double[99];
        for (int i = 0; i < 100; i++)
        {
            d[i] = a[0, i];
            if (i < 99)
            {
                e[i] = a[1, i];
            }
        }

        using Matrix<double> bidiagonal = new(100, 100);
        for (int i = 0; i < 100; i++)
        {
            bidiagonal[i, i] = d[i];
            if (i < 99)
            {
                bidiagonal[i, i + 1] = e[i];
            }
        }

        double[] values = Run(bidiagonal.View, ThreadTeam.Single);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(SturmCount.Below(d, e, values[i] * (1 - 1e-14)) <= 99 - i);
            Assert.True(SturmCount.Below(d, e, values[i] * (1 + 1e-14)) >= 100 - i);
        }
    }

    private static T[] Run<T>(MatrixView<T> a, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[Math.Min(a.Rows, a.Columns)];
        using Workspace workspace = new();
        Assert.Equal(SvdStatus.Converged, TwoStageValues.Run(a, values.AsSpan(), workspace, team));
        return values;
    }

    private static Matrix<T> Gaussian<T>(int m, int n, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new(seed);
        Matrix<T> a = new(m, n);
        foreach (ref T x in a.Span)
        {
            x = T.CreateChecked(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return a;
    }

    private static void AssertAtMost(double bound, double value) => Assert.True(value <= bound, $"{value}, allowed {bound}");
}
