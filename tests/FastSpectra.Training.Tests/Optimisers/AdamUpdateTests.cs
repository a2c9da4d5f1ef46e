using System.Numerics;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Each element is the documented formula evaluated alone; every level, team and length gives the same bits.</summary>
public class AdamUpdateTests
{
    private static readonly int[] s_sizes = [0, 1, 7, 8, 15, 16, 17, 33, 1000, 4099];

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Float_EqualsThePlainLoop(double weightDecay) => EqualsThePlainLoop<float>(weightDecay);

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Double_EqualsThePlainLoop(double weightDecay) => EqualsThePlainLoop<double>(weightDecay);

    private static void EqualsThePlainLoop<T>(double weightDecay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        AdamSettings settings = new(0.05, WeightDecay: weightDecay);
        using ThreadTeam two = new(2);
        using ThreadTeam seven = new(7);
        foreach (int n in s_sizes)
        {
            T[] p0 = Normals<T>(n, "p", 0);
            T[] p = [.. p0];
            T[] m = new T[n];
            T[] v = new T[n];
            for (int step = 1; step <= 3; step++)
            {
                PlainStep(p, Normals<T>(n, "g", step), m, v, step, settings);
            }

            foreach (SimdLevel level in InstructionSet.Available)
            {
                foreach (ThreadTeam team in new[] { ThreadTeam.Single, two, seven })
                {
                    using (InstructionSet.Use(level))
                    {
                        T[] actual = [.. p0];
                        T[] first = new T[n];
                        T[] second = new T[n];
                        for (int step = 1; step <= 3; step++)
                        {
                            AdamUpdate.Apply(actual, Normals<T>(n, "g", step), first, second, step, settings, team);
                        }

                        Assert.Equal(p, actual);
                        Assert.Equal(m, first);
                        Assert.Equal(v, second);
                    }
                }
            }
        }
    }

    [Fact]
    public void FirstStep_IsMinusTheRateTimesTheSign()
    {
        double[] p = [1, 1, 1];
        AdamUpdate.Apply<double>(p, [3e-2, -4, 0], new double[3], new double[3], 1, new AdamSettings(0.1));
        Assert.Equal(0.9, p[0], 7);
        Assert.Equal(1.1, p[1], 7);
        Assert.Equal(1.0, p[2]);
    }

    [Fact]
    public void TenSteps_AgreeWithPyTorch()
    {
        // torch 1.13: p = tensor([0.5], float64), g_t = cos(t) for t = 1..10, Adam(lr=0.1, weight_decay=0.01).
        double[] p = [0.5];
        double[] m = [0];
        double[] v = [0];
        for (int step = 1; step <= 10; step++)
        {
            AdamUpdate.Apply<double>(p, [Math.Cos(step)], m, v, step, new AdamSettings(0.1, WeightDecay: 0.01));
        }

        Assert.Equal(0.5410313235410157, p[0], 14);
    }

    [Fact]
    public void Decoupled_TenStepsAgreeWithPyTorch()
    {
        // torch 1.13, float64: p = [0.5, -2], g_t = [cos t, sin(t) / 3] for t = 1..10, AdamW(lr=0.1, weight_decay=0.3).
        double[] p = [0.5, -2], m = new double[2], v = new double[2];
        for (int step = 1; step <= 10; step++)
        {
            AdamUpdate.Apply<double>(p, [Math.Cos(step), Math.Sin(step) / 3], m, v, step, new AdamSettings(0.1, WeightDecay: 0.3, IsDecayDecoupled: true));
        }

        Assert.Equal(0.41788288409839686, p[0], 14);
        Assert.Equal(-1.774111448362317, p[1], 14);
    }

    [Fact]
    public void Decoupled_EqualsThePlainLoop()
    {
        AdamSettings settings = new(0.05, WeightDecay: 0.1, IsDecayDecoupled: true);
        UpdateCheck.EqualsThePlainLoop<float>(
            (p, g, first, second, step, team) => AdamUpdate.Apply(p, g, first, second, step, settings, team),
            (i, p, g, first, second, step) =>
            {
                float[] one = [(1 - (0.05f * 0.1f)) * p[i]], m = [first[i]], v = [second[i]];
                PlainStep(one, [g[i]], m, v, step, settings with { WeightDecay = 0 });
                (p[i], first[i], second[i]) = (one[0], m[0], v[0]);
            });
    }

    [Fact]
    public void WarmStep_AllocatesNothing()
    {
        float[] p = new float[1000];
        float[] g = new float[1000];
        AdamSettings settings = new(0.1);
        AdamUpdate.Apply<float>(p, g, p, g, 1, settings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AdamUpdate.Apply<float>(p, g, p, g, 2, settings);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentException>(() => AdamUpdate.Apply<float>(new float[2], new float[3], new float[2], new float[2], 1, new AdamSettings(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => AdamUpdate.Apply<float>(new float[2], new float[2], new float[2], new float[2], 0, new AdamSettings(1)));
    }

    [Fact]
    public void Power_IsCloseToTheExactOne()
    {
        foreach (long n in new[] { 0L, 1, 2, 10, 999, 100000 })
        {
            Assert.Equal(Math.Pow(0.999, n), AdamUpdate.Power(0.999, n), 1e-12);
        }
    }

    private static T[] Normals<T>(int n, string name, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[n];
        new RandomStream(1, name).Normals(x.AsSpan(), 100000L * part);
        return x;
    }

    private static void PlainStep<T>(T[] p, T[] g, T[] m, T[] v, int step, AdamSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T stepSize = T.CreateTruncating(settings.LearningRate / (1 - AdamUpdate.Power(settings.Beta1, step)));
        T root = T.CreateTruncating(Math.Sqrt(1 - AdamUpdate.Power(settings.Beta2, step)));
        for (int i = 0; i < p.Length; i++)
        {
            T gradient = settings.WeightDecay == 0 ? g[i] : Fused.MultiplyAdd(T.CreateTruncating(settings.WeightDecay), p[i], g[i]);
            m[i] = Fused.MultiplyAdd(T.CreateTruncating(1 - settings.Beta1), gradient, T.CreateTruncating(settings.Beta1) * m[i]);
            v[i] = Fused.MultiplyAdd(T.CreateTruncating(1 - settings.Beta2) * gradient, gradient, T.CreateTruncating(settings.Beta2) * v[i]);
            T denominator = (T.Sqrt(v[i]) / root) + T.CreateTruncating(settings.Epsilon);
            p[i] = Fused.MultiplyAdd(-stepSize, m[i] / denominator, p[i]);
        }
    }
}
