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
        using Student<double> source = StudentGradientTests.Draw(19, 11);
        using Dataset<double> sourceData = StudentGradientTests.DrawData(23, 11);
        using Student<float> student = new(StudentGradientTests.ToFloat(source.W), StudentGradientTests.ToFloat(source.A), TanhActivation<float>.Instance);
        using Dataset<float> data = new(StudentGradientTests.ToFloat(sourceData.X), StudentGradientTests.ToFloat(sourceData.Y));
        using Student<double> wide = new(ToDouble(student.W), ToDouble(student.A), TanhActivation<double>.Instance);
        using Dataset<double> wideData = new(ToDouble(data.X), ToDouble(data.Y));

        using DoubleGradient<float> gradient = new(student, data, withLastLayer: true, threads: 1);
        using StudentGradient<double> expected = new(wide, 23, withLastLayer: true, threads: 1);
        double loss = gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        Assert.Equal(expected.Compute(wideData.X.View, wideData.Y.Span, ThreadTeam.Single), loss);
        Assert.Equal(StudentGradientTests.ToFloat(expected.W).Span.ToArray(), gradient.W.Span.ToArray());
        Assert.Equal(StudentGradientTests.ToFloat(expected.A!).Span.ToArray(), gradient.A!.Span.ToArray());
    }

    [Fact]
    public void APartOfTheSamplesIsRefused()
    {
        using Student<double> student = StudentGradientTests.Draw(4, 3);
        using Dataset<double> data = StudentGradientTests.DrawData(6, 3);
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
