using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>
/// A stream is a pure function of seed, name and index: any part, level and number of threads gives the same numbers, and
/// the numbers have the distribution they should.
/// </summary>
public class RandomStreamTests
{
    private static readonly RandomStream s_stream = new(20240607, "X_train");

    public enum Kind
    {
        Normals,
        Uniforms,
        Signs,
    }

    private static T[] Draw<T>(Kind kind, long first, int count)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] result = new T[count];
        switch (kind)
        {
            case Kind.Normals:
                s_stream.Normals(result.AsSpan(), first);
                break;
            case Kind.Uniforms:
                s_stream.Uniforms(result.AsSpan(), first);
                break;
            default:
                s_stream.Signs(result.AsSpan(), first);
                break;
        }

        return result;
    }

    [Theory]
    [InlineData(Kind.Normals)]
    [InlineData(Kind.Uniforms)]
    [InlineData(Kind.Signs)]
    public void AnyPart_IsThePartOfTheWhole(Kind kind)
    {
        double[] whole = Draw<double>(kind, 0, 1000);
        for (int first = 0; first < 40; first++)
        {
            foreach (int count in new[] { 0, 1, 7, 15, 16, 17, 33, 500 })
            {
                Assert.Equal(whole.AsSpan(first, count).ToArray(), Draw<double>(kind, first, count));
            }
        }

        long far = (1L << 36) + 5;
        double[] distant = Draw<double>(kind, far, 64);
        Assert.Equal(distant[13], Draw<double>(kind, far + 13, 1)[0]);
        Assert.NotEqual(whole.AsSpan(0, 64).ToArray(), distant);
    }

    [Theory]
    [InlineData(Kind.Normals)]
    [InlineData(Kind.Uniforms)]
    [InlineData(Kind.Signs)]
    public void EveryLevel_GivesTheSameBits(Kind kind)
    {
        double[]? expected = null;
        float[]? expectedSingle = null;
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                double[] actual = Draw<double>(kind, 3, 1003);
                float[] single = Draw<float>(kind, 3, 1003);
                expected ??= actual;
                expectedSingle ??= single;
                Assert.Equal(expected, actual);
                Assert.Equal(expectedSingle, single);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void EveryTeam_GivesTheSameBits(int threads)
    {
        using ThreadTeam team = new(threads);
        float[] actual = new float[10007];
        s_stream.Normals(actual.AsSpan(), 11, team);
        Assert.Equal(Draw<float>(Kind.Normals, 11, actual.Length), actual);
    }

    [Fact]
    public void FloatUniforms_AreTheDoubleOnesCut() =>
        Assert.Equal(Draw<double>(Kind.Uniforms, 0, 1000).Select(x => (float)(Math.Floor(x * 16777216) / 16777216)), Draw<float>(Kind.Uniforms, 0, 1000));

    [Fact]
    public void FloatNormals_AreTheDoubleOnesToWithinFourUlps()
    {
        const int count = 1 << 20;
        Assert.True(LargestError(0) <= 4);
        Assert.False(LargestError(1) <= 4);

        // Shifted by one element they have nothing in common: the bound can fail.
        static double LargestError(int shift)
        {
            double[] exact = Draw<double>(Kind.Normals, 5, count);
            float[] actual = Draw<float>(Kind.Normals, 5 + shift, count);
            double largest = 0;
            for (int i = 0; i < count; i++)
            {
                float rounded = Math.Abs((float)exact[i]);
                double ulp = rounded == 0 ? float.Epsilon : MathF.BitIncrement(rounded) - rounded;
                double error = Math.Abs(actual[i] - exact[i]) / ulp;
                largest = error <= largest ? largest : error;
            }

            return largest;
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(511, 2)]
    [InlineData(15, 530)]
    [InlineData(16, 512)]
    [InlineData(1, 2049)]
    public void FloatNormals_AreTheSameFromAnyIndex(int first, int count)
    {
        float[] all = Draw<float>(Kind.Normals, 0, first + count);
        float[] guarded = [.. Enumerable.Repeat(-77f, count + 32)];
        s_stream.Normals(guarded.AsSpan(16, count), first);
        Assert.Equal(all[first..], guarded[16..(16 + count)]);
        Assert.All(guarded[..16].Concat(guarded[(16 + count)..]), x => Assert.Equal(-77f, x));
    }

    [Fact]
    public void Normals_FollowTheirDefinition()
    {
        // An independent evaluation of the documented formula with the runtime's functions.
        double[] normals = Draw<double>(Kind.Normals, 0, 4096);
        double[] offsets = [0, Math.PI / 2, Math.PI, 3 * Math.PI / 2];
        ulong hash = RandomStream.StreamHash("X_train");
        for (int i = 0; i < normals.Length; i++)
        {
            uint block = (uint)((8 * (i / 16)) + (i % 8));
            (uint x0, uint x1, uint x2, uint x3) = Philox4x32.Block(block, 1u << 28, (uint)hash, (uint)(hash >> 32), 20240607, 0);
            ulong a = x0 | ((ulong)x1 << 32);
            ulong b = x2 | ((ulong)x3 << 32);
            double u = 1 - ((a >> 12) * Math.Pow(2, -52));
            double angle = offsets[b >> 62] + ((((b << 2 >> 12) * Math.Pow(2, -52)) - 0.5) * Math.PI / 2);
            double r = Math.Sqrt(-2 * Math.Log(u));
            double expected = r * (i % 16 < 8 ? Math.Cos(angle) : Math.Sin(angle));
            Assert.True(Math.Abs(normals[i] - expected) <= 2e-15 * Math.Max(1, r), $"element {i}: {normals[i]} instead of {expected}");
        }
    }

    [Fact]
    public void Streams_AndSeeds_AndKinds_Differ()
    {
        double[] reference = Draw<double>(Kind.Normals, 0, 64);
        double[] other = new double[64];
        new RandomStream(20240607, "X_test").Normals(other.AsSpan());
        Assert.NotEqual(reference, other);
        new RandomStream(20240608, "X_train").Normals(other.AsSpan());
        Assert.NotEqual(reference, other);
        Assert.NotEqual(0x100000001B3UL, RandomStream.StreamHash("a"));
        Assert.Equal(0xAF63DC4C8601EC8CUL, RandomStream.StreamHash("a"));
    }

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream.Normals(new float[1].AsSpan(), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream.Uniforms(new float[2].AsSpan(), (1L << 59) - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream.Signs(new float[1].AsSpan(), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream.Permutation(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_stream.Permutation(3, 1L << 28));
        Assert.Throws<ArgumentNullException>(() => new RandomStream(0, null!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Permutation_IsOne_AndDependsOnTheIndex(int n)
    {
        int[] first = s_stream.Permutation(n, 0);
        Assert.Equal(Enumerable.Range(0, n), first.Order());
        Assert.Equal(first, s_stream.Permutation(n, 0));
        if (n > 100)
        {
            Assert.NotEqual(first, s_stream.Permutation(n, 1));
            Assert.NotEqual(Enumerable.Range(0, n), first);
        }
    }
}
