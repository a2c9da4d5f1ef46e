using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The stated error of each float function holds over the sweep, or over every float when asked for.</summary>
public class SingleSweepTests(ITestOutputHelper output)
{
    [Fact]
    public void Exponential() => Check("exp", 1.0, Exp.Apply, Math.Exp, [88.72284f, -103.97208f, -87.33655f, 0f, 0.34657f, -0.34657f]);

    [Fact]
    public void Logarithm() => Check("log", 0.9, Log.Apply, Math.Log, [1f, 0.70710678f, 1.4142135f, 1.1754944e-38f]);

    [Fact]
    public void HyperbolicTangent() => Check("tanh", 1.5, Tanh.Apply, Math.Tanh, [0.625f, 9.01f, 10f, 0.03f, 0f]);

    [Fact]
    public void SoftplusFunction() => Check("softplus", 1.5, Softplus.Apply, SoftplusOracle, [0f, -0.693f, -17f, 17f, -87.33655f, -103.97208f]);

    private static double SoftplusOracle(double x)
    {
        double t = Math.Exp(-Math.Abs(x));

        // ln(1 + t) without loss for small t.
        double u = 1 + t;
        double log1p = u == 1 ? t : Math.Log(u) * (t / (u - 1));
        return Math.Max(x, 0) + log1p;
    }

    private void Check(string name, double limit, FloatSweep.SpanFunction function, Func<double, double> oracle, float[] points)
    {
        (double Ulps, float At) worst = FloatSweep.LargestError(function,
            (x, y) =>
            {
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = oracle(x[i]);
                }
            },
            [.. points, .. points.Select(p => -p)], FloatSweep.Exhaustive);
        output.WriteLine(FloatSweep.Describe(name, worst));
        Assert.True(worst.Ulps <= limit, FloatSweep.Describe(name, worst));
    }
}
