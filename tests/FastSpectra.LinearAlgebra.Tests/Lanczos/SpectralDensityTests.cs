using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

public class SpectralDensityTests
{
    [Fact]
    public void DensityMatchesTheSpectrumWithinItsErrorBars()
    {
        double[,] x = MatrixGallery.Gaussian(300, 200, 9);
        using Matrix<double> a = LanczosTesting.Dense(x);
        double[] values = Svd.Values<double>(x);
        SpectralDensity density = SpectralDensity.Estimate(new DenseOperator<double>(a), 20, 40, 7, ThreadTeam.Single);
        (double mean, double error) = density.Average(s => s * s);
        double exact = values.Sum(s => s * s) / 200;
        Assert.True(Math.Abs(mean - exact) < 4 * error, $"{mean} +- {error}, exact {exact}");
        Assert.True(error < 0.05 * exact);
        foreach (int i in new[] { 20, 100, 180 })
        {
            (double fraction, double bar) = density.Cumulative(values[i]);
            Assert.True(Math.Abs(fraction - (1 - (i / 200.0))) < (4 * bar) + 0.02, $"{fraction} +- {bar} at {i}");
        }
    }
}
