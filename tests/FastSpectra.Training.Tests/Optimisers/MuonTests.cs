using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Muon is its documented formula in plain loops for matrices and AdamW for vectors, and its step has a flat spectrum.</summary>
public class MuonTests
{
    [Theory]
    [InlineData(9, 4)]
    [InlineData(4, 9)]
    [InlineData(6, 6)]
    public void IsThePlainLoops(int rows, int columns)
    {
        using Matrix<double> p = Draw(rows, columns, "p", 0), g = new(rows, columns);
        double[] expected = p.Span.ToArray(), sum = new double[expected.Length];
        using Muon<double> rule = new([new Parameter<double>("W", p, g)], new DirectionSettings(0, 0.95, 0.1));
        for (int step = 1; step <= 3; step++)
        {
            using Matrix<double> next = Draw(rows, columns, "g", step);
            g.CopyFrom(next);
            rule.Step(0.2, ThreadTeam.Single);
            double[] direction = new double[sum.Length];
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] = (0.95 * sum[i]) + g.Span[i];
                direction[i] = g.Span[i] + (0.95 * sum[i]);
            }

            double[] o = PlainNewtonSchulz(direction, rows, columns);
            for (int i = 0; i < sum.Length; i++)
            {
                expected[i] = (0.98 * expected[i]) - (0.2 * Math.Sqrt(Math.Max(1, (double)rows / columns)) * o[i]);
            }
        }

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], p.Span[i], 1e-12);
        }
    }

    [Fact]
    public void ALastLayerIsChangedByAdamW()
    {
        using Matrix<double> w = Draw(6, 5, "p", 0), ofW = Draw(6, 5, "g", 0), a = Draw(1, 6, "p", 1), ofA = Draw(1, 6, "g", 1), b = a.Clone();
        using Muon<double> muon = new([new Parameter<double>("W", w, ofW), new Parameter<double>("a", a, ofA)], new DirectionSettings(0, 0.95, 0.1));
        using Adam<double> adam = new([new Parameter<double>("a", b, ofA)], new AdamSettings(0, WeightDecay: 0.1, IsDecayDecoupled: true));
        for (int step = 0; step < 3; step++)
        {
            muon.Step(0.2, ThreadTeam.Single);
            adam.Step(0.2, ThreadTeam.Single);
        }

        Assert.Equal(b.Span.ToArray(), a.Span.ToArray());
        Assert.Equal(["momentum.W", "m.a", "v.a"], muon.State.Select(state => state.Name));
    }

    // X <- a X + b (X X^T) X + c (X X^T)^2 X, element by element.
    private static double[] PlainNewtonSchulz(double[] g, int rows, int columns)
    {
        double norm = Math.Sqrt(g.Sum(value => value * value));
        double[] x = [.. g.Select(value => value / norm)];
        for (int iteration = 0; iteration < 5; iteration++)
        {
            double[] s = Product(x, Transpose(x, rows, columns), rows, columns, rows);
            double[] sx = Product(s, x, rows, rows, columns);
            double[] ssx = Product(s, sx, rows, rows, columns);
            x = [.. x.Select((value, i) => (3.4445 * value) - (4.7750 * sx[i]) + (2.0315 * ssx[i]))];
        }

        return x;
    }

    private static double[] Transpose(double[] x, int rows, int columns) => [.. Enumerable.Range(0, rows * columns).Select(i => x[(i % rows * columns) + (i / rows)])];

    private static double[] Product(double[] x, double[] y, int m, int k, int n) =>
        [.. Enumerable.Range(0, m * n).Select(i => Enumerable.Range(0, k).Sum(t => x[(i / n * k) + t] * y[(t * n) + (i % n)]))];

    private static Matrix<double> Draw(int rows, int columns, string name, int part)
    {
        Matrix<double> matrix = new(rows, columns);
        UpdateCheck.Normals<double>(rows * columns, name, part).CopyTo(matrix.Span);
        return matrix;
    }
}
