using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The oracle against values known in closed form, and its arithmetic against exact identities.</summary>
public class JacobiOracleTests
{
    [Fact]
    public void KnownSpectraToTheLastBits()
    {
        double[] differences = MatrixGallery.DifferenceValues(60);
        Assert.True(SvdChecks.RelativeValues(JacobiOracle.SingularValues(MatrixGallery.Differences(60)), differences, 2.2e-16) < 4);
        Assert.All(JacobiOracle.SingularValues(MatrixGallery.Hadamard(16)), s => Assert.Equal(4, s));
        double[] lauchli = JacobiOracle.SingularValues(MatrixGallery.Lauchli(30, 1e-13));
        Assert.All(lauchli[1..], s => Assert.True(Math.Abs((s / 1e-13) - 1) < 1e-15));
        Assert.Equal(Math.Sqrt(30), lauchli[0], 15);
    }

    [Fact]
    public void ArithmeticHasOneHundredBits()
    {
        Random random = new(3);
        for (int i = 0; i < 1000; i++)
        {
            DoubleDouble x = new DoubleDouble(random.NextDouble(), 0) + (random.NextDouble() * 1e-17);
            DoubleDouble y = new DoubleDouble(random.NextDouble() + 0.1, 0) + (random.NextDouble() * 1e-17);
            Assert.True(Math.Abs((double)((x / y * y) - x)) < 1e-30);
            Assert.True(Math.Abs((double)((x + y) - y - x)) < 1e-31);
            DoubleDouble root = DoubleDouble.Sqrt(y);
            Assert.True(Math.Abs((double)((root * root) - y)) < 1e-30);
        }

        Assert.Equal(0, (double)DoubleDouble.Sqrt(0));
        Assert.True(new DoubleDouble(1, 1e-20) > 1);
    }
}
