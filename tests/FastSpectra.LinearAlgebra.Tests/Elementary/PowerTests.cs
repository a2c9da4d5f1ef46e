using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Special cases as IEEE 754 pow; exact powers are exact.</summary>
public class PowerTests
{
    [Fact]
    public void SpecialCases_AreThoseOfTheRuntime()
    {
        double[] values =
        [
            0.0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon,
            double.MaxValue, double.MinValue, 1e300, -1e300, 9007199254740993, 4503599627370497, 1074, -1074, 1100, -1100, 1025,
        ];
        foreach (double x in values)
        {
            foreach (double y in values)
            {
                double expected = Math.Pow(x, y);
                double actual = Power.Of(x, y);
                bool close = double.IsNaN(expected)
                    ? double.IsNaN(actual)
                    : expected == actual || Math.Abs(expected - actual) <= Math.Max(Math.Abs(expected) * 3e-16, double.Epsilon);
                Assert.True(close && (double.IsNaN(expected) || double.IsNegative(expected) == double.IsNegative(actual)), $"{x:R}^{y:R} = {expected:R}, not {actual:R}");
            }
        }
    }

    [Fact]
    public void ExactPowers_AreExact()
    {
        Assert.Equal(1024, Power.Of(2.0, 10));
        Assert.Equal(1e22, Power.Of(10.0, 22));
        Assert.Equal(3, Power.Of(9.0, 0.5));
        Assert.Equal(-8, Power.Of(-2f, 3f));
        Assert.Equal(double.Epsilon, Power.Of(2.0, -1074));
        Assert.Equal(0.6f * 0.6f, Power.Of(0.6f, 2f), 1e-7f);
        Assert.Throws<NotSupportedException>(() => Power.Of((Half)2, (Half)2));
    }
}
