using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The stated error of each double function, against 320-bit arithmetic on random arguments and near the breakpoints.</summary>
public class DoubleAccuracyTests(ITestOutputHelper output)
{
    private const int Samples = 3000;

    [Fact]
    public void Exponential() => Check("Exp", 1.0, x => ExactElementary.Exp(x), Spread(-745, 709.7), [0.34657, -0.34657, -708.4]);

    [Fact]
    public void ExponentialMinusOne() => Check("Expm1", 1.0, x => ExactElementary.Expm1(x), [.. Spread(-40, 709), .. Spread(-1.5, 1.5), .. Powers(-100, 2)], [0.34657, -0.34657, 1.0397]);

    [Fact]
    public void Logarithm() => Check("Log", 1.0, x => ExactElementary.Log(x), [.. Powers(-1070, 1020).Select(Math.Abs), .. Spread(0.4, 2.9)], [1.0, 0.70710678, 1.41421356]);

    [Fact]
    public void LogarithmOfOnePlus() => Check("Log1p", 1.0, x => ExactElementary.Log1p(x), [.. Powers(-100, 1000).Select(Math.Abs), .. Spread(-0.999, 3)], [0.41, -0.29, 1.8284271]);

    [Fact]
    public void HyperbolicTangent() => Check("Tanh", 2.0, ExactElementary.Tanh, [.. Spread(-20, 20), .. Spread(-1, 1), .. Powers(-100, 3)], [0.625, 19.06]);

    [Fact]
    public void SoftplusFunction() => Check("Softplus", 2.0, ExactElementary.Softplus, [.. Spread(-100, 100), .. Spread(-3, 3)], [0, 0.6931, -0.6931]);

    [Fact]
    public void Sine() => Check("Sin", 1.5, x => ExactElementary.SinCos(x).Sin, [.. Spread(-10, 10), .. Spread(-1048576, 1048576), .. Powers(20, 1000).Take(300), 6381956970095103.0 * Math.Pow(2, 797)], [Math.PI, Math.PI / 2, 1048576]);

    [Fact]
    public void Cosine() => Check("Cos", 1.5, x => ExactElementary.SinCos(x).Cos, [.. Spread(-10, 10), .. Spread(-1048576, 1048576), .. Powers(20, 1000).Take(300), 6381956970095103.0 * Math.Pow(2, 797)], [Math.PI, Math.PI / 2, 1048576]);

    [Fact]
    public void ErrorFunction() => Check("Erf", 1.0, ExactElementary.Erf, [.. Spread(-6, 6).Take(600), .. Spread(-1.5, 1.5).Take(600)], [1.0]);

    [Fact]
    public void PowerFunction()
    {
        double[] u = Spread(-700, 700);
        double[] bases = [.. Powers(-1000, 1000).Select(Math.Abs)];
        (double Ulps, double X, double Y) worst = default;
        for (int i = 0; i < 1500; i++)
        {
            double x = i % 2 == 0 ? bases[i] : 1 + (u[i] * 1e-4);
            double y = u[i] / Math.Log(x);
            double ulps = ExactElementary.Power(x, y).Ulps(Power.Of(x, y));
            worst = ulps <= worst.Ulps ? worst : (ulps, x, y);
        }

        output.WriteLine($"Power: {worst.Ulps:F4} ulp at {worst.X:R}^{worst.Y:R}");
        Assert.True(worst.Ulps <= 1.0, $"Power: {worst.Ulps:F4} ulp at {worst.X:R}^{worst.Y:R}");
    }

    [Fact]
    public void Oracle_KnowsKnownValues()
    {
        Assert.True(ExactElementary.Exp(1).Ulps(Math.E) <= 0.5);
        Assert.True(ExactElementary.Log(2).Ulps(0.6931471805599453) <= 0.5);
        Assert.True(ExactElementary.SinCos(0.5).Sin.Ulps(0.479425538604203) <= 0.5);
        Assert.True(ExactElementary.Erf(1).Ulps(0.8427007929497149) <= 0.5);
        Assert.True(ExactElementary.Tanh(1).Ulps(0.7615941559557649) <= 0.5);

        // And it sees one unit in the last place.
        Assert.True(ExactElementary.Exp(1).Ulps(Math.BitIncrement(Math.E)) > 0.5);
    }

    private static double[] Spread(double low, double high)
    {
        double[] u = new double[Samples];
        new RandomStream(7, "spread").Uniforms(u.AsSpan());
        return Array.ConvertAll(u, x => low + ((high - low) * x));
    }

    private static double[] Powers(int low, int high)
    {
        double[] normals = new double[Samples];
        new RandomStream(7, "powers").Normals(normals.AsSpan());
        return [.. Spread(low, high).Zip(normals, (e, x) => Math.ScaleB(Math.CopySign(1 + Math.Abs(x / 9), x), (int)e))];
    }

    private void Check(string name, double limit, Func<double, ExactElementary.Value> exact, double[] samples, double[] points)
    {
        List<double> inputs = [.. samples];
        foreach (double point in points)
        {
            double up = point;
            double down = point;
            for (int i = 0; i < 40; i++)
            {
                inputs.Add(up);
                inputs.Add(down);
                up = Math.BitIncrement(up);
                down = Math.BitDecrement(down);
            }
        }

        double[] x = [.. inputs.Where(v => v != 0)];
        double[] y = new double[x.Length];
        ElementaryFunctions.Apply<double>(name)(x, y);
        (double Ulps, double At) worst = default;
        object gate = new();
        Parallel.For(0, x.Length, i =>
        {
            double ulps = exact(x[i]).Ulps(y[i]);
            if (!(ulps <= worst.Ulps))
            {
                lock (gate)
                {
                    worst = ulps <= worst.Ulps ? worst : (ulps, x[i]);
                }
            }
        });
        output.WriteLine($"{name}: {worst.Ulps:F4} ulp at {worst.At:R}");
        Assert.True(worst.Ulps <= limit, $"{name}: {worst.Ulps:F4} ulp at {worst.At:R}");
    }
}
