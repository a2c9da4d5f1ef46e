using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// Invariant: the bidiagonal matrix has the band matrix's singular values (oracle: Jacobi in double-double) and depends neither on
/// threads nor on the level; what is bidiagonal already comes back bit for bit.
/// </summary>
public sealed unsafe class BulgeChasingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(97)]
    public void SingularValuesStay(int n)
    {
        CheckValues<double>(n);
        CheckValues<float>(n);
    }

    private static void CheckValues<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] band = Band<T>(n, n, 0);
        double[] expected = JacobiOracle.SingularValues(band);
        double bound = n * Tolerances.Ulp<T>() * expected[0];
        AssertAtMost(bound, Difference(Chase<T>(band, ThreadTeam.Single), expected));

        // Negative control: another element of the band is found.
        band[0, Math.Min(n - 1, BandReduction.Bandwidth<T>())] += 0.01;
        Assert.False(Difference(Chase<T>(band, ThreadTeam.Single), expected) <= bound);
    }

    // Squares of what the reflectors see underflow: the block is chased scaled down, behind ones, and must give the same numbers.
    [Fact]
    public void TinyElementsLoseNoDigits()
    {
        CheckTiny<float>(-60);
        CheckTiny<double>(-520);
    }

    private static void CheckTiny<T>(int exponent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int N = 80;
        double[,] band = Band<T>(N, 7, 0), tiny = new double[2 * N, 2 * N];
        for (int i = 0; i < N; i++)
        {
            tiny[i, i] = 1;
            for (int j = 0; j < N; j++)
            {
                tiny[N + i, N + j] = Math.ScaleB(band[i, j], exponent);
            }
        }

        double[] expected = JacobiOracle.SingularValues(band);
        (double[] d, double[] e) = Chase<T>(tiny, ThreadTeam.Single);
        Assert.All(d[..N], x => Assert.Equal(1.0, x));
        Assert.All(e[..N], x => Assert.Equal(0.0, x));
        double[] Restored(double[] x) => Array.ConvertAll(x, value => Math.ScaleB(value, -exponent));
        AssertAtMost(N * Tolerances.Ulp<T>() * expected[0], Difference((Restored(d[N..]), Restored(e[N..])), expected));
    }

    [Fact]
    public void BidiagonalMatricesComeBackUnchanged()
    {
        double[,] band = Band<double>(90, 3, BandReduction.Bandwidth<double>() - 1);
        double[] d = [.. Enumerable.Range(0, 90).Select(i => band[i, i])], e = [.. Enumerable.Range(0, 89).Select(i => band[i, i + 1])];
        (double[] chasedD, double[] chasedE) = Chase<double>(band, ThreadTeam.Single);
        Assert.Equal(d, chasedD);
        Assert.Equal(e, chasedE);
        (chasedD, chasedE) = Chase<float>(new double[40, 40], ThreadTeam.Single);
        Assert.All(chasedD, x => Assert.Equal(0.0, x));
        Assert.All(chasedE, x => Assert.Equal(0.0, x));
    }

    [Theory]
    [InlineData(66)]
    [InlineData(321)]
    public void LevelsAndThreadsGiveTheSameBits(int n)
    {
        CheckBits<float>(n);
        CheckBits<double>(n);
    }

    private static void CheckBits<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] band = Band<T>(n, 11, 0);
        (double[] d, double[] e) = Chase<T>(band, ThreadTeam.Single);
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                Assert.Equal((d, e), Chase<T>(band, ThreadTeam.Single), SameArrays);
            }
        }

        foreach (int threads in new[] { 2, 3, 7 })
        {
            using ThreadTeam team = new(threads);
            Assert.Equal((d, e), Chase<T>(band, team), SameArrays);
        }
    }

    private static bool SameArrays((double[] D, double[] E) x, (double[] D, double[] E) y) => x.D.SequenceEqual(y.D) && x.E.SequenceEqual(y.E);

    private static double Difference((double[] D, double[] E) bidiagonal, double[] expected)
    {
        double[] values = Values(bidiagonal);
        double worst = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = Math.Abs(values[i] - expected[i]);
            worst = difference <= worst ? worst : difference;
        }

        return worst;
    }

    private static double[] Values((double[] D, double[] E) bidiagonal)
    {
        int n = bidiagonal.D.Length;
        double[,] a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            a[i, i] = bidiagonal.D[i];
            if (i + 1 < n)
            {
                a[i, i + 1] = bidiagonal.E[i];
            }
        }

        return JacobiOracle.SingularValues(a);
    }

    private static (double[] D, double[] E) Chase<T>(double[,] a, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = a.GetLength(0);
        using Workspace workspace = new();
        T* band = workspace.Take<T>(BulgeChasing.BandCount<T>(n));
        T* scratch = workspace.Take<T>(BulgeChasing.ScratchCount<T>(n, team.Size));
        new Span<T>(band, (int)BulgeChasing.BandCount<T>(n)).Clear();
        new Span<T>(scratch, (int)BulgeChasing.ScratchCount<T>(n, team.Size)).Fill(T.NaN);
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < Math.Min(n, i + BandReduction.Bandwidth<T>() + 1); j++)
            {
                BulgeChasing.Diagonal(band, i)[j - i] = T.CreateChecked(a[i, j]);
            }
        }

        double[] d = new double[n], e = new double[n];
        fixed (double* pd = d, pe = e)
        {
            BulgeChasing.Chase(band, n, pd, pe, scratch, team);
        }

        return (d, e[..(n - 1)]);
    }

    // Random floats on the diagonal and b - missing superdiagonals.
    private static double[,] Band<T>(int n, int seed, int missing)
        where T : unmanaged
    {
        double[,] gaussian = MatrixGallery.Gaussian(n, n, seed), band = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < Math.Min(n, i + BandReduction.Bandwidth<T>() + 1 - missing); j++)
            {
                band[i, j] = (float)gaussian[i, j];
            }
        }

        return band;
    }

    private static void AssertAtMost(double bound, double value) => Assert.True(value <= bound, $"{value}, allowed {bound}");
}
