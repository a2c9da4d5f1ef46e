using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.Testing;
using Xunit;
using static FastSpectra.Testing.Conversions;

namespace FastSpectra.LinearAlgebra.Tests;

public class SvdTests
{
    public static TheoryData<int, int> Shapes()
    {
        TheoryData<int, int> shapes = [];
        foreach ((int m, int n) in new[]
        {
            (0, 0), (0, 3), (3, 0), (1, 1), (1, 5), (5, 1), (2, 2), (3, 2), (2, 3), (3, 3), (15, 15), (16, 16), (17, 16), (17, 17), (31, 31), (32, 32),
            (33, 33), (33, 31), (63, 65), (64, 64), (65, 65), (65, 63), (97, 96), (127, 128), (129, 129), (130, 40), (40, 130), (200, 8), (8, 200), (161, 161),
        })
        {
            shapes.Add(m, n);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SixChecksHoldAtEveryShape(int m, int n)
    {
        Check<float>(m, n);
        Check<double>(m, n);
    }

    // A cap below what the matrix needs: a status, or an exception where there is no result to carry one; never numbers, never a hang.
    [Theory]
    [InlineData(20)]
    [InlineData(150)]
    public void IterationCapsAreReported(int n)
    {
        double[,] a = MatrixGallery.Gaussian(n + 5, n, 8);
        SvdOptions capped = new() { IterationLimit = 2 };
        Assert.Throws<ArithmeticException>(() => Svd.Values<double>(a, capped));
        Assert.Throws<ArithmeticException>(() => Svd.ValuesAndRightProjections<double>(a, new double[n], capped));
        foreach (SvdVectors kind in Enum.GetValues<SvdVectors>())
        {
            using SvdResult<double> svd = Svd.Compute<double>(a, capped with { Vectors = kind });
            Assert.Equal(SvdStatus.NotConverged, svd.Status);
            Assert.All(svd.S, value => Assert.True(double.IsNaN(value)));
            using SvdResult<double> converged = Svd.Compute<double>(a, capped with { Vectors = kind, IterationLimit = null });
            Assert.Equal(SvdStatus.Converged, converged.Status);
        }
    }

    /// <summary>The scratch that the documentation of <see cref="Svd.Full"/> states, for both orders of reduction.</summary>
    [Theory]
    [InlineData(300, 280)]
    [InlineData(500, 200)]
    [InlineData(200, 500)]
    public void ScratchWithVectorsIsWhatIsStated(int m, int n)
    {
        CheckScratch<float>(m, n);
        CheckScratch<double>(m, n);
    }

    private static void CheckScratch<T>(int m, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(m, n);
        using Matrix<T> a = new(m, n), u = new(m, k), vt = new(k, n);
        new RandomStream(3, "scratch").Normals(a.Span);
        T[] s = new T[k];
        using Workspace workspace = new();
        Assert.Equal(SvdStatus.Converged, Svd.Full(a.View, u.View, s.AsSpan(), vt.View, workspace, ThreadTeam.Single));
        long capacity = workspace.Capacity, before = GC.GetAllocatedBytesForCurrentThread();
        Svd.Full(a.View, u.View, s.AsSpan(), vt.View, workspace, ThreadTeam.Single);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(capacity, workspace.Capacity);
        long stated = ((long)m * n) + (7L * k * k);
        Assert.True(capacity <= 2.1 * stated * Unsafe.SizeOf<T>(), $"{capacity / (double)(stated * Unsafe.SizeOf<T>())} of mn + 7 k^2");
    }

    private static void Check<T>(int m, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Random random = new((1000 * m) + n);
        T[,] a = new T[m, n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = T.CreateChecked((random.NextDouble() * 2) - 1);
            }
        }

        double ulp = Tolerances.Ulp<T>();
        double[,] exact = ToDouble(a);
        T[] values = Svd.Values<T>(a);
        T[] b = new T[n];
        for (int j = 0; j < n; j++)
        {
            b[j] = T.CreateChecked(random.NextDouble());
        }

        (T[] again, T[] projections) = Svd.ValuesAndRightProjections<T>(a, b);
        foreach (SvdVectors kind in Enum.GetValues<SvdVectors>())
        {
            using SvdResult<T> svd = Svd.Compute<T>(a, new SvdOptions { Vectors = kind });
            Assert.Equal(SvdStatus.Converged, svd.Status);
            double[,] u = ToDouble(svd.U), vt = ToDouble(svd.Vt);
            double[] s = ToDouble(svd.S);
            AssertAtMost(Tolerances.SvdSoft, SvdChecks.Residual(exact, u, s, vt, ulp), "r1");
            AssertAtMost(Tolerances.SvdSoft, SvdChecks.OrthogonalityOfColumns(u, ulp), "r2");
            AssertAtMost(Tolerances.SvdSoft, SvdChecks.OrthogonalityOfRows(vt, ulp), "r3");
            AssertAtMost(0, SvdChecks.Order(s, ulp), "r4");
            AssertAtMost(Tolerances.SvdValues, SvdChecks.Values(ToDouble(values), s, Math.Max(1, Math.Min(m, n)), ulp), "r5");
            AssertAtMost(Tolerances.SvdValues, SvdChecks.Values(ToDouble(again), s, Math.Max(1, Math.Min(m, n)), ulp), "r5");
            for (int i = 0; i < s.Length; i++)
            {
                double dot = 0;
                for (int j = 0; j < n; j++)
                {
                    dot += vt[i, j] * double.CreateChecked(b[j]);
                }

                // Vectors turn by n ulp s_1 / gap; random spectra of these sizes have gaps above s_1 / n^2 but for rare cases.
                double gap = s[0];
                for (int j = 0; j < s.Length; j++)
                {
                    gap = j == i ? gap : Math.Min(gap, Math.Abs(s[i] - s[j]));
                }

                double bound = 10 * Math.Max(m, n) * ulp * Math.Sqrt(n) * s[0] / gap;
                AssertAtMost(bound, Math.Abs(Math.Abs(dot) - Math.Abs(double.CreateChecked(projections[i]))), "projection");
            }
        }
    }

    private static void AssertAtMost(double bound, double value, string what)
    {
        if (!(value <= bound))
        {
            Assert.Fail($"{what} is {value}, allowed {bound}");
        }
    }
}
