using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The stated error of each float function holds over the sweep, or over every float when FASTSPECTRA_EXHAUSTIVE is 1.</summary>
public class SingleSweepTests(ITestOutputHelper output)
{
    [Fact]
    public void Exponential() => Check("Exp", 1.0, Math.Exp, [88.72284f, -103.97208f, -87.33655f, 0f, 0.34657f, -0.34657f]);

    [Fact]
    public void Logarithm() => Check("Log", 0.9, Math.Log, [1f, 0.70710678f, 1.4142135f, 1.1754944e-38f]);

    [Fact]
    public void HyperbolicTangent() => Check("Tanh", 1.2, Math.Tanh, [0.625f, 9.01f, 10f, 0.03f, 0f]);

    [Fact]
    public void SoftplusFunction() => Check("Softplus", 1.5, SoftplusOracle, [0f, -0.693f, -17f, 17f, -87.33655f, -103.97208f]);

    [Fact]
    public void ExponentialMinusOne() => Check("Expm1", 0.51, null, [0f, 88.72284f, -17.3f, 0.34657f]);

    [Fact]
    public void LogarithmOfOnePlus() => Check("Log1p", 0.51, null, [0f, -1f, 0.41f, -0.29f]);

    [Fact]
    public void Sine() => Check("Sin", 0.51, Math.Sin, [0f, 3.1415927f, 1.5707964f, 1048576f]);

    [Fact]
    public void Cosine() => Check("Cos", 0.51, Math.Cos, [0f, 3.1415927f, 1.5707964f, 1048576f]);

    [Fact]
    public void ErrorFunction() => Check("Erf", 0.51, null, [0f, 1f, 3.83f, 6f]);

    private static double SoftplusOracle(double x)
    {
        double t = Math.Exp(-Math.Abs(x));

        // ln(1 + t) without loss for small t.
        double u = 1 + t;
        double log1p = u == 1 ? t : Math.Log(u) * (t / (u - 1));
        return Math.Max(x, 0) + log1p;
    }

    /// <param name="name">Function.</param>
    /// <param name="limit">Its stated error in ulp.</param>
    /// <param name="oracle">
    /// The runtime's function; none where it has none in double: then, and for all 2^32 floats where it is too slow, the kernel for
    /// double, which <see cref="DoubleAccuracyTests"/> checks.
    /// </param>
    /// <param name="points">Where the expression changes.</param>
    private void Check(string name, double limit, Func<double, double>? oracle, float[] points)
    {
        ElementaryFunctions.Map<float> function = ElementaryFunctions.Apply<float>(name);
        ElementaryFunctions.Map<double> wide = ElementaryFunctions.Apply<double>(name);
        (double Ulps, float At) worst = FloatSweep.LargestError(new FloatSweep.SpanFunction(function),
            (x, y) =>
            {
                for (int i = 0; i < x.Length; i++)
                {
                    y[i] = oracle is null || FloatSweep.Exhaustive ? x[i] : oracle(x[i]);
                }

                if (oracle is null || FloatSweep.Exhaustive)
                {
                    wide(y, y);
                }
            },
            [.. points, .. points.Select(p => -p)], FloatSweep.Exhaustive);
        output.WriteLine(FloatSweep.Describe(name, worst));
        Assert.True(worst.Ulps <= limit, FloatSweep.Describe(name, worst));
    }
}
