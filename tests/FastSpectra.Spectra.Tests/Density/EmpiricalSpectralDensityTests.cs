using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Eigenvalues are the squares, in order; logarithms leave zeros out; the distribution function counts them.</summary>
public sealed class EmpiricalSpectralDensityTests
{
    [Fact]
    public void SquaresAndSorts()
    {
        EmpiricalSpectralDensity density = new([10, 0, 0.1, 1]);
        Assert.Equal([0, 0.1 * 0.1, 1, 100], density.Eigenvalues.ToArray());
        double[] logarithms = density.Log10Eigenvalues();
        Assert.Equal(3, logarithms.Length);
        Assert.Equal(-2, logarithms[0], 1e-14);
        Assert.Equal(2, logarithms[2], 1e-14);
        Assert.Equal(4, density.Linear(7).Total);
        Assert.Equal(3, density.Logarithmic(7).Total);
    }

    [Fact]
    public void CumulativeCountsValuesNotAbove()
    {
        EmpiricalSpectralDensity density = new([1, 2, 3, 4]);
        Assert.Equal(0, density.Cumulative(0.5));
        Assert.Equal(0.25, density.Cumulative(1));
        Assert.Equal(0.5, density.Cumulative(5));
        Assert.Equal(1, density.Cumulative(16));
    }
}
