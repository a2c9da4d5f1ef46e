using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>A planted rank-one signal is found where the theory says and not where it says otherwise; location and strength invert each other.</summary>
public sealed class BbpTransitionTests
{
    [Theory]
    [InlineData(1.5)]
    [InlineData(3)]
    public void APlantedSignalIsWhereTheTheorySays(double relativeStrength)
    {
        BbpTransition theory = new(300, 200);
        double strength = relativeStrength * theory.Threshold;
        WeightSpectrum spectrum = Plant(strength);

        // Fluctuations of relative order 1 / sqrt(size): a few percent here.
        Assert.Equal(theory.LargestValue(strength), spectrum.SpectralNorm, 0.03 * spectrum.SpectralNorm);
        Assert.Equal(theory.RightOverlap(strength), spectrum.FirstAlignment * spectrum.FirstAlignment, 0.08);
        Assert.Equal(strength, theory.Strength(theory.LargestValue(strength)), 1e-9 * strength);
        Assert.True(theory.LeftOverlap(strength) < theory.RightOverlap(strength));
    }

    [Fact]
    public void BelowTheThresholdNothingIsSeen()
    {
        BbpTransition theory = new(300, 200);
        WeightSpectrum spectrum = Plant(0.5 * theory.Threshold);
        Assert.Equal(theory.Edge, spectrum.SpectralNorm, 0.03 * theory.Edge);
        Assert.True(spectrum.FirstAlignment < 0.4);
        Assert.Equal(0, theory.RightOverlap(0.5 * theory.Threshold));
        Assert.Equal(theory.Threshold, theory.Strength(theory.Edge - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BbpTransition(0, 1));
    }

    private static WeightSpectrum Plant(double strength)
    {
        using Matrix<double> w = new(300, 200);
        new RandomStream(3, "noise").Normals(w.Span, 0);
        double[] v = new double[200];
        v[7] = 1;
        for (int i = 0; i < 300; i++)
        {
            w[i, 7] += strength / Math.Sqrt(300) * (i % 2 == 0 ? 1 : -1);
        }

        using Workspace workspace = new();
        return WeightSpectrum.Of<double>(w, v, workspace, ThreadTeam.Single);
    }
}
