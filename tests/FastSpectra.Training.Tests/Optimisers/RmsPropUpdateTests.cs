using System.Numerics;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Each element is the documented formula evaluated alone, and PyTorch's.</summary>
public class RmsPropUpdateTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0.01)]
    public void EqualsThePlainLoop(double momentum, double weightDecay)
    {
        Check<float>(new RmsPropSettings(0.05, Momentum: momentum, WeightDecay: weightDecay));
        Check<double>(new RmsPropSettings(0.05, Momentum: momentum, WeightDecay: weightDecay));
    }

    // torch 1.13, float64: p = [0.5, -2], g_t = [cos t, sin(t) / 3] for t = 1..10, RMSprop(lr=0.1, momentum=..., weight_decay=...).
    [Theory]
    [InlineData(0, 0, 1.1396232961262436, -3.3827529317787866)]
    [InlineData(0.9, 0.01, 1.589584789429865, -7.3349427129349944)]
    public void TenSteps_AgreeWithPyTorch(double momentum, double weightDecay, double first, double second)
    {
        double[] p = [0.5, -2], v = new double[2], b = new double[2];
        for (int step = 1; step <= 10; step++)
        {
            double[] g = [Math.Cos(step), Math.Sin(step) / 3];
            RmsPropUpdate.Apply<double>(p, g, v, b, new RmsPropSettings(0.1, Momentum: momentum, WeightDecay: weightDecay), ThreadTeam.Single);
        }

        Assert.Equal(first, p[0], 14);
        Assert.Equal(second, p[1], 13);
    }

    [Fact]
    public void FirstStep_IsTenRatesLong()
    {
        double[] p = [0, 0];
        RmsPropUpdate.Apply<double>(p, [3e-2, -4], new double[2], [], new RmsPropSettings(0.1), ThreadTeam.Single);
        Assert.Equal(-1, p[0], 5);
        Assert.Equal(1, p[1], 5);
    }

    [Fact]
    public void Misuse_Throws()
    {
        float[] two = new float[2], three = new float[3];
        Assert.Throws<ArgumentException>(() => RmsPropUpdate.Apply<float>(two, three, two, two, new RmsPropSettings(1), ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => RmsPropUpdate.Apply<float>(two, two, three, two, new RmsPropSettings(1), ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => RmsPropUpdate.Apply<float>(two, two, two, [], new RmsPropSettings(1, Momentum: 0.9), ThreadTeam.Single));
        Assert.Throws<ArgumentNullException>(() => RmsPropUpdate.Apply<float>(two, two, two, two, new RmsPropSettings(1), null!));
    }

    private static void Check<T>(RmsPropSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => UpdateCheck.EqualsThePlainLoop<T>(
        (p, g, first, second, _, team) => RmsPropUpdate.Apply(p, g, first, settings.Momentum == 0 ? [] : second, settings, team),
        (i, p, g, first, second, _) =>
        {
            T gradient = settings.WeightDecay == 0 ? g[i] : Fused.MultiplyAdd(T.CreateTruncating(settings.WeightDecay), p[i], g[i]);
            first[i] = Fused.MultiplyAdd(T.CreateTruncating(1 - settings.Alpha) * gradient, gradient, T.CreateTruncating(settings.Alpha) * first[i]);
            T scaled = gradient / (T.Sqrt(first[i]) + T.CreateTruncating(settings.Epsilon));
            if (settings.Momentum != 0)
            {
                scaled = second[i] = Fused.MultiplyAdd(T.CreateTruncating(settings.Momentum), second[i], scaled);
            }

            p[i] = Fused.MultiplyAdd(-T.CreateTruncating(settings.LearningRate), scaled, p[i]);
        });
}
