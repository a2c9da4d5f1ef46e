using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>The gradient is the derivative of the loss: central differences in double, for every element of both layers.</summary>
public sealed class TwoLayerGradientTests
{
    // Central differences at 1e-5 are off by 1e-10 of the third derivative and 1e-11 of rounding, for gradients of size 1e-2.
    private const double Difference = 1e-5;
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData(7, 5, 3)]
    [InlineData(3, 4, 17)]
    [InlineData(33, 16, 1)]
    [InlineData(1, 1, 1)]
    public void GradientIsTheDerivativeOfTheLoss(int n, int h, int d)
    {
        using TwoLayerStudent<double> student = Draw(h, d);
        using Dataset<double> data = DrawData(n, d);
        using TwoLayerGradient<double> gradient = new(student, n, withLastLayer: true, threads: 1);
        double loss = gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        Assert.Equal(Loss(student, data), loss, 1e-13);
        Assert.True(LargestError(student, data, student.W, gradient.W) <= Tolerance);
        Assert.True(LargestError(student, data, student.A, gradient.A!) <= Tolerance);
    }

    [Fact]
    public void AGradientWithOneWrongElementIsNoticed()
    {
        using TwoLayerStudent<double> student = Draw(5, 3);
        using Dataset<double> data = DrawData(7, 3);
        using TwoLayerGradient<double> gradient = new(student, 7, withLastLayer: true, threads: 1);
        gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        gradient.W[2, 1] *= 1.001;
        gradient.A![0, 3] *= 1.001;
        Assert.False(LargestError(student, data, student.W, gradient.W) <= Tolerance);
        Assert.False(LargestError(student, data, student.A, gradient.A) <= Tolerance);
    }

    [Fact]
    public void BitsDoNotDependOnThreadsOrLevel()
    {
        using TwoLayerStudent<double> wide = Draw(37, 29);
        using TwoLayerStudent<float> student = new(ToFloat(wide.W), ToFloat(wide.A), TanhActivation<float>.Instance);
        using Dataset<double> wideData = DrawData(41, 29);
        using Dataset<float> data = new(ToFloat(wideData.X), ToFloat(wideData.Y));
        float[]? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (int threads in (int[])[1, 2, 3])
            {
                using ThreadTeam team = new(threads);
                using TwoLayerGradient<float> gradient = new(student, 41, withLastLayer: true, threads);
                gradient.Compute(data.X.View, data.Y.Span, team);
                float[] found = [.. gradient.W.Span, .. gradient.A!.Span];
                expected ??= found;
                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        using TwoLayerStudent<double> student = Draw(5, 3);
        using Dataset<double> data = DrawData(7, 4);
        using TwoLayerGradient<double> gradient = new(student, 7, withLastLayer: false, threads: 1);
        Assert.Throws<ArgumentException>(() => gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single));
    }

    internal static TwoLayerStudent<double> Draw(int h, int d) =>
        TwoLayerStudent<double>.Draw(h, d, 3, "W", "a", TanhActivation<double>.Instance, ThreadTeam.Single);

    internal static Dataset<double> DrawData(int n, int d)
    {
        using SingleIndexTeacher<double> teacher = SingleIndexTeacher<double>.Draw(d, 3, "beta");
        return teacher.DrawDataset(n, 0.3, 3, "train", ThreadTeam.Single);
    }

    internal static Matrix<float> ToFloat(Matrix<double> matrix)
    {
        Matrix<float> result = new(matrix.Rows, matrix.Columns);
        for (int i = 0; i < matrix.Count; i++)
        {
            result.Span[i] = (float)matrix.Span[i];
        }

        return result;
    }

    private static double LargestError(TwoLayerStudent<double> student, Dataset<double> data, Matrix<double> layer, Matrix<double> gradient)
    {
        double largest = 0;
        for (int i = 0; i < layer.Count; i++)
        {
            double value = layer.Span[i];
            layer.Span[i] = value + Difference;
            double above = Loss(student, data);
            layer.Span[i] = value - Difference;
            double below = Loss(student, data);
            layer.Span[i] = value;
            double error = Math.Abs(((above - below) / (2 * Difference)) - gradient.Span[i]);
            largest = error <= largest ? largest : error;
        }

        return largest;
    }

    // The definition, in plain loops.
    private static double Loss(TwoLayerStudent<double> student, Dataset<double> data)
    {
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            double output = 0;
            for (int k = 0; k < student.Width; k++)
            {
                double z = 0;
                for (int j = 0; j < student.Dimension; j++)
                {
                    z += student.W[k, j] * data.X[i, j];
                }

                output += student.A[0, k] * Math.Tanh(z / Math.Sqrt(student.Dimension));
            }

            double residual = (output / Math.Sqrt(student.Width)) - data.Y[i, 0];
            sum += residual * residual;
        }

        return sum / data.Count;
    }
}
