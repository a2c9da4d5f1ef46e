using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Element (w, p) of an operand lies at panel*k + p*panel + w of the packed block, a last panel narrower and padded with zeros.</summary>
public unsafe class PackingTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(4, 1)]
    [InlineData(48, 16)]
    [InlineData(24, 8)]
    [InlineData(12, 4)]
    [InlineData(3, 1)]
    public void EveryElement_LiesInItsPlace_AndNothingBehindIsWritten(int panel, int pad)
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            foreach (int width in new[] { 1, panel - 1, panel, panel + 1, (2 * panel) + (panel / 2), 3 * panel })
            {
                foreach (int k in new[] { 1, 7, 8, 15, 16, 17, 33 })
                {
                    Check<float>(width, k, panel, pad, width + 3, stepsAdjacent: false);
                    Check<float>(width, k, panel, pad, k + 3, stepsAdjacent: true);
                    Check<double>(width, k, panel, pad, width, stepsAdjacent: false);
                    Check<double>(width, k, panel, pad, k, stepsAdjacent: true);
                }
            }
        }
    }

    private static void Check<T>(int width, int k, int panel, int pad, int stride, bool stepsAdjacent)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int canaries = 32;
        (nint strideW, nint strideK) = stepsAdjacent ? ((nint)stride, (nint)1) : (1, stride);
        int padded = (width + pad - 1) / pad * pad;
        T[] source = new T[stride * Math.Max(width, k)];
        T[] packed = new T[(padded * k) + canaries];
        Array.Fill(packed, T.NaN);
        for (int w = 0; w < width; w++)
        {
            for (int p = 0; p < k; p++)
            {
                source[(w * strideW) + (p * strideK)] = T.CreateChecked((1000 * w) + p + 1);
            }
        }

        fixed (T* from = source, to = packed)
        {
            Packing.Pack(from, strideW, strideK, width, k, panel, pad, to);
        }

        for (int w = 0; w < padded; w++)
        {
            int first = w / panel * panel;
            int size = Math.Min(panel, padded - first);
            for (int p = 0; p < k; p++)
            {
                T expected = w < width ? T.CreateChecked((1000 * w) + p + 1) : T.Zero;
                Assert.Equal(expected, packed[(first * k) + (p * size) + w - first]);
            }
        }

        Assert.All(packed.AsSpan(padded * k).ToArray(), value => Assert.True(T.IsNaN(value)));
    }
}
