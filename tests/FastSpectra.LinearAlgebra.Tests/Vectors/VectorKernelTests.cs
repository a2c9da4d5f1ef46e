using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Norms without overflow or underflow, largest element, finite check, and the in-place updates.</summary>
public class VectorKernelTests
{
    private static readonly int[] s_sizes = [0, 1, 7, 8, 15, 16, 17, 33, 64, 65, 1000];

    [Theory]
    [InlineData(1e300, 3.0, 4.0, 5.0)]
    [InlineData(1e-300, 3.0, 4.0, 5.0)]
    [InlineData(4.94065645841247E-324, 3.0, 4.0, 5.0)]
    [InlineData(1.0, 3.0, 4.0, 5.0)]
    [InlineData(3e307, 3.0, 4.0, 5.0)]
    public void Norm2_NeitherOverflowsNorUnderflows(double scale, double x, double y, double expected)
    {
        double norm = Norm2.Of<double>([x * scale, 0, y * scale]);
        Assert.True(Math.Abs((norm / scale) - expected) <= 2e-15 * expected, $"{norm:R}");
    }

    [Theory]
    [InlineData(6.8e37f)]
    [InlineData(1e-38f)]
    [InlineData(1.401298464324817e-45f)]
    public void Norm2_OfFloats_IsTheRoundedExactOne(float scale) => Assert.Equal(5 * scale, Norm2.Of<float>([3 * scale, 4 * scale]));

    [Fact]
    public void Norm2_OfSpecialValues()
    {
        Assert.Equal(0, Norm2.Of<double>([]));
        Assert.Equal(0, Norm2.Of<double>([0, -0.0]));
        Assert.Equal(double.PositiveInfinity, Norm2.Of<double>([1, double.NegativeInfinity]));
        Assert.Equal(double.NaN, Norm2.Of<double>([1, double.NaN]));
        Assert.Equal(float.PositiveInfinity, Norm2.Of<float>([float.MaxValue, float.MaxValue]));
        Assert.Equal(float.NaN, Norm2.Of<float>([float.NaN, float.PositiveInfinity]));
    }

    [Fact]
    public void MaxAbs_FindsTheLargest_AtEveryPlace()
    {
        ForEveryLevel(() =>
        {
            foreach (int n in s_sizes)
            {
                float[] x = new float[n];
                Assert.Equal(0, MaxAbs.Of<float>(x));
                for (int i = 0; i < n; i += 1 + (n / 40))
                {
                    x[i] = -7;
                    Assert.Equal(7, MaxAbs.Of<float>(x));
                    x[i] = float.NaN;
                    Assert.Equal(float.NaN, MaxAbs.Of<float>(x));
                    x[i] = float.NegativeInfinity;
                    Assert.Equal(float.PositiveInfinity, MaxAbs.Of<float>(x));
                    x[i] = 1;
                }
            }
        });
    }

    [Fact]
    public void FirstNonFinite_IsTheFirst()
    {
        ForEveryLevel(() =>
        {
            foreach (int n in s_sizes)
            {
                double[] x = new double[n];
                Array.Fill(x, double.MaxValue);
                Assert.Equal(-1, FiniteCheck.FirstNonFinite<double>(x));
                for (int i = n - 1; i >= 0; i -= 1 + (n / 40))
                {
                    x[i] = (i % 3) switch { 0 => double.NaN, 1 => double.PositiveInfinity, _ => double.NegativeInfinity };
                    Assert.Equal(i, FiniteCheck.FirstNonFinite<double>(x));
                }
            }
        });
    }

    [Fact]
    public void AxpyAndScale_EqualThePlainLoop()
    {
        ForEveryLevel(() =>
        {
            foreach (int n in s_sizes)
            {
                float[] x = new float[n];
                float[] y = new float[n + 1];
                new RandomStream(1, "x").Normals(x.AsSpan());
                new RandomStream(1, "y").Normals(y.AsSpan());
                float[] before = [.. y];
                Axpy.Apply<float>(0.3f, x, y.AsSpan(0, n));
                Assert.Equal([.. x.Select((v, i) => Fused.MultiplyAdd(0.3f, v, before[i])), before[n]], y);
                before = [.. y];
                Scale.Apply(0.7f, y.AsSpan(0, n));
                Assert.Equal([.. before.Take(n).Select(v => v * 0.7f), before[n]], y);
            }
        });
    }

    [Fact]
    public void Warm_AllocatesNothing()
    {
        float[] x = new float[100000];
        using ThreadTeam team = new(2);
        for (int round = 0; round < 2; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Axpy.Apply<float>(1, x, x);
            Dot.Of<float>(x, x);
            Dot.Of<float>(x, x, team);
            Norm2.Of<float>(x);
            MaxAbs.Of<float>(x);
            FiniteCheck.FirstNonFinite<float>(x);
            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }
    }

    private static void ForEveryLevel(Action check)
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                check();
            }
        }
    }
}
