using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// The stated error of each float function holds for all 2^32 floats, and so many of them give NaN, infinity, zero and
/// subnormal values as the function's thresholds say.
/// </summary>
/// <remarks>
/// Oracle of exp, log, tanh and softplus: the library's double functions, whose code and coefficients are others than the
/// float ones' and which <see cref="DoubleAccuracyTests"/> checks against 320-bit arithmetic. Of the functions that compute floats
/// in double: <see cref="SeriesElementary"/>, other expressions (for large arguments with the double exp and log), checked against
/// the same arithmetic.
/// </remarks>
[Trait("Category", "Exhaustive")]
public class ExhaustiveSweepTests(ITestOutputHelper output)
{
    // Of both signs.
    private const long NaNs = 2 * 0x7FFFFFL;
    private const long Subnormals = 2 * 0x7FFFFFL;

    // From the representations of the last floats whose exponential is finite, normal and above zero.
    private const long Overflows = 0x7F800000L - 0x42B17217L;
    private const long Underflows = 0xFF800000L - 0xC2CFF1B4L;
    private const long GradualUnderflows = 0xC2CFF1B4L - 0xC2AEAC4FL;

    [ExhaustiveFact]
    public void Exponential() => Check("Exp", SingleErrors.Exp, NaNs, Overflows, Underflows, GradualUnderflows, SingleSweepTests.Wide("Exp"));

    [ExhaustiveFact]
    public void Logarithm() => Check("Log", SingleErrors.Log, 0x7FFFFFFFL + 0x7FFFFFL, 3, 1, 0, SingleSweepTests.Wide("Log"));

    [ExhaustiveFact]
    public void HyperbolicTangent() => Check("Tanh", SingleErrors.Tanh, NaNs, 0, 2, Subnormals, SingleSweepTests.Wide("Tanh"));

    [ExhaustiveFact]
    public void SoftplusFunction() => Check("Softplus", SingleErrors.Softplus, NaNs, 1, Underflows, GradualUnderflows, SingleSweepTests.Wide("Softplus"));

    [ExhaustiveFact]
    public void ExponentialMinusOne() => Check("Expm1", SingleErrors.Rounded, NaNs, Overflows, 2, Subnormals, (x, y, exact) =>
    {
        Expm1.Apply(x, y);
        SeriesElementary.Expm1(x, exact);
    });

    [ExhaustiveFact]
    public void LogarithmOfOnePlus() => Check("Log1p", SingleErrors.Rounded, 0xFFFFFFFFL - 0xBF800000L + 0x7FFFFFL, 2, 2, Subnormals, (x, y, exact) =>
    {
        Log1p.Apply(x, y);
        SeriesElementary.Log1p(x, exact);
    });

    // 2/sqrt(pi) times so many of the smallest float is below the smallest normal one.
    [ExhaustiveFact]
    public void ErrorFunction() => Check("Erf", SingleErrors.Rounded, NaNs, 0, 2, 2 * 7434209L, (x, y, exact) =>
    {
        Erf.Apply(x, y);
        SeriesElementary.Erf(x, exact);
    });

    [ExhaustiveFact]
    public void SineAndCosine()
    {
        SweepResult[] worst = FloatSweep.Measure(
            (x, y, exact) =>
            {
                SinCos.Apply(x, y[..x.Length], y[x.Length..]);
                SeriesElementary.SinCos(x, exact[..x.Length], exact[x.Length..]);
            }, 2, 0, FloatSweep.All, 1);
        Check("Sin", SingleErrors.Rounded, NaNs + 2, 0, 2, Subnormals, worst[0]);
        Check("Cos", SingleErrors.Rounded, NaNs + 2, 0, 0, 0, worst[1]);
    }

    private void Check(string name, double limit, long nans, long infinities, long zeros, long subnormals, FloatSweep.Subject subject) =>
        Check(name, limit, nans, infinities, zeros, subnormals, FloatSweep.Measure(subject, 1, 0, FloatSweep.All, 1)[0]);

    private void Check(string name, double limit, long nans, long infinities, long zeros, long subnormals, SweepResult worst)
    {
        output.WriteLine($"{name}: {worst}");
        Assert.True(worst.Ulps <= limit, $"{name}: {worst}");
        Assert.Equal((nans, infinities, zeros, subnormals), (worst.NaNs, worst.Infinities, worst.Zeros, worst.Subnormals));
    }
}
