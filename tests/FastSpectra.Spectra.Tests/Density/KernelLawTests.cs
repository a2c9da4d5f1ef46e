using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>
/// The laws have unit mass and the moments of their matrices, reduce to Marchenko-Pastur where they should, satisfy their own fixed-point equation,
/// and are close to simulated matrices; with one moment wrong they are not.
/// </summary>
public sealed class KernelLawTests
{
    private const double B2 = 0.930469923615295;
    private const double A = 1.17780723230418;

    [Theory]
    [InlineData(400, 300, 200)]
    [InlineData(200, 400, 300)]
    [InlineData(300, 150, 600)]
    public void MassAndMeanAreThoseOfTheKernels(int n, int h, int d)
    {
        KernelLawSizes sizes = new(n, h, d);
        KernelLaw conjugate = KernelLaw.OfConjugateKernel(sizes, 1, B2);
        KernelLaw tangent = KernelLaw.OfTangentKernel(sizes, 1, B2, A, true);
        foreach ((KernelLaw law, double mean) in new[] { (conjugate, 1.0), (tangent, 1 + A), (KernelLaw.OfTangentKernel(sizes, 1, B2, A, false), A) })
        {
            Assert.Equal(StieltjesStatus.Converged, law.Status);
            Assert.Equal(1, law.Mass, 2e-4);
            Assert.Equal(mean, Mean(law), 2e-3);
        }
    }

    [Fact]
    public void WithoutALinearPartTheConjugateKernelIsMarchenkoPastur()
    {
        KernelLaw law = KernelLaw.OfConjugateKernel(new KernelLawSizes(400, 600, 1000), 1, 0);
        MarchenkoPastur reference = new(600, 400);
        Assert.Equal(reference.LowerEdge / 600, law.LowerEdge, 1e-5);
        Assert.Equal(reference.UpperEdge / 600, law.UpperEdge, 1e-5);
        for (double x = 0.1; x < 3.3; x += 0.2)
        {
            Assert.Equal(reference.Density(600 * x) * 600, law.Density(x), 1e-5);
            Assert.Equal(reference.Cumulative(600 * x), law.Cumulative(x), 1e-4);
        }
    }

    [Fact]
    public void TheTangentKernelOfWAloneIsAShiftedMarchenkoPasturLaw()
    {
        KernelLaw law = KernelLaw.OfTangentKernel(new KernelLawSizes(400, 300, 600), 1, B2, A, false);
        MarchenkoPastur reference = new(600, 400);
        Assert.Equal(A - B2 + (B2 * reference.LowerEdge / 600), law.LowerEdge, 1e-5);
        Assert.Equal(A - B2 + (B2 * reference.UpperEdge / 600), law.UpperEdge, 1e-5);
        Assert.Equal(reference.Density(600) * 600 / B2, law.Density(A), 1e-5);
    }

