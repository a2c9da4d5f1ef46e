using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Eigenvalues, alignments and Frobenius norms agree with the kernel formed by plain loops; products never formed agree with it too.</summary>
public sealed class KernelSpectrumTests
{
    private const double Tolerance = 1e-11;

    [Theory]
    [InlineData(30, 20, 10)]
    [InlineData(20, 33, 7)]
    [InlineData(5, 1, 1)]
    public void KernelsAgreeWithPlainLoops(int n, int h, int d)
    {
        using Matrix<double> x = Draw("x", n, d), b = Draw("b", n, h), z = Draw("z", n, h);
        double[] y = new double[n];
        new RandomStream(1, "y").Normals<double>(y);
        using Matrix<double> kernel = TangentKernel.Of<double>(x.View, b.View, z.View, ThreadTeam.Single);
        Assert.True(LargestError(kernel, x, b, z) <= Tolerance);
        kernel[n - 1, 0] += 1e-6;
        Assert.False(LargestError(kernel, x, b, z) <= Tolerance);
        kernel[n - 1, 0] -= 1e-6;

        using Workspace workspace = new();
        KernelSpectrum tangent = KernelSpectrum.OfMatrix<double>(kernel, y, workspace, ThreadTeam.Single);
        CheckAgainst(kernel, y, tangent);
        using Matrix<double> gram = TangentKernel.Gram(z.View, 1.0 / h, ThreadTeam.Single);
        KernelSpectrum conjugate = KernelSpectrum.OfFeatures<double>(z.View, y, workspace, ThreadTeam.Single);
        Assert.Equal(n, conjugate.Eigenvalues.Length);
        CheckAgainst(gram, y, conjugate);
    }

    [Theory]
    [InlineData(700, 20, 11, true)]
    [InlineData(40, 20, 30, false)]
    public void TheOperatorMultipliesWithTheKernel(int n, int h, int d, bool lastLayerTrained)
    {
        using Matrix<double> x = Draw("x", n, d), b = Draw("b", n, h), z = Draw("z", n, h);
        using Matrix<double> kernel = TangentKernel.Of<double>(x.View, b.View, lastLayerTrained ? z.View : null, ThreadTeam.Single);
        using TangentKernelOperator<double> product = new(x, b, lastLayerTrained ? z : null);
        double[] v = new double[n], expected = new double[n], found = new double[n];
        new RandomStream(1, "v").Normals<double>(v);
        Gemv.Multiply(1.0, kernel.View, v, 0.0, expected, ThreadTeam.Single);
        foreach (int threads in (int[])[1, 3])
        {
            using ThreadTeam team = new(threads);
            product.Multiply(v, found, team);
            for (int i = 0; i < n; i++)
            {
                Assert.Equal(expected[i], found[i], 1e-10);
            }
        }

        SpectralDensity density = SpectralDensity.Estimate(product, 3, 12, 7, ThreadTeam.Single);
        double trace = 0;
        for (int i = 0; i < n; i++)
        {
            trace += kernel[i, i] / n;
        }

        (double mean, double error) = density.Average(value => value);
        Assert.True(Math.Abs(mean - trace) <= 5 * error, $"{mean} +- {error}, trace / n = {trace}");
    }

    // 600 samples take two blocks of the operator; layers read inputs of different width.
    [Theory]
    [InlineData(600, true)]
    [InlineData(9, false)]
    public void TheKernelOfSeveralLayersIsTheSumOfTheirProducts(int n, bool lastLayerTrained)
    {
        const int h = 7;
        using Matrix<double> x = Draw("x", n, 5), first = Draw("first", n, h), second = Draw("second", n, h), z = Draw("z", n, h), b1 = Draw("b1", n, h), b2 = Draw("b2", n, h), b3 = Draw("b3", n, h);
        Matrix<double>[] inputs = [x, first, second], slopes = [b1, b2, b3];
        MatrixView<double>? last = lastLayerTrained ? z.View : null;
        using Matrix<double> kernel = TangentKernel.Of([.. inputs.Select(input => input.View)], [.. slopes.Select(slope => slope.View)], last, ThreadTeam.Single);
        foreach ((int i, int j) in ((int, int)[])[(0, 0), (1, 7), (n - 1, 2), (n - 1, n - 1)])
        {
            double sum = lastLayerTrained ? InnerProduct(z, i, j) / h : 0;
            for (int l = 0; l < inputs.Length; l++)
            {
                sum += InnerProduct(inputs[l], i, j) / inputs[l].Columns * InnerProduct(slopes[l], i, j) / h;
            }

            Assert.Equal(sum, kernel[i, j], 1e-12 * n);
        }

        using TangentKernelOperator<double> product = new(inputs, slopes, lastLayerTrained ? z : null);
        using TangentKernelOperator<double> fewer = new(inputs[..2], slopes[..2], lastLayerTrained ? z : null);
        double[] v = new double[n], expected = new double[n], found = new double[n], other = new double[n];
        new RandomStream(1, "v").Normals<double>(v);
        Gemv.Multiply(1.0, kernel.View, v, 0.0, expected, ThreadTeam.Single);
        product.Multiply(v, found, ThreadTeam.Single);
        fewer.Multiply(v, other, ThreadTeam.Single);
        Assert.True(Error(found) <= 1e-10, $"{Error(found)}");
        Assert.True(Error(other) > 1e-2);

        double Error(double[] image) => expected.Zip(image, (e, f) => Math.Abs(e - f)).Max();

        static double InnerProduct(Matrix<double> matrix, int i, int j) => Enumerable.Range(0, matrix.Columns).Sum(k => matrix[i, k] * matrix[j, k]);
    }

