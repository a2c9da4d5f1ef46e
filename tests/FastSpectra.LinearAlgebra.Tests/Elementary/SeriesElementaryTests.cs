using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The fast oracles of the float sweeps, against 320-bit arithmetic: far below the error that they measure.</summary>
public class SeriesElementaryTests(ITestOutputHelper output)
{
    // Of a double; a float's unit is 2^29 of them.
    private const double Limit = 256;

    [Fact]
    public void ExponentialMinusOne() => Check(SeriesElementary.Expm1, x => ExactElementary.Expm1(x), -100, 6, x => x < 700);

    [Fact]
    public void LogarithmOfOnePlus() => Check(SeriesElementary.Log1p, x => ExactElementary.Log1p(x), -100, 127, x => x > -1);

    [Fact]
    public void ErrorFunction() => Check(SeriesElementary.Erf, ExactElementary.Erf, -100, 2, x => Math.Abs(x) < 7);

    [Fact]
    public void Sine() => Check((x, y) => SeriesElementary.SinCos(x, y, new double[x.Length]), x => ExactElementary.SinCos(x).Sin, -60, 127, _ => true);

    [Fact]
    public void Cosine() => Check((x, y) => SeriesElementary.SinCos(x, new double[x.Length], y), x => ExactElementary.SinCos(x).Cos, -60, 127, _ => true);

    [Fact]
    public void OtherLengths_Throw() => Assert.Throws<ArgumentException>(() => SeriesElementary.SinCos(new float[9], new double[9], new double[9]));

    private void Check(Function function, Func<double, ExactElementary.Value> exact, int low, int high, Func<float, bool> domain)
    {
        double[] uniforms = new double[4096];
        new RandomStream(11, "series").Uniforms(uniforms.AsSpan());
        List<float> inputs = [];
        for (int i = 0; i < 3 * 512; i += 3)
        {
            // A third of them within the few binades where the expressions change.
            int exponent = i % 9 == 0 ? (int)Math.Floor(uniforms[i + 1] * 6) - 3 : low + (int)((high - low) * uniforms[i + 1]);
            inputs.Add(MathF.ScaleB((float)(1 + uniforms[i]) * (uniforms[i + 2] < 0.5 ? -1 : 1), exponent));
        }

        float[] x = [.. inputs.Where(domain)];
        Array.Resize(ref x, x.Length / 8 * 8);
        double[] y = new double[x.Length];
        function(x, y);
        (double Ulps, float At) worst = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double ulps = exact(x[i]).Ulps(y[i]);
            worst = ulps <= worst.Ulps ? worst : (ulps, x[i]);
        }

        output.WriteLine($"{worst.Ulps:F2} ulp of a double at {worst.At:R}");
        Assert.True(worst.Ulps <= Limit, $"{worst.Ulps:F2} ulp of a double at {worst.At:R}");
    }

    private delegate void Function(ReadOnlySpan<float> x, Span<double> y);
}