    // |a|^2 / h multiplies K_W: the floor and the Marchenko-Pastur part of its law alike, and with the last layer's kernel beside it the mean only by its share.
    [Theory]
    [InlineData(0.9)]
    [InlineData(1.2)]
    public void TheSquareOfTheLastLayerScalesTheKernelOfW(double square)
    {
        KernelLawSizes sizes = new(400, 300, 600);
        KernelLaw unit = KernelLaw.OfTangentKernel(sizes, 1, B2, A, false), scaled = KernelLaw.OfTangentKernel(sizes, 1, B2, A, false, square);
        Assert.Equal(square * unit.LowerEdge, scaled.LowerEdge, 1e-5);
        Assert.Equal(square * unit.UpperEdge, scaled.UpperEdge, 1e-5);
        KernelLaw both = KernelLaw.OfTangentKernel(sizes, 1, B2, A, true, square);
        Assert.Equal(1 + (square * A), Mean(both), 2e-3);
        Assert.NotEqual(1 + (square * A), Mean(KernelLaw.OfTangentKernel(sizes, 1, B2, A, true)), 2e-3);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1.3)]
    [InlineData(4.0)]
    public void TheStieltjesTransformOfTheConjugateKernelSatisfiesSilverstein(double x)
    {
        // m_(z) = -(1-c)/z + c m(z) solves m_ = -1 / (z - c int t / (1 + t m_) dnu(t)); nu sampled by its quantiles.
        const int n = 600, h = 400, d = 450;
        KernelLaw law = KernelLaw.OfConjugateKernel(new KernelLawSizes(n, h, d), 1, B2);
        (double re, double im, StieltjesStatus status) = law.Stieltjes(x, 0.3);
        Assert.Equal(StieltjesStatus.Converged, status);
        System.Numerics.Complex z = new(x, 0.3), m = new(re, im);
        double c = (double)n / h;
        System.Numerics.Complex companion = (-(1 - c) / z) + (c * m);
        System.Numerics.Complex integral = (1 - ((double)d / n)) * (1 - B2) / (1 + ((1 - B2) * companion));
        MarchenkoPastur gram = new(n, d);
        const int points = 20000;
        for (int i = 0; i < points; i++)
        {
            double u = (i + 0.5) / points, s = u * u * (3 - (2 * u));
            double g = (gram.LowerEdge + ((gram.UpperEdge - gram.LowerEdge) * s)) / d;
            double weight = gram.Density(g * d) * (gram.UpperEdge - gram.LowerEdge) * 6 * u * (1 - u) / points * d / n;
            double t = 1 - B2 + (B2 * g);
            integral += weight * t / (1 + (t * companion));
        }

        System.Numerics.Complex again = -1 / (z - (c * integral));
        Assert.True((again - companion).Magnitude <= 1e-5, $"{again} is not {companion}");
    }

    [Fact]
    public void SimulatedKernelsFollowTheLawsAndOneWrongMomentIsNoticed()
    {
        const int n = 400, h = 300, d = 200;
        (double[] conjugate, double[] tangent) = Simulate(n, h, d);
        KernelLawSizes sizes = new(n, h, d);
        Assert.True(KernelLaw.OfConjugateKernel(sizes, 1, B2).Distance(conjugate) <= 0.02);

        // Half of the tangent kernel's spectrum lies within 0.2 of its floor, where diagonal fluctuations of order 1 / sqrt h smear it.
        Assert.True(KernelLaw.OfTangentKernel(sizes, 1, B2, A, true).Distance(tangent) <= 0.25);
        Assert.True(KernelLaw.OfTangentKernel(sizes, 1, B2, A, true).WassersteinDistance(tangent) <= 0.08);
        Assert.False(KernelLaw.OfConjugateKernel(sizes, 1, 0.7).Distance(conjugate) <= 0.02);
        Assert.False(KernelLaw.OfTangentKernel(sizes, 1, B2, 1.6, true).Distance(tangent) <= 0.25);
    }

    [Fact]
    public void ImpossibleMomentsAndPointsAreRefused()
    {
        KernelLawSizes sizes = new(4, 3, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelLaw.OfConjugateKernel(sizes, 1, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelLaw.OfConjugateKernel(sizes, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelLaw.OfTangentKernel(sizes, 1, 0.5, 1, true, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelLaw.OfConjugateKernel(sizes, 1, 0.5).Stieltjes(1, 0));
    }

    // Integral of 1 - F.
    private static double Mean(KernelLaw law)
    {
        const int points = 20000;
        double integral = 0, high = 1.01 * law.UpperEdge;
        for (int i = 0; i < points; i++)
        {
            integral += (1 - law.Cumulative(high * (i + 0.5) / points)) * high / points;
        }

        return integral;
    }

    // Z = c tanh(X W^T / sqrt d), c = 1.59: both kernels by plain loops but for products, eigenvalues by the library.
    private static (double[] Conjugate, double[] Tangent) Simulate(int n, int h, int d)
    {
        using Matrix<double> x = new(n, d), w = new(h, d), a = new(1, h), z = new(n, h), b = new(n, h);
        new RandomStream(5, "x").Normals(x.Span, 0);
        new RandomStream(5, "w").Normals(w.Span, 0);
        new RandomStream(5, "a").Normals(a.Span, 0);
        Gemm.Multiply(1 / Math.Sqrt(d), x.View, w.View.Transposed, 0.0, z.View, ThreadTeam.Single);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < h; j++)
            {
                double t = Math.Tanh(z[i, j]);
                z[i, j] = 1.5925374197228314 * t;
                b[i, j] = 1.5925374197228314 * (1 - (t * t)) * a[0, j];
            }
        }

        using Workspace workspace = new();
        double[] y = new double[n];
        y[0] = 1;
        using Matrix<double> kernel = TangentKernel.Of<double>(x.View, b.View, z.View, ThreadTeam.Single);
        return (KernelSpectrum.OfFeatures<double>(z.View, y, workspace, ThreadTeam.Single).Ascending, KernelSpectrum.OfMatrix<double>(kernel, y, workspace, ThreadTeam.Single).Ascending);
    }
}
