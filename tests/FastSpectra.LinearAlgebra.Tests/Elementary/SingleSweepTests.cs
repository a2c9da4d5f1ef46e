using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// The stated error of each float function holds at every 1009th float and around the points where its expression changes; the
/// oracle is the runtime's function, or where it has none another expression than the kernel's.
/// </summary>
public class SingleSweepTests(ITestOutputHelper output)
{
    [Fact]
    public void Exponential() => Check("Exp", SingleErrors.Exp, Math.Exp, [88.72284f, -103.97208f, -87.33655f, 0f, 0.34657f, -0.34657f]);

    [Fact]
    public void Logarithm() => Check("Log", SingleErrors.Log, Math.Log, [1f, 0.70710678f, 1.4142135f, 1.1754944e-38f]);

    [Fact]
    public void HyperbolicTangent() => Check("Tanh", SingleErrors.Tanh, Math.Tanh, [0.0625f, 0.09375f, 0.125f, 0.25f, 0.375f, 0.5f, 0.75f, 1f, 1.5f, 2f, 3f, 4f, 6f, 8f, 9.01f, 9.1f, 12f, 0.03f, 0f]);

    [Fact]
    public void SoftplusFunction() => Check("Softplus", SingleErrors.Softplus, SoftplusOracle, [0f, -0.693f, -17f, 17f, -87.33655f, -103.97208f]);

    [Fact]
    public void ExponentialMinusOne() => Check("Expm1", SingleErrors.Rounded, SeriesElementary.Expm1, [0f, 88.72284f, -17.3f, 0.34657f]);

    [Fact]
    public void LogarithmOfOnePlus() => Check("Log1p", SingleErrors.Rounded, SeriesElementary.Log1p, [0f, -1f, 0.41f, -0.29f]);

    [Fact]
    public void Sine() => Check("Sin", SingleErrors.Rounded, Math.Sin, [0f, 3.1415927f, 1.5707964f, 1048576f]);

    [Fact]
    public void Cosine() => Check("Cos", SingleErrors.Rounded, Math.Cos, [0f, 3.1415927f, 1.5707964f, 1048576f]);

    [Fact]
    public void ErrorFunction() => Check("Erf", SingleErrors.Rounded, SeriesElementary.Erf, [0f, 1f, 3.83f, 6f]);

    /// <summary>Negative controls: the sweep sees one float that is two units off, and every wrong special value.</summary>
    [Theory]
    [InlineData(0x3F800321u, 2)]
    [InlineData(0xBF800321u, -2)]
    [InlineData(0x7F800000u, -1)]
    [InlineData(0xC2FF0000u, 2)]
    [InlineData(0x7FC00000u, 0x00400001)]
    public void OneWrongFloat_IsFound(uint bits, int units)
    {
        float culprit = BitConverter.UInt32BitsToSingle(bits);
        uint first = bits - 4000;
        SweepResult wrong = FloatSweep.Measure(
            (x, y, exact) =>
            {
                Wide("Exp")(x, y, exact);
                for (int i = 0; i < x.Length; i++)
                {
                    bool hit = BitConverter.SingleToUInt32Bits(x[i]) == bits;
                    y[i] = hit ? BitConverter.UInt32BitsToSingle((uint)(BitConverter.SingleToUInt32Bits(y[i]) + units)) : y[i];
                }
            }, 1, first, 8192, 1)[0];
        SweepResult right = FloatSweep.Measure(Wide("Exp"), 1, first, 8192, 1)[0];
        output.WriteLine($"{right} / {wrong}");
        Assert.True(right.Ulps <= SingleErrors.Exp, right.ToString());
        Assert.True(wrong.Ulps > 1 && (wrong.At.Equals(culprit) || float.IsNaN(culprit)), wrong.ToString());
    }

    [Fact]
    public void WrongSignOfZero_IsFound()
    {
        SweepResult wrong = FloatSweep.Measure(
            (x, y, exact) =>
            {
                for (int i = 0; i < x.Length; i++)
                {
                    (y[i], exact[i]) = (x[i] + 0f, x[i]);
                }
            }, 1, 0x80000000u, FloatSweep.Block, 1)[0];
        Assert.Equal((double.PositiveInfinity, 1, FloatSweep.Block - 1), (wrong.Ulps, wrong.Zeros, wrong.Subnormals));
        Assert.True(float.IsNegative(wrong.At));
    }

    internal static FloatSweep.Subject Wide(string name)
    {
        ElementaryFunctions.Map<float> function = ElementaryFunctions.Apply<float>(name);
        ElementaryFunctions.Map<double> wide = ElementaryFunctions.Apply<double>(name);
        return (x, y, exact) =>
        {
            function(x, y);
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating(x, exact);
            wide(exact, exact);
        };
    }

    private static double SoftplusOracle(double x)
    {
        double t = Math.Exp(-Math.Abs(x));

        // ln(1 + t) without loss for small t.
        double u = 1 + t;
        double log1p = u == 1 ? t : Math.Log(u) * (t / (u - 1));
        return Math.Max(x, 0) + log1p;
    }

    private void Check(string name, double limit, Func<double, double> oracle, float[] points) => Check(
        name,
        limit,
        (x, y) =>
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = oracle(x[i]);
            }
        },
        points);

    private void Check(string name, double limit, Oracle oracle, float[] points)
    {
        ElementaryFunctions.Map<float> function = ElementaryFunctions.Apply<float>(name);
        void Subject(ReadOnlySpan<float> x, Span<float> y, Span<double> exact)
        {
            function(x, y);
            oracle(x, exact);
        }

        SweepResult worst = FloatSweep.Measure(Subject, 1, 0, FloatSweep.All / FloatSweep.DefaultStride, FloatSweep.DefaultStride)[0];
        foreach (float point in points.Concat(points.Select(p => -p)))
        {
            uint first = BitConverter.SingleToUInt32Bits(point) - 4096;
            worst = SweepResult.Combine(worst, FloatSweep.Measure(Subject, 1, first, 8192, 1)[0]);
        }

        output.WriteLine($"{name}: {worst}");
        Assert.True(worst.Ulps <= limit, $"{name}: {worst}");
    }

    private delegate void Oracle(ReadOnlySpan<float> x, Span<double> exact);
}
