using System.Numerics;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Equal bits at every level and with every number of threads; no allocation once the workspace is warm.</summary>
public class SvdReproducibilityTests
{
    [Theory]
    [InlineData(133, 97)]
    [InlineData(97, 133)]
    [InlineData(70, 70)]
    [InlineData(300, 41)]
    [InlineData(430, 340)]
    public void BitsDoNotDependOnThreadsOrLevel(int m, int n)
    {
        Compare<float>(m, n);
        Compare<double>(m, n);
    }

    private static void Compare<T>(int m, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[,] a = Conversions.To<T>(MatrixGallery.Gaussian(m, n, 7));
        T[]? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                // The narrow levels once with one thread, the widest with several teams.
                foreach (int threads in level == InstructionSet.Best ? new[] { 1, 2, 3, 7 } : [1])
                {
                    using ThreadTeam team = new(threads);
                    T[] bits = Everything(a, team);
                    expected ??= bits;
                    Assert.Equal(expected, bits);
                }
            }
        }
    }

    private static T[] Everything<T>(T[,] a, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SvdOptions options = new() { Team = team };
        T[] b = [.. Enumerable.Range(1, a.GetLength(1)).Select(i => T.One / T.CreateChecked(i))];
        using SvdResult<T> svd = Svd.Compute<T>(a, options);
        (T[] values, T[] projections) = Svd.ValuesAndRightProjections<T>(a, b, options);
        return [.. svd.S, .. svd.U.Span, .. svd.Vt.Span, .. values, .. projections, .. Svd.Values<T>(a, options)];
    }

    [Fact]
    public void WarmCallsAllocateNothing()
    {
        using Matrix<float> a = new(90, 60);
        using Matrix<float> u = new(90, 60);
        using Matrix<float> vt = new(60, 60);
        using Workspace workspace = new();
        using ThreadTeam team = new(2);
        Random random = new(1);
        foreach (ref float x in a.Span)
        {
            x = random.NextSingle();
        }

        float[] s = new float[60], projections = new float[60], b = new float[60];
        void Run()
        {
            Svd.Values(a.View, s, workspace, team);
            Svd.ValuesAndRightProjections(a.View, b, s, projections, workspace, team);
            Svd.Full(a.View, u.View, s, vt.View, workspace, team);
        }

        Run();
        Run();
        long capacity = workspace.Capacity;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(capacity, workspace.Capacity);
    }

    [Theory]
    [InlineData(70, 40, 3)]
    [InlineData(40, 70, 2)]
    [InlineData(5, 5, 0)]
    [InlineData(0, 4, 2)]
    public void SeveralVectorsAreProjectedAsEachAlone(int m, int n, int count)
    {
        Random random = new(2);
        int k = Math.Min(m, n);
        using Matrix<double> a = new(m, n), b = new(n, count), projections = new(k, count);
        foreach (Matrix<double> matrix in (Matrix<double>[])[a, b])
        {
            foreach (ref double x in matrix.Span)
            {
                x = random.NextDouble() - 0.5;
            }
        }

        using Workspace workspace = new();
        double[] values = new double[k], alone = new double[k], single = new double[k];
        Assert.Equal(SvdStatus.Converged, Svd.ValuesAndRightProjections(a.View, b.View, values, projections.View, workspace, ThreadTeam.Single));
        for (int j = 0; j < count; j++)
        {
            Svd.ValuesAndRightProjections(a.View, [.. Enumerable.Range(0, n).Select(i => b[i, j])], alone, single, workspace, ThreadTeam.Single);
            Assert.Equal(alone, values);
            Assert.Equal(single, Enumerable.Range(0, k).Select(i => projections[i, j]));
        }

        if (count > 1 && k > 0)
        {
            Assert.NotEqual(projections[0, 0], projections[0, 1]);
        }

        using Matrix<double> wide = new(k, count + 1);
        Assert.Throws<ArgumentException>(() => Svd.ValuesAndRightProjections(a.View, b.View, values, wide.View, workspace, ThreadTeam.Single));
    }

    [Fact]
    public void ShapesThatDoNotFitAreNamed()
    {
        using Matrix<float> a = new(5, 3);
        using Workspace workspace = new();
        Assert.Contains("5x3", Assert.Throws<ArgumentException>(() => Svd.Values(a.View, new float[4], workspace, ThreadTeam.Single)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Svd.Full(a.View, a.View, new float[3], a.View, workspace, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() =>
            Svd.ValuesAndRightProjections(a.View, new float[5], new float[3], new float[3], workspace, ThreadTeam.Single));
    }
}
