using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Known spectra: a matrix made of known singular vectors gives their values, norms and alignments.</summary>
public sealed class WeightSpectrumTests
{
    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    public void MeasuresAKnownMatrix(int rows, int columns)
    {
        using Matrix<float> w = new(rows, columns);
        w[0, 1] = -3;
        w[1, 0] = 4;
        w[2, 2] = 0.5f;
        float[] beta = new float[columns];
        beta[0] = 0.6f;
        beta[1] = 0.8f;
        using Workspace workspace = new();
        WeightSpectrum spectrum = WeightSpectrum.Of<float>(w, beta, workspace, ThreadTeam.Single);
        Assert.Equal(SvdStatus.Converged, spectrum.Status);
        Assert.Equal([4, 3, 0.5], spectrum.SingularValues.ToArray().Select(value => Math.Round(value, 13)));
        Assert.Equal(0.6, spectrum.FirstAlignment, 1e-7);
        Assert.Equal(0.8, spectrum.LargestAlignment, 1e-7);
        Assert.Equal(0.8, Math.Abs(spectrum.RightProjections[1]), 1e-7);
        Assert.Equal(4, spectrum.SpectralNorm, 1e-13);
        Assert.Equal(Math.Sqrt(25.25), spectrum.FrobeniusNorm, 1e-13);
        Assert.Equal(25.25 / 16, spectrum.StableRank, 1e-13);
        Assert.Equal(2, spectrum.CountAbove(1));
        Assert.Equal(0, spectrum.CountAbove(4.5));
    }

    [Fact]
    public void AMatrixThatIsNotFiniteIsReported()
    {
        using Matrix<float> w = new(3, 2);
        w[1, 1] = float.PositiveInfinity;
        using Workspace workspace = new();
        Assert.Equal(SvdStatus.NotFinite, WeightSpectrum.Of<float>(w, new float[2], workspace, ThreadTeam.Single).Status);
    }

    [Fact]
    public void SeveralDirectionsAreProjectedOnto()
    {
        // W = diag(5, 3, 2) and the plane of e_1 and (e_2 + e_3) / sqrt 2.
        using Workspace workspace = new();
        using Matrix<double> w = new(4, 3), beta = new(3, 2), one = new(3, 1), none = new(3, 0);
        (w[0, 0], w[1, 1], w[2, 2]) = (5, 3, 2);
        (beta[0, 0], beta[1, 1], beta[2, 1], one[1, 0]) = (1, Math.Sqrt(0.5), Math.Sqrt(0.5), -1);
        WeightSpectrum spectrum = WeightSpectrum.Of(w, beta, workspace, ThreadTeam.Single);
        Assert.Equal([1, Math.Sqrt(0.5), Math.Sqrt(0.5)], spectrum.RightProjections.ToArray(), (x, y) => Math.Abs(x - y) <= 1e-14);
        Assert.Equal(1, spectrum.FirstAlignment, 1e-14);
        Assert.Equal(Math.Sqrt(0.75), spectrum.SubspaceAlignment(2), 1e-14);
        Assert.Equal(1, spectrum.DirectionAlignment(0), 1e-14);
        Assert.Equal(Math.Sqrt(0.5), spectrum.DirectionAlignment(1), 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.DirectionAlignment(2));
        WeightSpectrum single = WeightSpectrum.Of(w, one, workspace, ThreadTeam.Single);
        Assert.Equal(WeightSpectrum.Of<double>(w, one.Span, workspace, ThreadTeam.Single).RightProjections.ToArray(), single.RightProjections.ToArray());
        Assert.Equal(0, single.SubspaceAlignment(1), 1e-14);
        Assert.Throws<ArgumentException>(() => WeightSpectrum.Of(w, none, workspace, ThreadTeam.Single));
    }
}
