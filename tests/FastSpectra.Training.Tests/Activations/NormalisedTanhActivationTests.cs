using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>sigma is c tanh with c fixed by E sigma^2 = 1; values and derivatives agree with the library's tanh and in both forms.</summary>
public sealed class NormalisedTanhActivationTests
{
    [Fact]
    public void MomentsAreThoseOfTheNormalisation()
    {
        ActivationMoments moments = ActivationMoments.Of(NormalisedTanhActivation<double>.Instance);
        Assert.Equal(0, moments.Mean, 1e-14);
        Assert.Equal(1, moments.Square, 1e-13);
        Assert.Equal(0.930469923615295, moments.Slope * moments.Slope, 1e-13);
        Assert.Equal(1.17780723230418, moments.SquaredSlope, 1e-13);
        Assert.Equal(0.394294490397841, ActivationMoments.Of(TanhActivation<double>.Instance).Square, 1e-13);
    }

    [Fact]
    public void ValuesAndDerivativesFollowTheFormula()
    {
        double[] x = [-30, -2.5, -0.6, -1e-9, 0, 0.3, 1, 7, 30];
        double[] values = new double[x.Length];
        double[] slopes = new double[x.Length];
        NormalisedTanhActivation<double>.Instance.ApplyWithDerivative(x, values, slopes);
        double[] alone = new double[x.Length];
        NormalisedTanhActivation<double>.Instance.Apply(x, alone);
        Assert.Equal(alone, values);
        for (int i = 0; i < x.Length; i++)
        {
            double t = Math.Tanh(x[i]);
            Assert.Equal(NormalisedTanhActivation<double>.Height * t, values[i], 1e-15);
            Assert.Equal(NormalisedTanhActivation<double>.Height * (1 - (t * t)), slopes[i], 1e-15);
        }
    }

    [Fact]
    public void AStepOfTheStudentHasTheSameBitsAtEveryLevel()
    {
        float[] x = new float[77];
        new RandomStream(3, "x").Normals<float>(x);
        (float[] Values, float[] Slopes)? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                float[] values = new float[x.Length];
                float[] slopes = new float[x.Length];
                NormalisedTanhActivation<float>.Instance.ApplyWithDerivative(x, values, slopes);
                expected ??= (values, slopes);
                Assert.Equal(expected.Value.Values, values);
                Assert.Equal(expected.Value.Slopes, slopes);
            }
        }
    }
}
