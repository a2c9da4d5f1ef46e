using System.Numerics;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Every element moves by the rate against the sign of its (running sum of) gradients; zero stays, NaN is seen.</summary>
public class SignUpdateTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0.1)]
    public void EqualsThePlainLoop(double momentum, double weightDecay)
    {
        Check<float>(new DirectionSettings(0.05, momentum, weightDecay));
        Check<double>(new DirectionSettings(0.05, momentum, weightDecay));
    }

    [Fact]
    public void ZeroStaysAndNaNIsSeen()
    {
        double[] p = [1, 1, 1, 1, 1];
        SignUpdate.Apply<double>(p, [0, -0.0, double.NaN, 1e-300, -7], [], new DirectionSettings(0.5), ThreadTeam.Single);
        Assert.Equal([1, 1, double.NaN, 0.5, 1.5], p);
    }

    [Fact]
    public void Misuse_Throws()
    {
        float[] two = new float[2];
        Assert.Throws<ArgumentException>(() => SignUpdate.Apply<float>(two, new float[3], two, new DirectionSettings(1), ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => SignUpdate.Apply<float>(two, two, [], new DirectionSettings(1, 0.9), ThreadTeam.Single));
        Assert.Throws<ArgumentNullException>(() => SignUpdate.Apply<float>(two, two, two, new DirectionSettings(1), null!));
    }

    private static void Check<T>(DirectionSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => UpdateCheck.EqualsThePlainLoop<T>(
        (p, g, first, _, _, team) => SignUpdate.Apply(p, g, settings.Momentum == 0 ? [] : first, settings, team),
        (i, p, g, first, _, _) =>
        {
            T sum = g[i];
            if (settings.Momentum != 0)
            {
                sum = first[i] = Fused.MultiplyAdd(T.CreateTruncating(settings.Momentum), first[i], sum);
            }

            T kept = T.CreateTruncating(1 - (settings.LearningRate * settings.WeightDecay));
            p[i] = Fused.MultiplyAdd(-T.CreateTruncating(settings.LearningRate), T.CreateChecked(T.Sign(sum)), kept * p[i]);
        });
}
