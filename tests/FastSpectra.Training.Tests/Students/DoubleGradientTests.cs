using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>The gradient of a float student in double is the double gradient at the same weights, rounded once.</summary>
public sealed class DoubleGradientTests
{
    [Fact]
    public void IsTheDoubleGradientRounded()
    {
        using TwoLayerStudent<double> source = TwoLayerGradientTests.Draw(19, 11);
        using Dataset<double> sourceData = TwoLayerGradientTests.DrawData(23, 11);
        using TwoLayerStudent<float> student = new(TwoLayerGradientTests.ToFloat(source.W), TwoLayerGradientTests.ToFloat(source.A), TanhActivation<float>.Instance);
        using Dataset<float> data = new(TwoLayerGradientTests.ToFloat(sourceData.X), TwoLayerGradientTests.ToFloat(sourceData.Y));
        using TwoLayerStudent<double> wide = new(ToDouble(student.W), ToDouble(student.A), TanhActivation<double>.Instance);
        using Dataset<double> wideData = new(ToDouble(data.X), ToDouble(data.Y));

        using DoubleGradient<float> gradient = new(student, data, withLastLayer: true, threads: 1);
        using TwoLayerGradient<double> expected = new(wide, 23, withLastLayer: true, threads: 1);
        double loss = gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        Assert.Equal(expected.Compute(wideData.X.View, wideData.Y.Span, ThreadTeam.Single), loss);
        Assert.Equal(TwoLayerGradientTests.ToFloat(expected.W).Span.ToArray(), gradient.W.Span.ToArray());
        Assert.Equal(TwoLayerGradientTests.ToFloat(expected.A!).Span.ToArray(), gradient.A!.Span.ToArray());
    }

    [Fact]
    public void APartOfTheSamplesIsRefused()
    {
        using TwoLayerStudent<double> student = TwoLayerGradientTests.Draw(4, 3);
        using Dataset<double> data = TwoLayerGradientTests.DrawData(6, 3);
        using DoubleGradient<double> gradient = new(student, data, withLastLayer: false, threads: 1);
        Assert.Throws<ArgumentException>(() => gradient.Compute(data.X.View.Slice(0, 0, 5, 3), data.Y.Span[..5], ThreadTeam.Single));
    }

    private static Matrix<double> ToDouble(Matrix<float> matrix)
    {
        Matrix<double> result = new(matrix.Rows, matrix.Columns);
        for (int i = 0; i < matrix.Count; i++)
        {
            result.Span[i] = matrix.Span[i];
        }

        return result;
    }
}
