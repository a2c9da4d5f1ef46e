using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>The density integrates to the distribution function, has the known mean, and a random matrix follows the law.</summary>
public sealed class MarchenkoPasturTests
{
    [Theory]
    [InlineData(1500, 1000, 1)]
    [InlineData(40, 64, 2.5)]
    [InlineData(30, 30, 1)]
    [InlineData(500, 1, 1)]
    public void DensityIsTheDerivativeOfTheDistribution(int rows, int columns, double variance)
    {
        MarchenkoPastur law = new(rows, columns, variance);
        Assert.Equal(0, law.Cumulative(law.LowerEdge));
        Assert.Equal(1, law.Cumulative(law.UpperEdge));
        double width = law.UpperEdge - law.LowerEdge;
        Assert.Equal(1, law.Cumulative(law.UpperEdge - (1e-12 * width)), 1e-9);
        double mean = 0;
        const int steps = 400;
        for (int i = 0; i < steps; i++)
        {
            double x = law.LowerEdge + (width * (i + 0.5) / steps);
            double h = width * 1e-5;
            double slope = (law.Cumulative(x + h) - law.Cumulative(x - h)) / (2 * h);
            Assert.Equal(slope * width, law.Density(x) * width, 1e-4 * Math.Max(1, slope * width));
            mean += x * (law.Cumulative(x + (width / steps / 2)) - law.Cumulative(x - (width / steps / 2)));
        }

        // The mean eigenvalue is the larger size times the variance: the trace is the sum of all squares.
        Assert.Equal(Math.Max(rows, columns) * variance, mean, 1e-3 * Math.Max(rows, columns) * variance);
        Assert.Equal(0, law.Density(law.LowerEdge - 1));
        Assert.Equal(0, law.Density(law.UpperEdge + 1));
    }

    [Fact]
    public void ARandomMatrixFollowsTheLawAndASpikedOneDoesNot()
    {
        using Matrix<double> w = new(180, 120);
        new RandomStream(1, "w").Normals(w.Span, 0);
        using Workspace workspace = new();
        WeightSpectrum spectrum = WeightSpectrum.Of<double>(w, new double[120], workspace, ThreadTeam.Single);
        MarchenkoPastur law = new(180, 120);
        double distance = law.Distance(new EmpiricalSpectralDensity(spectrum.SingularValues).Eigenvalues);
        Assert.True(distance < 0.02);
        Scale.Apply(1.2, w.Span);
        spectrum = WeightSpectrum.Of<double>(w, new double[120], workspace, ThreadTeam.Single);
        Assert.False(law.Distance(new EmpiricalSpectralDensity(spectrum.SingularValues).Eigenvalues) < 0.1);
    }

    [Fact]
    public void ImpossibleSizesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarchenkoPastur(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarchenkoPastur(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MarchenkoPastur(3, 3, 0));
    }
}
