using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

/// <summary>The gradient is the derivative of the loss: central differences in double, for every element of every layer.</summary>
public sealed class StudentGradientTests
{
    // Central differences at 1e-5 are off by 1e-10 of the third derivative and 1e-11 of rounding, for gradients of size 1e-2.
    private const double Difference = 1e-5;
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData(7, 5, 3, 2)]
    [InlineData(3, 4, 17, 2)]
    [InlineData(33, 16, 1, 2)]
    [InlineData(1, 1, 1, 2)]
    [InlineData(7, 5, 3, 3)]
    [InlineData(33, 17, 9, 3)]
    [InlineData(6, 3, 4, 4)]
    [InlineData(1, 1, 1, 5)]
    public void GradientIsTheDerivativeOfTheLoss(int n, int h, int d, int layers)
    {
        using Student<double> student = Draw(h, d, layers);
        using Dataset<double> data = DrawData(n, d);
        using StudentGradient<double> gradient = new(student, n, withLastLayer: true, threads: 1);
        double loss = gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        Assert.Equal(Loss(student, data), loss, 1e-13);
        Assert.Equal(layers - 1, gradient.HiddenLayers.Count);
        foreach ((Matrix<double> layer, Matrix<double> derivative) in student.HiddenLayers.Zip(gradient.HiddenLayers))
        {
            Assert.True(LargestError(student, data, layer, derivative) <= Tolerance);
        }

        Assert.True(LargestError(student, data, student.A, gradient.A!) <= Tolerance);
    }

    [Fact]
    public void ASmallerBatchAfterALargerOneSeesNothingOfIt()
    {
        using Student<double> student = Draw(9, 5, 4);
        using Dataset<double> data = DrawData(12, 5);
        using StudentGradient<double> gradient = new(student, 12, withLastLayer: true, threads: 1);
        gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        double again = gradient.Compute(data.X.View.Slice(0, 0, 7, 5), data.Y.Span[..7], ThreadTeam.Single);
        using StudentGradient<double> fresh = new(student, 7, withLastLayer: true, threads: 1);
        Assert.Equal(fresh.Compute(data.X.View.Slice(0, 0, 7, 5), data.Y.Span[..7], ThreadTeam.Single), again);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(fresh.HiddenLayers[i].Span.ToArray(), gradient.HiddenLayers[i].Span.ToArray());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void AGradientWithOneWrongElementIsNoticed(int layers)
    {
        using Student<double> student = Draw(5, 3, layers);
        using Dataset<double> data = DrawData(7, 3);
        using StudentGradient<double> gradient = new(student, 7, withLastLayer: true, threads: 1);
        gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single);
        gradient.A![0, 3] *= 1.001;
        for (int i = 0; i < layers - 1; i++)
        {
            gradient.HiddenLayers[i][2, 1] *= 1.001;
            Assert.False(LargestError(student, data, student.HiddenLayers[i], gradient.HiddenLayers[i]) <= Tolerance);
        }

        Assert.False(LargestError(student, data, student.A, gradient.A) <= Tolerance);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void BitsDoNotDependOnThreadsOrLevel(int layers)
    {
        using Student<double> wide = Draw(37, 29, layers);
        using Student<float> student = ToFloat(wide);
        using Dataset<double> wideData = DrawData(41, 29);
        using Dataset<float> data = new(ToFloat(wideData.X), ToFloat(wideData.Y));
        float[]? expected = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (int threads in (int[])[1, 2, 3])
            {
                using ThreadTeam team = new(threads);
                using StudentGradient<float> gradient = new(student, 41, withLastLayer: true, threads);
                gradient.Compute(data.X.View, data.Y.Span, team);
                float[] found = [.. gradient.HiddenLayers.SelectMany(layer => layer.Span.ToArray()), .. gradient.A!.Span];
                expected ??= found;
                Assert.Equal(expected, found);
            }
        }
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        using Student<double> student = Draw(5, 3);
        using Dataset<double> data = DrawData(7, 4);
        using StudentGradient<double> gradient = new(student, 7, withLastLayer: false, threads: 1);
        Assert.Throws<ArgumentException>(() => gradient.Compute(data.X.View, data.Y.Span, ThreadTeam.Single));
    }

    internal static Student<double> Draw(int h, int d, int layers = 2) =>
        Student<double>.Draw(new StudentSizes(d, h, layers), 3, "", TanhActivation<double>.Instance, ThreadTeam.Single);

    internal static Dataset<double> DrawData(int n, int d)
    {
        using MultiIndexTeacher<double> teacher = MultiIndexTeacher<double>.Draw(d, 3, "beta");
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

    internal static Student<float> ToFloat(Student<double> student) =>
        new([.. student.HiddenLayers.Select(ToFloat)], ToFloat(student.A), TanhActivation<float>.Instance);

    private static double LargestError(Student<double> student, Dataset<double> data, Matrix<double> layer, Matrix<double> gradient)
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
    private static double Loss(Student<double> student, Dataset<double> data)
    {
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            double[] features = data.X.Row(i).ToArray();
            foreach (Matrix<double> layer in student.HiddenLayers)
            {
                double[] next = new double[layer.Rows];
                for (int k = 0; k < next.Length; k++)
                {
                    double product = 0;
                    for (int j = 0; j < features.Length; j++)
                    {
                        product += layer[k, j] * features[j];
                    }

                    next[k] = Math.Tanh(product / Math.Sqrt(features.Length));
                }

                features = next;
            }

            double output = 0;
            for (int k = 0; k < features.Length; k++)
            {
                output += student.A[0, k] * features[k];
            }

            double residual = (output / Math.Sqrt(features.Length)) - data.Y[i, 0];
            sum += residual * residual;
        }

        return sum / data.Count;
    }
}
