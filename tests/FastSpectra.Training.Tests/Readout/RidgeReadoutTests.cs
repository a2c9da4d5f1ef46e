using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>
/// The read-out solves the papers' normal equations, whichever side of the kernel is smaller, and the alignment is that of the n x n kernel.
/// </summary>
public sealed class RidgeReadoutTests
{
    [Theory]
    [InlineData(40, 7)]
    [InlineData(7, 40)]
    [InlineData(1100, 3)]
    [InlineData(3, 1100)]
    [InlineData(13, 13)]
    [InlineData(1, 1)]
    public void SolvesTheNormalEquations(int n, int h)
    {
        const double lambda = 0.01;
        using Matrix<double> z = Draw(n, h, "z");
        using Matrix<double> y = Draw(n, 1, "y");
        using FeatureGram<double> gram = new(n, h);
        using RidgeReadout<double> readout = new(n, h);
        gram.Compute(z.View, y.Span, ThreadTeam.Single);
        Assert.Equal(n < h, gram.IsKernel);
        Assert.Equal(Alignment(z, y), KernelTargetAlignment.Of(gram), 1e-12);
        Assert.True(readout.Fit(gram, z.View, lambda, ThreadTeam.Single));

        // (F^T F + (lambda / h) n I) a = F^T y with F = Z / sqrt h and a = sqrt h c.
        double largest = 0;
        double loss = 0;
        double[] residuals = new double[n];
        for (int i = 0; i < n; i++)
        {
            residuals[i] = -y[i, 0];
            for (int k = 0; k < h; k++)
            {
                residuals[i] += z[i, k] * readout.Coefficients[k, 0];
            }

            loss += residuals[i] * residuals[i] / n;
        }

        for (int k = 0; k < h; k++)
        {
            double a = Math.Sqrt(h) * readout.Coefficients[k, 0];
            double equation = lambda / h * n * a;
            for (int i = 0; i < n; i++)
            {
                equation += z[i, k] / Math.Sqrt(h) * residuals[i];
            }

            largest = Math.Max(largest, Math.Abs(equation));
        }

        Assert.True(largest <= 1e-11 * Math.Sqrt(n));
        Assert.Equal(loss, readout.Loss(gram, z.View, y.Span, ThreadTeam.Single), 1e-12);
    }

    [Fact]
    public void DependentFeaturesWithoutRidgeAreReported()
    {
        using Matrix<double> z = new(5, 2);
        using Matrix<double> y = Draw(5, 1, "y");
        using FeatureGram<double> gram = new(5, 2);
        using RidgeReadout<double> readout = new(5, 2);
        gram.Compute(z.View, y.Span, ThreadTeam.Single);
        Assert.False(readout.Fit(gram, z.View, 0, ThreadTeam.Single));
        Assert.True(double.IsNaN(KernelTargetAlignment.Of(gram)));
    }

    private static Matrix<double> Draw(int rows, int columns, string stream)
    {
        Matrix<double> matrix = new(rows, columns);
        new RandomStream(1, stream).Normals(matrix.Span, 0);
        return matrix;
    }

    // <K, y y^T> / (|K| |y y^T|) with K formed in full.
    private static double Alignment(Matrix<double> z, Matrix<double> y)
    {
        double product = 0;
        double kernel = 0;
        double labels = 0;
        for (int i = 0; i < z.Rows; i++)
        {
            labels += y[i, 0] * y[i, 0];
            for (int j = 0; j < z.Rows; j++)
            {
                double k = 0;
                for (int l = 0; l < z.Columns; l++)
                {
                    k += z[i, l] * z[j, l];
                }

                product += k * y[i, 0] * y[j, 0];
                kernel += k * k;
            }
        }

        return product / (Math.Sqrt(kernel) * labels);
    }
}
