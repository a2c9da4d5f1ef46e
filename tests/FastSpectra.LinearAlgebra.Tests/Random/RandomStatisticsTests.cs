using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// The distribution of the numbers, on one fixed stream: a test cannot fail by chance, and a true normal sample would pass each
/// threshold (four to five standard errors) with probability above 0.9999.
/// </summary>
public class RandomStatisticsTests
{
    private const int N = 1 << 18;
    private static readonly double[] s_normals = Normals("statistics");

    private static double[] Normals(string name)
    {
        double[] x = new double[N];
        new RandomStream(2024, name).Normals(x.AsSpan());
        return x;
    }

    [Theory]
    [InlineData(1, 0.0, 1.0)]
    [InlineData(2, 1.0, 2.0)]
    [InlineData(3, 0.0, 15.0)]
    [InlineData(4, 3.0, 96.0)]
    [InlineData(5, 0.0, 945.0)]
    [InlineData(6, 15.0, 10170.0)]
    public void Moments_AreThoseOfTheNormalDistribution(int order, double expected, double variance)
    {
        double mean = s_normals.Average(x => Math.Pow(x, order));
        Assert.True(Math.Abs(mean - expected) <= 4.5 * Math.Sqrt(variance / N), $"moment {order}: {mean}");
    }

    [Fact]
    public void KolmogorovDistance_IsThatOfASample()
    {
        // sqrt(N) D exceeds 2.2 with probability 1.2e-4.
        double[] sorted = [.. s_normals.Order()];
        Assert.True(Distance(sorted) * Math.Sqrt(N) <= 2.2);

        // The check sees a shift of a fiftieth.
        Assert.True(Distance(Array.ConvertAll(sorted, x => x + 0.02)) * Math.Sqrt(N) > 2.2);
    }

    private static double Distance(double[] sorted)
    {
        double largest = 0;
        for (int i = 0; i < sorted.Length; i += 7)
        {
            double cdf = 0.5 * (1 + Erf.Of(sorted[i] / Math.Sqrt(2)));
            largest = Math.Max(largest, Math.Max(Math.Abs(cdf - ((double)i / sorted.Length)), Math.Abs(cdf - ((i + 1.0) / sorted.Length))));
        }

        return largest;
    }

    [Theory]
    [InlineData(1.0, 0.31731050786291415)]
    [InlineData(2.0, 0.04550026389635839)]
    [InlineData(3.0, 0.0026997960632601866)]
    [InlineData(4.0, 6.334248366623996e-05)]
    public void Tails_HoldTheirShare(double bound, double probability)
    {
        int count = s_normals.Count(x => Math.Abs(x) > bound);
        double expected = probability * N;
        Assert.True(Math.Abs(count - expected) <= 4.5 * Math.Sqrt(expected), $"{count} beyond {bound}, expected {expected}");
        Assert.True(s_normals.Max(Math.Abs) < 8.5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(1000)]
    public void Neighbours_AreUncorrelated(int lag)
    {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i + lag < N; i++)
        {
            sum += s_normals[i] * s_normals[i + lag];
            squares += ((s_normals[i] * s_normals[i]) - 1) * ((s_normals[i + lag] * s_normals[i + lag]) - 1);
        }

        Assert.True(Math.Abs(sum) <= 4.5 * Math.Sqrt(N), $"lag {lag}: {sum / N}");
        Assert.True(Math.Abs(squares) <= 4.5 * 2 * Math.Sqrt(N), $"squares at lag {lag}: {squares / N}");
    }

    [Theory]
    [InlineData("statistics2", 2024UL)]
    [InlineData("statistics", 2025UL)]
    public void StreamsAndSeeds_AreUncorrelated(string name, ulong seed)
    {
        double[] other = new double[N];
        new RandomStream(seed, name).Normals(other.AsSpan());
        Assert.True(Math.Abs(Dot.Of<double>(s_normals, other)) <= 4.5 * Math.Sqrt(N));
    }

    [Fact]
    public void Uniforms_FillTheUnitIntervalEvenly()
    {
        float[] u = new float[N];
        new RandomStream(2024, "statistics").Uniforms(u.AsSpan());
        Assert.All(u, x => Assert.InRange(x, 0f, 1 - (1f / (1 << 24))));
        int[] bins = new int[256];
        foreach (float x in u)
        {
            bins[(int)(x * 256)]++;
        }

        // Chi-squared with 255 degrees of freedom: mean 255, standard deviation 22.6.
        double expected = N / 256.0;
        double chi = bins.Sum(b => (b - expected) * (b - expected) / expected);
        Assert.InRange(chi, 255 - (4 * 22.6), 255 + (4.5 * 22.6));
    }

    [Fact]
    public void Signs_AreBalanced()
    {
        float[] s = new float[N];
        new RandomStream(2024, "statistics").Signs(s.AsSpan());
        Assert.All(s, x => Assert.True(x is 1 or -1));
        Assert.True(Math.Abs(s.Sum(x => (double)x)) <= 4.5 * Math.Sqrt(N));
    }

    [Fact]
    public void Permutations_PutEveryElementEverywhereEquallyOften()
    {
        const int n = 8;
        const int draws = 20000;
        int[,] counts = new int[n, n];
        int[] permutation = new int[n];
        RandomStream stream = new(2024, "statistics");
        for (int draw = 0; draw < draws; draw++)
        {
            stream.Permutation(permutation, draw);
            for (int i = 0; i < n; i++)
            {
                counts[i, permutation[i]]++;
            }
        }

        double expected = draws / (double)n;
        double chi = counts.Cast<int>().Sum(c => (c - expected) * (c - expected) / expected);

        // 49 degrees of freedom: standard deviation 9.9.
        Assert.InRange(chi, 0, 49 + (4.5 * 9.9));
    }

    /// <summary>Computed from the documented definition by an independent program in 120-bit arithmetic; <see cref="KernelDigestTests"/> holds the bits.</summary>
    [Fact]
    public void KnownAnswers()
    {
        double[] x = new double[4];
        RandomStream stream = new(1, "known");
        stream.Normals(x.AsSpan(), 6);
        double[] exact = [-2.448095276323807, 1.0370836661687761, -0.08987165940551557, 0.8733955494352497];
        Assert.All(x.Zip(exact), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 4.5e-16 * Math.Abs(pair.Second)));
        stream.Uniforms(x.AsSpan(), 6);
        Assert.Equal(new[] { 0.9353580679457498, 0.5009926378753369, 0.8172536090563822, 0.14147123465960254 }, x);
        Assert.Equal(new[] { 6, 0, 4, 8, 5, 1, 2, 3, 9, 7 }, stream.Permutation(10, 0));
    }
}
