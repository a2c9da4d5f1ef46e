using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>The rate changes after every step size by one more product, whatever step is asked for first.</summary>
public sealed class StepRateTests
{
    [Fact]
    public void ChangesEveryStepSize()
    {
        StepRate rate = new(1, 2, 0.6);
        double[] expected = [1, 1, 0.6, 0.6, 0.6 * 0.6, 0.6 * 0.6, 0.6 * 0.6 * 0.6];
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], rate.Rate(step));
        }

        Assert.Equal(1, rate.Rate(0));
        Assert.Equal(expected[5], new StepRate(1, 2, 0.6).Rate(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StepRate(1, 0, 0.5));
    }
}
