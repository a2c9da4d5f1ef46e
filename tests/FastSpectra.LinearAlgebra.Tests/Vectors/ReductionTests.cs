using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// Exact inputs give the exact sum; every level, team and alignment gives the same bits; random inputs stay within the error
/// of the summation tree.
/// </summary>
public class ReductionTests
{
    private static readonly int[] s_sizes = [0, 1, 7, 8, 15, 16, 17, 31, 63, 64, 65, 127, 128, 129, 1000, 16383, 16384, 16385, 100003];

    private static float[] Integers(int n, int seed)
    {
        float[] x = new float[n];
        for (int i = 0; i < n; i++)
        {
            x[i] = (((i * 7919) + (seed * 104729)) % 7) - 3;
        }

        return x;
    }

    private static T[] Normals<T>(int n, string name)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[n];
        new RandomStream(1, name).Normals(x.AsSpan());
        return x;
    }

    [Fact]
    public void Integers_GiveTheExactSums()
    {
        foreach (int n in s_sizes)
        {
            float[] x = Integers(n, 1);
            float[] y = Integers(n, 2);
            double[] xd = Array.ConvertAll(x, v => (double)v);
            double[] yd = Array.ConvertAll(y, v => (double)v);
            long dot = 0;
            long sum = 0;
            long squares = 0;
            for (int i = 0; i < n; i++)
            {
                dot += (long)(x[i] * y[i]);
                sum += (long)x[i];
                squares += (long)(x[i] * x[i]);
            }

            foreach (SimdLevel level in InstructionSet.Available)
            {
                using (InstructionSet.Use(level))
                {
                    Assert.Equal(dot, Dot.Of<float>(x, y));
                    Assert.Equal(dot, Dot.Of<double>(xd, yd));
                    Assert.Equal(dot, MixedDot.Of(x, y));
                    Assert.Equal(sum, Sum.Of<float>(x));
                    Assert.Equal(sum, Sum.Of<double>(xd));
                    Assert.Equal(sum, MixedSum.Of(x));
                    Assert.Equal(squares, SumOfSquares.Of<float>(x));
                    Assert.Equal(squares, SumOfSquares.Of<double>(xd));
                    Assert.Equal(squares, MixedSumOfSquares.Of(x));
                    Assert.Equal((float)Math.Sqrt(squares), Norm2.Of<float>(x));
                    Assert.Equal(Math.Sqrt(squares), Norm2.Of<double>(xd));
                }
            }
        }
    }

    [Fact]
    public void EveryLevelTeamAndAlignment_GivesTheSameBits()
    {
        float[] x = Normals<float>(100010, "x");
        float[] y = Normals<float>(100010, "y");
        double[] xd = Normals<double>(100010, "x");
        double[] yd = Normals<double>(100010, "y");
        using ThreadTeam two = new(2);
        using ThreadTeam seven = new(7);
        foreach (int n in s_sizes)
        {
            string? expected = null;
            foreach (SimdLevel level in InstructionSet.Available)
            {
                foreach (ThreadTeam team in new[] { ThreadTeam.Single, two, seven })
                {
                    for (int offset = 0; offset < 3; offset++)
                    {
                        float[] xs = new float[n + 3];
                        float[] ys = new float[n + 3];
                        x.AsSpan(0, n).CopyTo(xs.AsSpan(offset));
                        y.AsSpan(0, n).CopyTo(ys.AsSpan(offset));
                        ReadOnlySpan<float> u = xs.AsSpan(offset, n);
                        ReadOnlySpan<float> v = ys.AsSpan(offset, n);
                        using (InstructionSet.Use(level))
                        {
                            string actual = FormattableString.Invariant(
                                $"{Dot.Of(u, v, team):R} {MixedDot.Of(u, v, team):R} {Sum.Of(u, team):R} {MixedSum.Of(u, team):R} {SumOfSquares.Of(u, team):R} {Norm2.Of(u, team):R} {Dot.Of<double>(xd.AsSpan(0, n), yd.AsSpan(0, n), team):R} {Norm2.Of<double>(xd.AsSpan(0, n), team):R} {MaxAbs.Of(u):R}");
                            expected ??= actual;
                            Assert.Equal(expected, actual);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void RandomInputs_StayWithinTheErrorOfTheTree()
    {
        foreach (int n in s_sizes)
        {
            float[] x = Normals<float>(n, "x");
            float[] y = Normals<float>(n, "y");
            double exact = 0;
            double size = 0;
            for (int i = 0; i < n; i++)
            {
                exact += (double)x[i] * y[i];
                size += Math.Abs((double)x[i] * y[i]);
            }

            double tolerance = ((Math.Min(n, 16384) / 64) + 10) * Math.Pow(2, -24) * size;
            Assert.False(!(Math.Abs(Dot.Of<float>(x, y) - exact) <= tolerance));
            Assert.False(!(Math.Abs(MixedDot.Of(x, y) - exact) <= 1e-13 * size));
            if (n > 100)
            {
                // The check sees a lost element.
                x[n / 2] += 1e-2f * (float)size;
                y[n / 2] += 1;
                Assert.True(!(Math.Abs(Dot.Of<float>(x, y) - exact) <= tolerance));
            }
        }
    }

    [Fact]
    public void LengthMismatch_Throws()
    {
        Assert.Throws<ArgumentException>(() => Dot.Of<float>(new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => MixedDot.Of(new float[2], new float[3]));
        Assert.Throws<ArgumentException>(() => Axpy.Apply<float>(1, new float[2], new float[3]));
    }

    [Fact]
    public void ChunkLength_DependsOnTheLengthAlone_AndLeavesAtMost256Chunks()
    {
        foreach (long n in new[] { 0L, 1, 16384, 16385, 256L * 16384, (256L * 16384) + 1, 1L << 40 })
        {
            long length = Reduction.ChunkLength(n);
            Assert.True((n + length - 1) / length <= 256);
            Assert.Equal(0, length % 16384);
        }
    }
}
