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
        Assert.Throws<ArgumentException>(() => student.KernelFactors(w.View, square.View, square.View, ThreadTeam.Single));
        other.Dispose();
        wide.Dispose();
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
