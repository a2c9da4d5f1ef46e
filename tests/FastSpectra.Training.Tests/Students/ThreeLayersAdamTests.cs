// Invariant: ten Adam steps of a three-layer student in double are those of PyTorch's autograd and Adam. What PyTorch computed is in
// three_layers_adam.txt, written by three_layers_adam.py beside it.
using System.Globalization;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;
using Xunit;

namespace FastSpectra.Training.Tests;

public sealed class ThreeLayersAdamTests
{
    private const int N = 40;
    private const int H = 12;
    private const int D = 8;
    private const int Steps = 10;

    // Ten steps turn a rounding of 1e-16 into some 1e-14; a wrong factor anywhere is seen in the first digit.
    private const double Tolerance = 1e-10;

    [Fact]
    public void TenStepsAreThoseOfPyTorch() => Assert.True(LargestDifference(1) <= Tolerance);

    [Fact]
    public void ASlightlyWrongSecondLayerIsNoticed() => Assert.False(LargestDifference(1 + 1e-9) <= Tolerance);

    private static double LargestDifference(double factor)
    {
        double[] expected = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Students", "three_layers_adam.txt")).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];
        using Dataset<double> data = new(Numbers(0, N, D), Numbers(1, N, 1));
        using Student<double> student = new([Numbers(2, H, D), Numbers(3, H, H)], Numbers(4, 1, H), TanhActivation<double>.Instance);
        for (int i = 0; i < H * H; i++)
        {
            student.HiddenLayers[1].Span[i] *= factor;
        }

        TrainingOptions options = new() { Rule = OptimisationRule.Adam, Schedule = new ConstantRate(0.05), TrainLastLayer = true };
        using Trainer<double> trainer = new(student, data, options, ThreadTeam.Single);
        List<double> found = [];
        for (int i = 0; i < Steps; i++)
        {
            found.Add(trainer.Step().Loss);
        }

        found.AddRange([.. student.A.Span, .. student.HiddenLayers[1].Span, .. student.W.Span]);
        Assert.Equal(expected.Length, found.Count);
        return expected.Zip(found, (e, f) => Math.Abs(e - f)).Aggregate(0.0, (largest, error) => error <= largest ? largest : error);
    }

    private static Matrix<double> Numbers(int number, int rows, int columns)
    {
        Matrix<double> matrix = new(rows, columns);
        for (int k = 0; k < matrix.Count; k++)
        {
            matrix.Span[k] = (((k + 1) * ((2 * number) + 3) * 7919L % 2003) - 1001) / 700.0;
        }

        return matrix;
    }
}
