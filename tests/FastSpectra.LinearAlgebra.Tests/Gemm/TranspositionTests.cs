using System.Numerics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>to[p, w] = from[w, p] for the rows that blocks cover; other rows and everything beside them stay as they were.</summary>
public unsafe class TranspositionTests
{
    [Fact]
    public void RowsOfBlocks_AreMoved_AndNoOthersTouched()
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            for (int width = 0; width <= 21; width++)
            {
                foreach (int k in new[] { 0, 1, 3, 4, 5, 7, 8, 9, 16, 19 })
                {
                    // From 5 rows on the last block overlaps the one before.
                    int expected = level < SimdLevel.Vector256 || width < 4 ? 0 : width;
                    Check<float>(width, k, expected);
                    Check<double>(width, k, expected);
                }
            }
        }
    }

    private static void Check<T>(int width, int k, int expectedRows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int strideFrom = k + 2;
        int strideTo = width + 5;
        T[] source = new T[(strideFrom * width) + 1];
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = T.CreateChecked(i + 1);
        }

        T[] target = new T[(strideTo * k) + 16];
        Array.Fill(target, T.NaN);
        int rows;
        fixed (T* from = source, to = target)
        {
            rows = Transposition.Apply(from, strideFrom, width, k, to, strideTo);
        }

        Assert.Equal(expectedRows, rows);
        for (int i = 0; i < target.Length; i++)
        {
            int p = i / strideTo;
            int w = i % strideTo;
            if (p < k && w < rows)
            {
                Assert.Equal(source[(w * strideFrom) + p], target[i]);
            }
            else
            {
                Assert.True(T.IsNaN(target[i]));
            }
        }
    }
}