    [Fact]
    public void DistancesOfListsAreThoseByHand()
    {
        Assert.Equal(0, SpectralDistance.Kolmogorov([1, 2, 3], [1, 2, 3]));
        Assert.Equal(0.5, SpectralDistance.Kolmogorov([0, 0, 1, 2], [1, 1, 1, 2]));
        Assert.Equal(1, SpectralDistance.Kolmogorov([0, 1], [2, 3]));
        Assert.Equal(1.5, SpectralDistance.MeanShift([4, 1], [2, 2]));
        Assert.Throws<ArgumentException>(() => SpectralDistance.MeanShift([1], [1, 2]));
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        using Matrix<double> x = new(4, 2), b = new(3, 2);
        using Workspace workspace = new();
        Assert.Throws<ArgumentException>(() => TangentKernel.Of<double>(x.View, b.View, null, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => new TangentKernelOperator<double>(x, b, null));
        Assert.Throws<ArgumentException>(() => TangentKernel.Of<double>([x.View], [x.View, x.View], null, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => new TangentKernelOperator<double>([], [], null));
        Assert.Throws<ArgumentException>(() => KernelSpectrum.OfMatrix<double>(x, new double[4], workspace, ThreadTeam.Single));
        Assert.Throws<ArgumentException>(() => KernelSpectrum.OfFeatures<double>(x.View, new double[3], workspace, ThreadTeam.Single));
    }

    private static void CheckAgainst(Matrix<double> kernel, double[] y, KernelSpectrum spectrum)
    {
        double form = 0, square = 0, labels = 0, trace = 0;
        for (int i = 0; i < y.Length; i++)
        {
            labels += y[i] * y[i];
            trace += kernel[i, i];
            for (int j = 0; j < y.Length; j++)
            {
                form += y[i] * kernel[i, j] * y[j];
                square += kernel[i, j] * kernel[i, j];
            }
        }

        Assert.Equal(trace, spectrum.Eigenvalues.ToArray().Sum(), Tolerance * trace);
        Assert.Equal(form / (Math.Sqrt(square) * labels), spectrum.TargetAlignment, 1e-10);
        Assert.True(spectrum.LeadingAlignment is >= 0 and <= 1 + 1e-12);
        Assert.Equal(spectrum.Eigenvalues.ToArray().OrderDescending(), spectrum.Eigenvalues.ToArray());
        Assert.Equal(1, spectrum.CountAbove(spectrum.Eigenvalues[0] * (1 - 1e-9)));
    }

    private static double LargestError(Matrix<double> kernel, Matrix<double> x, Matrix<double> b, Matrix<double> z)
    {
        double largest = 0;
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < x.Rows; j++)
            {
                double gram = 0, slopes = 0, features = 0;
                for (int k = 0; k < x.Columns; k++)
                {
                    gram += x[i, k] * x[j, k];
                }

                for (int k = 0; k < b.Columns; k++)
                {
                    slopes += b[i, k] * b[j, k];
                    features += z[i, k] * z[j, k];
                }

                largest = Math.Max(largest, Math.Abs((((gram / x.Columns * slopes) + features) / b.Columns) - kernel[i, j]));
            }
        }

        return largest;
    }

    private static Matrix<double> Draw(string stream, int rows, int columns)
    {
        Matrix<double> matrix = new(rows, columns);
        new RandomStream(1, stream).Normals(matrix.Span, 0);
        return matrix;
    }
}
