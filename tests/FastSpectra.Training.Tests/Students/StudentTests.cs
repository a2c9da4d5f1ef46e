using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>Shapes are checked, layers are independent draws, and features come from the layer that is asked for.</summary>
public sealed class StudentTests
{
    [Fact]
    public void LayersThatDoNotFitAreRefused()
    {
        Matrix<double> w = new(4, 3), square = new(4, 4), other = new(4, 5), a = new(1, 4), wide = new(1, 5);
        TanhActivation<double> tanh = TanhActivation<double>.Instance;
        Assert.Contains("W2 should be 4x4, but is 4x5", Assert.Throws<ArgumentException>(() => new Student<double>([w, other], a, tanh)).Message, StringComparison.Ordinal);
        Assert.Contains("W3 should be 4x4", Assert.Throws<ArgumentException>(() => new Student<double>([w, square, w], a, tanh)).Message, StringComparison.Ordinal);
        Assert.Contains("a should be 1x4", Assert.Throws<ArgumentException>(() => new Student<double>([w, square], wide, tanh)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Student<double>([], a, tanh));
        using Student<double> student = new([w, square], a, tanh);
        using Student<double> two = StudentGradientTests.Draw(4, 3);
        Assert.Equal(new StudentSizes(3, 4, 3), student.Sizes);
        Assert.Throws<ArgumentException>(() => two.CopyFrom(student));
        using Workspace workspace = new();
        Assert.Contains("2 hidden layers", Assert.Throws<ArgumentException>(() => student.KernelFactors(w.View, [square], [square], workspace, ThreadTeam.Single)).Message, StringComparison.Ordinal);
        Assert.Contains("4x5; 4x4 are expected", Assert.Throws<ArgumentException>(() => student.KernelFactors(w.View, [square, square], [square, other], workspace, ThreadTeam.Single)).Message, StringComparison.Ordinal);
        other.Dispose();
        wide.Dispose();
    }

    // d f(x_i) / d W_l = S_l[i]^T Z_{l-1}[i] / sqrt(h c_l), by central differences: step 1e-5, so that truncation and rounding leave 1e-10.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void KernelFactorsMakeTheDerivativesOfTheOutputs(int layers)
    {
        const int n = 3, d = 4, h = 5;
        using Student<double> student = StudentGradientTests.Draw(h, d, layers);
        using Matrix<double> x = new(n, d), features = new(n, h);
        new RandomStream(4, "x").Normals(x.Span, 0);
        using Workspace workspace = new();
        Matrix<double>[] values = [.. student.HiddenLayers.Select(_ => new Matrix<double>(n, h))], slopes = [.. student.HiddenLayers.Select(_ => new Matrix<double>(n, h))];
        using ThreadTeam team = new(2);
        student.KernelFactors(x.View, values, slopes, workspace, team);
        student.Features(x.View, Math.Sqrt(student.Sizes.FanIn(layers - 2)), features.View, workspace, team);
        Assert.Equal(features.Span.ToArray(), values[^1].Span.ToArray());
        double largest = 0;
        for (int l = 0; l < layers - 1; l++)
        {
            Matrix<double> w = student.HiddenLayers[l], input = l == 0 ? x : values[l - 1];
            for (int r = 0; r < w.Rows; r++)
            {
                for (int c = 0; c < w.Columns; c++)
                {
                    double before = w[r, c];
                    double[] up = Outputs(before + 1e-5, r, c, w), down = Outputs(before - 1e-5, r, c, w);
                    w[r, c] = before;
                    for (int i = 0; i < n; i++)
                    {
                        double expected = (up[i] - down[i]) / 2e-5, found = slopes[l][i, r] * input[i, c] / Math.Sqrt((double)h * w.Columns);
                        largest = Math.Max(largest, Math.Abs(expected));
                        Assert.True(Math.Abs(expected - found) <= 1e-9, $"W{l + 1}[{r}, {c}], sample {i}: {expected} is expected, {found} found");
                    }
                }
            }
        }

        // The bound would notice a factor: the derivatives are not small.
        Assert.True(largest > 1e-2);
        foreach (Matrix<double> factor in values.Concat(slopes))
        {
            factor.Dispose();
        }

        double[] Outputs(double value, int r, int c, Matrix<double> w)
        {
            w[r, c] = value;
            double[] outputs = new double[n];
            student.Features(x.View, Math.Sqrt(student.Sizes.FanIn(layers - 2)), features.View, workspace, team);
            student.Outputs(features.View, outputs);
            return outputs;
        }
    }

    [Fact]
    public void ADeeperStudentBeginsWithTheDrawsOfAShallowerOne()
    {
        using Student<double> two = StudentGradientTests.Draw(6, 5);
        using Student<double> four = StudentGradientTests.Draw(6, 5, 4);
        Assert.Equal(two.W.Span.ToArray(), four.W.Span.ToArray());
        Assert.Equal(two.A.Span.ToArray(), four.A.Span.ToArray());
        Assert.NotEqual(four.HiddenLayers[1].Span.ToArray(), four.HiddenLayers[2].Span.ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void FeaturesAreThoseOfTheLastHiddenLayer(int layers)
    {
        using Student<double> student = StudentGradientTests.Draw(6, 5, layers);
        using Dataset<double> data = StudentGradientTests.DrawData(7, 5);
        using Workspace workspace = new();
        using Matrix<double> features = new(7, 6);
        const double scale = 3;
        student.Features(data.X.View, scale, features.View, workspace, ThreadTeam.Single);
        for (int i = 0; i < data.Count; i++)
        {
            double[] z = data.X.Row(i).ToArray();
            for (int l = 0; l < layers - 1; l++)
            {
                double divisor = l == layers - 2 ? scale : Math.Sqrt(z.Length);
                z = [.. Enumerable.Range(0, 6).Select(k => Math.Tanh(z.Zip(student.HiddenLayers[l].Row(k).ToArray(), (x, w) => x * w).Sum() / divisor))];
            }

            for (int k = 0; k < z.Length; k++)
            {
                Assert.Equal(z[k], features[i, k], 1e-14);
            }
        }
    }
}
