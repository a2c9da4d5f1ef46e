using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>The root mean square of a step is the rate, whatever the gradient's length, and its direction is that of the sum of gradients.</summary>
public class NormalisedGradientDescentTests
{
    [Theory]
    [InlineData(1e-20)]
    [InlineData(1)]
    [InlineData(1e20)]
    public void AStepHasTheRateAsItsRootMeanSquare(double length)
    {
        using Matrix<double> p = new(7, 5), g = Draw("g", 0);
        Scale.Apply(length, g.Span);
        using NormalisedGradientDescent<double> rule = new([new Parameter<double>("W", p, g)], new DirectionSettings(0));
        rule.Step(0.3, ThreadTeam.Single);
        Assert.Equal(0.3, Math.Sqrt(SumOfSquares.Of<double>(p.Span) / p.Count), 1e-15);
        Assert.Equal(-1, InDouble.Dot<double>(p.Span, g.Span) / Math.Sqrt(SumOfSquares.Of<double>(p.Span)) / Math.Sqrt(SumOfSquares.Of<double>(g.Span)), 1e-14);
    }

    [Fact]
    public void MomentumAndDecayAreThePlainLoops()
    {
        using Matrix<double> p = Draw("p", 0), g = new(7, 5);
        double[] expected = p.Span.ToArray(), sum = new double[35];
        using NormalisedGradientDescent<double> rule = new([new Parameter<double>("W", p, g)], new DirectionSettings(0, 0.9, 0.1));
        for (int step = 1; step <= 3; step++)
        {
            using Matrix<double> next = Draw("g", step);
            g.CopyFrom(next);
            rule.Step(0.2, ThreadTeam.Single);
            for (int i = 0; i < 35; i++)
            {
                sum[i] = (0.9 * sum[i]) + g.Span[i];
            }

            double norm = Math.Sqrt(sum.Sum(value => value * value));
            for (int i = 0; i < 35; i++)
            {
                expected[i] = (0.98 * expected[i]) - (0.2 * Math.Sqrt(35) / norm * sum[i]);
            }
        }

        for (int i = 0; i < 35; i++)
        {
            Assert.Equal(expected[i], p.Span[i], 1e-14);
        }
    }

    [Fact]
    public void AZeroGradientIsNoStepAndANaNIsSeen()
    {
        using Matrix<float> p = new(2, 2), g = new(2, 2);
        p.Span.Fill(3);
        using NormalisedGradientDescent<float> rule = new([new Parameter<float>("W", p, g)], new DirectionSettings(0));
        rule.Step(1, ThreadTeam.Single);
        Assert.Equal([3f, 3, 3, 3], p.Span.ToArray());
        g[1, 0] = float.NaN;
        rule.Step(1, ThreadTeam.Single);
        Assert.Equal(float.NaN, p[1, 0]);
    }

    private static Matrix<double> Draw(string name, int part)
    {
        Matrix<double> matrix = new(7, 5);
        UpdateCheck.Normals<double>(35, name, part).CopyTo(matrix.Span);
        return matrix;
    }
}
