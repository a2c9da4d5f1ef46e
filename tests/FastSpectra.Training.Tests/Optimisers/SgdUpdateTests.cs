using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Each element is the documented formula evaluated alone; every level, team and length gives the same bits.</summary>
public class SgdUpdateTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0, 0.01)]
    [InlineData(0.9, 0.01)]
    public void EqualsThePlainLoop(double momentum, double weightDecay)
    {
        SgdSettings settings = new(0.05, momentum, weightDecay);
        using ThreadTeam seven = new(7);
        foreach (int n in new[] { 0, 1, 7, 15, 16, 17, 33, 4099 })
        {
            foreach (SimdLevel level in InstructionSet.Available)
            {
                foreach (ThreadTeam team in new[] { ThreadTeam.Single, seven })
                {
                    using (InstructionSet.Use(level))
                    {
                        float[] p = Normals(n, "p", 0);
                        float[] expected = [.. p];

                        // The first step must not read the buffer.
                        float[] b = new float[n];
                        Array.Fill(b, float.NaN);
                        float[] expectedBuffer = new float[n];
                        for (int step = 1; step <= 3; step++)
                        {
                            float[] g = Normals(n, "g", step);
                            SgdUpdate.Apply(p, g, b, step, settings, team);
                            for (int i = 0; i < n; i++)
                            {
                                float d = weightDecay == 0 ? g[i] : Fused.MultiplyAdd((float)weightDecay, expected[i], g[i]);
                                d = step == 1 || momentum == 0 ? d : Fused.MultiplyAdd((float)momentum, expectedBuffer[i], d);
                                expectedBuffer[i] = d;
                                expected[i] = Fused.MultiplyAdd(-0.05f, d, expected[i]);
                            }
                        }

                        Assert.Equal(expected, p);
                        if (momentum != 0)
                        {
                            Assert.Equal(expectedBuffer, b);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void WithoutMomentum_NeedsNoBuffer()
    {
        double[] p = [1, 2];
        SgdUpdate.Apply<double>(p, [1, -1], [], 1, new SgdSettings(0.5));
        Assert.Equal([0.5, 2.5], p);
    }

    [Fact]
    public void WarmStep_AllocatesNothing()
    {
        float[] p = new float[1000];
        SgdSettings settings = new(0.1, 0.9);
        SgdUpdate.Apply<float>(p, p, p, 1, settings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SgdUpdate.Apply<float>(p, p, p, 2, settings);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Misuse_Throws()
    {
        Assert.Throws<ArgumentException>(() => SgdUpdate.Apply<float>(new float[2], new float[3], new float[2], 1, new SgdSettings(1)));
        Assert.Throws<ArgumentException>(() => SgdUpdate.Apply<float>(new float[2], new float[2], [], 1, new SgdSettings(1, 0.9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SgdUpdate.Apply<float>(new float[2], new float[2], [], 0, new SgdSettings(1)));
    }

    private static float[] Normals(int n, string name, int part)
    {
        float[] x = new float[n];
        new RandomStream(1, name).Normals(x.AsSpan(), 100000L * part);
        return x;
    }
}
