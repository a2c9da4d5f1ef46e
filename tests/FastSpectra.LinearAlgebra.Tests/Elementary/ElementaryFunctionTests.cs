using System.Numerics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// What holds for every elementary function: the same bits at every level, in a span of any length, in place and alone; special
/// values as IEEE 754 recommends; no step back where expressions change; nothing allocated.
/// </summary>
public class ElementaryFunctionTests
{
    public static TheoryData<string> Names => [.. ElementaryFunctions.Names];

    public static TheoryData<string, double, double> SpecialCases => new()
    {
        { "Exp", 0.0, 1.0 },
        { "Exp", -0.0, 1.0 },
        { "Exp", double.PositiveInfinity, double.PositiveInfinity },
        { "Exp", double.NegativeInfinity, 0.0 },
        { "Exp", 1e30, double.PositiveInfinity },
        { "Exp", -1e30, 0.0 },
        { "Expm1", 0.0, 0.0 },
        { "Expm1", -0.0, -0.0 },
        { "Expm1", double.PositiveInfinity, double.PositiveInfinity },
        { "Expm1", double.NegativeInfinity, -1.0 },
        { "Log", 1.0, 0.0 },
        { "Log", 0.0, double.NegativeInfinity },
        { "Log", -0.0, double.NegativeInfinity },
        { "Log", -1.0, double.NaN },
        { "Log", double.PositiveInfinity, double.PositiveInfinity },
        { "Log", double.NegativeInfinity, double.NaN },
        { "Log1p", 0.0, 0.0 },
        { "Log1p", -0.0, -0.0 },
        { "Log1p", -1.0, double.NegativeInfinity },
        { "Log1p", -1.5, double.NaN },
        { "Log1p", double.PositiveInfinity, double.PositiveInfinity },
        { "Tanh", 0.0, 0.0 },
        { "Tanh", -0.0, -0.0 },
        { "Tanh", double.PositiveInfinity, 1.0 },
        { "Tanh", double.NegativeInfinity, -1.0 },
        { "Tanh", 1e30, 1.0 },
        { "Softplus", double.PositiveInfinity, double.PositiveInfinity },
        { "Softplus", double.NegativeInfinity, 0.0 },
        { "Softplus", 1e30, 1e30 },
        { "Sin", 0.0, 0.0 },
        { "Sin", -0.0, -0.0 },
        { "Sin", double.PositiveInfinity, double.NaN },
        { "Cos", 0.0, 1.0 },
        { "Cos", -0.0, 1.0 },
        { "Cos", double.NegativeInfinity, double.NaN },
        { "Erf", 0.0, 0.0 },
        { "Erf", -0.0, -0.0 },
        { "Erf", double.PositiveInfinity, 1.0 },
        { "Erf", double.NegativeInfinity, -1.0 },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_SameBitsAtEveryLevelAndAlone(string name) => SameBits(name, ElementaryFunctions.Inputs(1000));

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_SameBitsAtEveryLevelAndAlone(string name) =>
        SameBits(name, Array.ConvertAll(ElementaryFunctions.Inputs(1000), x => (float)x));

    private static void SameBits<T>(string name, T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] alone = Array.ConvertAll(x, v => ElementaryFunctions.Of<T>(name)(v));
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                T[] y = new T[x.Length];
                ElementaryFunctions.Apply<T>(name)(x, y);
                AssertSame(alone, y, x);

                T[] inPlace = [.. x];
                ElementaryFunctions.Apply<T>(name)(inPlace, inPlace);
                AssertSame(alone, inPlace, x);

                for (int n = 0; n < 40; n++)
                {
                    T[] part = new T[n + 1];
                    part[n] = T.One;
                    ElementaryFunctions.Apply<T>(name)(x.AsSpan(3, n), part.AsSpan(0, n));
                    AssertSame(alone.AsSpan(3, n), part.AsSpan(0, n), x.AsSpan(3, n));
                    Assert.Equal(T.One, part[n]);
                }
            }
        }
    }

    // Bits, where NaNs are all one: their sign and payload are the hardware's.
    private static void AssertSame<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = T.IsNaN(expected[i])
                ? T.IsNaN(actual[i])
                : expected[i] == actual[i] && T.IsNegative(expected[i]) == T.IsNegative(actual[i]);
            Assert.True(same, $"f({x[i]:R}) is {expected[i]:R} alone and {actual[i]:R} in the span");
        }
    }

    [Theory]
    [MemberData(nameof(SpecialCases))]
    public void SpecialValues(string name, double x, double expected)
    {
        double y = ElementaryFunctions.Of<double>(name)(x);
        float single = ElementaryFunctions.Of<float>(name)((float)x);
        AssertSame<double>([expected], [y], [x]);
        AssertSame<float>([(float)expected], [single], [(float)x]);
        Assert.True(double.IsNaN(ElementaryFunctions.Of<double>(name)(double.NaN)));
        Assert.True(float.IsNaN(ElementaryFunctions.Of<float>(name)(float.NaN)));
    }

    [Theory]
    [InlineData("Exp", new[] { 0.34657359, -0.34657359, 0.0, 1.0397, -87.336, 88.0 })]
    [InlineData("Expm1", new[] { 0.34657359, -0.34657359, 0.0, 1.0397, -36.7 })]
    [InlineData("Log", new[] { 0.70710678, 1.41421356, 1.0, 1.17549435e-38, 2.8284271 })]
    [InlineData("Log1p", new[] { 0.41, -0.29, 0.0, 1.8284271 })]
    [InlineData("Tanh", new[] { 0.0625, 0.09375, 0.125, 0.1875, 0.25, 0.375, 0.5, 0.625, -0.625, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 9.1, 0.0, 9.01, 10.0, 19.06, 20.0 })]
    [InlineData("Softplus", new[] { 0.0, 0.6931, -0.6931, 17.0, -17.0, -88.0 })]
    [InlineData("Erf", new[] { 1.0, -1.0, 0.0, 3.9, 6.0 })]
    public void NearBreakpoints_IsMonotone_UpToTheStatedError(string name, double[] points)
    {
        // Two neighbours may differ by their errors; a misfit between two expressions would be larger than two units.
        foreach (double point in points)
        {
            double x = point;
            double last = double.NegativeInfinity;
            for (int i = 0; i < 500; i++)
            {
                double y = ElementaryFunctions.Of<double>(name)(x);
                Assert.True(y >= Math.BitDecrement(Math.BitDecrement(last)), $"{name} falls from {last:R} to {y:R} at {x:R}");
                last = Math.Max(last, y);
                x = Math.BitIncrement(x);
            }

            float single = (float)point;
            float lastSingle = float.NegativeInfinity;
            for (int i = 0; i < 500; i++)
            {
                float y = ElementaryFunctions.Of<float>(name)(single);
                Assert.True(y >= MathF.BitDecrement(MathF.BitDecrement(lastSingle)), $"{name} falls from {lastSingle:R} to {y:R} at {single:R}");
                lastSingle = MathF.Max(lastSingle, y);
                single = MathF.BitIncrement(single);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LengthMismatch_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => ElementaryFunctions.Apply<float>(name)(new float[3], new float[2]));

    [Fact]
    public void OtherTypes_Throw()
    {
        Assert.Throws<NotSupportedException>(() => Exp.Of((Half)1));
        Assert.Throws<NotSupportedException>(() => SinCos.Of((Half)1));
        Assert.Throws<NotSupportedException>(() => Erf.Of((Half)1));
    }

    [Fact]
    public void Warm_AllocatesNothing()
    {
        float[] x = new float[1000];
        double[] xd = new double[1000];
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exp.Apply<float>(x, x);
            Tanh.Apply<double>(xd, xd);
            Erf.Apply<float>(x, x);
            SinCos.Apply<double>(xd, xd, new Span<double>(xd));
            Softplus.Of(1f);
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }
}
