using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Values and components along singular vectors, of bidiagonal matrices whose clusters deflate in every way.</summary>
public unsafe class BidiagonalProjectionsTests
{
    private const double Ulp = 2.220446049250313e-16;

    public static TheoryData<string, int> Cases()
    {
        TheoryData<string, int> cases = [];
        foreach (string kind in new[] { "random", "ones", "split", "zero", "graded", "clustered" })
        {
            foreach (int n in new[] { 1, 32, 33, 65, 66, 67, 130, 301 })
            {
                cases.Add(kind, n);
            }
        }

        return cases;
    }

    // The sum of p_i^2 is |b|^2, that of s_i^2 p_i^2 is |B b|^2 (or |B^T b|^2), of s_i^4 p_i^2 |B^T B b|^2: what holds for every choice of vectors in a cluster.
    [Theory]
    [MemberData(nameof(Cases))]
    public void MomentsAreThoseOfTheMatrix(string kind, int n)
    {
        (double[] d, double[] e) = Bidiagonal(kind, n);
        using Workspace workspace = new();
        double[] bisected = Svd.Values<double>(MatrixGallery.Bidiagonal(d, e[..(n - 1)]));
        foreach (bool isLeft in new[] { false, true })
        {
            double[] values = [.. d], rest = [.. e], b = [.. Enumerable.Range(1, n).Select(i => Math.Sqrt(i % 7) - 1.5)];
            double[] p = [.. b], once = Product(d, e, b, isLeft), twice = Product(d, e, once, !isLeft);
            Assert.True(Run(values, rest, p, 1, isLeft, workspace, ThreadTeam.Single, null));
            double[] descending = [.. values.OrderDescending()];
            double scale = Math.Max(descending[0], double.Epsilon), tolerance = 10 * n * Ulp * Squares(b);
            for (int i = 0; i < n; i++)
            {
                AssertAtMost(2 * Math.Sqrt(n) * Ulp * scale, Math.Abs(descending[i] - bisected[i]));
            }

            AssertAtMost(tolerance, Math.Abs(Squares(p) - Squares(b)));
            AssertAtMost(tolerance, Math.Abs(Moment(values, p, scale, 1) - (Squares(once) / (scale * scale))));
            AssertAtMost(tolerance, Math.Abs(Moment(values, p, scale, 2) - (Squares(twice) / (scale * scale * scale * scale))));

            // Control: a component that is lost is seen.
            int largest = Enumerable.Range(0, n).MaxBy(i => Math.Abs(p[i]));
            p[largest] = 0;
            Assert.False(Math.Abs(Squares(p) - Squares(b)) <= tolerance);
        }
    }

    // Vectors that go together turn alike; teams do not show.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeveralVectorsAreEachAsAlone(bool isLeft)
    {
        // The last merge is shared from 256 rows on.
        const int N = 601;
        (double[] d, double[] e) = Bidiagonal("random", N);
        using Workspace workspace = new();
        double[] three = [.. Enumerable.Range(1, 3 * N).Select(i => Math.Sqrt(i))], together = [.. three];
        Assert.True(Run([.. d], [.. e], together, 3, isLeft, workspace, ThreadTeam.Single, null));
        for (int threads = 1; threads <= 3; threads++)
        {
            using ThreadTeam team = new(threads);
            double[] alone = three[((threads - 1) * N)..(threads * N)];
            Assert.True(Run([.. d], [.. e], alone, 1, isLeft, workspace, team, null));
            Assert.Equal(together[((threads - 1) * N)..(threads * N)], alone);
        }
    }

    [Fact]
    public void TheLimitOnStepsIsReported()
    {
        (double[] d, double[] e) = Bidiagonal("random", 100);
        using Workspace workspace = new();
        Assert.False(Run(d, e, new double[100], 1, isLeft: false, workspace, ThreadTeam.Single, stepLimit: 3));
    }

    [Theory]
    [InlineData(300, 200)]
    [InlineData(200, 300)]
    [InlineData(700, 90)]
    [InlineData(90, 700)]
    [InlineData(4500, 70)]
    [InlineData(70, 4500)]
    [InlineData(40, 30)]
    public void SeveralVectorsAreProjectedAtOnce(int m, int n)
    {
        using Matrix<double> a = new(m, n), b = new(3, n), together = new(3, Math.Min(m, n));
        new RandomStream(seed: 3, "a").Normals(a.Span);
        new RandomStream(seed: 3, "b").Normals(b.Span);
        using Workspace workspace = new();
        int k = Math.Min(m, n);
        double[] values = new double[k], same = new double[k], alone = new double[k];
        Assert.Equal(SvdStatus.Converged, Svd.ValuesAndRightProjections(a.View, b.View.Transposed, values, together.View.Transposed, workspace, ThreadTeam.Single));
        using SvdResult<double> svd = Svd.Compute<double>(a.Span2D);
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(SvdStatus.Converged, Svd.ValuesAndRightProjections(a.View, b.Row(row), same, alone, workspace, ThreadTeam.Single));
            Assert.Equal(values, same);
            Assert.Equal(together.Row(row).ToArray(), alone);
            for (int i = 0; i < k; i++)
            {
                double gap = Math.Min(i > 0 ? values[i - 1] - values[i] : values[0], i + 1 < k ? values[i] - values[i + 1] : values[0]);
                double bound = 10 * Math.Max(m, n) * Ulp * Math.Sqrt(n) * values[0] / gap;
                AssertAtMost(bound, Math.Abs(Math.Abs(Dot.Of<double>(svd.Vt.Row(i), b.Row(row))) - Math.Abs(alone[i])));
            }
        }

        Assert.Throws<ArgumentException>(() => Svd.ValuesAndRightProjections(a.View, b.View.Transposed, values, together.View.Slice(0, 0, 2, k).Transposed, workspace, ThreadTeam.Single));
    }

    [Fact]
    public void WarmCallsAllocateNothing()
    {
        using Matrix<double> a = new(300, 200), b = new(2, 200), projections = new(2, 200);
        new RandomStream(seed: 4, "a").Normals(a.Span);
        new RandomStream(seed: 4, "b").Normals(b.Span);
        using Workspace workspace = new();
        using ThreadTeam team = new(2);
        double[] values = new double[200];
        Svd.ValuesAndRightProjections(a.View, b.View.Transposed, values, projections.View.Transposed, workspace, team);
        Svd.ValuesAndRightProjections(a.View, b.View.Transposed, values, projections.View.Transposed, workspace, team);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Svd.ValuesAndRightProjections(a.View, b.View.Transposed, values, projections.View.Transposed, workspace, team);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Run(double[] d, double[] e, double[] b, int count, bool isLeft, Workspace workspace, ThreadTeam team, int? stepLimit)
    {
        int n = d.Length;
        fixed (double* pd = d, pe = e, pb = b)
        {
            return BidiagonalProjections.Run(pd, pe, n, new MatrixView<double>(pb, count, n, n), isLeft, workspace, team, stepLimit);
        }
    }

    // The last element of e is 0.
    private static (double[] D, double[] E) Bidiagonal(string kind, int n)
    {
        double[] d = new double[n], e = new double[n];
        new RandomStream(seed: 5, kind).Normals<double>(d);
        new RandomStream(seed: 6, kind).Normals<double>(e);
        for (int i = 0; i < n; i++)
        {
            (d[i], e[i]) = kind switch
            {
                "ones" => (1.0, 1.0),
                "split" => (d[i], i % 10 == 9 ? 0 : e[i]),
                "zero" => (i % 13 == 5 ? 0 : d[i], e[i]),
                "graded" => (Math.ScaleB(1, -i / 4), Math.ScaleB(1, -(i + 2) / 4)),
                "clustered" => (1 + (10 * i * Ulp), 10 * Ulp),
                _ => (d[i], e[i]),
            };
        }

        e[n - 1] = 0;
        return (d, e);
    }

    // B x, or B^T x.
    private static double[] Product(double[] d, double[] e, double[] x, bool isTransposed) =>
        [.. Enumerable.Range(0, d.Length).Select(i => (d[i] * x[i]) + (isTransposed ? (i > 0 ? e[i - 1] * x[i - 1] : 0) : i + 1 < d.Length ? e[i] * x[i + 1] : 0))];

    private static double Squares(double[] x) => x.Sum(y => y * y);

    private static double Moment(double[] values, double[] p, double scale, int power) => values.Zip(p, (s, x) => Math.Pow(s / scale, 2 * power) * x * x).Sum();

    private static void AssertAtMost(double bound, double value)
    {
        if (!(value <= bound))
        {
            Assert.Fail($"{value}, allowed {bound}");
        }
    }
}
