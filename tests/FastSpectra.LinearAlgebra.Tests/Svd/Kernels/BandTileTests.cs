using System.Numerics;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Invariant: both products of a tile equal plain loops, bit for bit on small integers, at every level and step count.</summary>
public sealed unsafe class BandTileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void TilesAgreeWithPlainLoopsOnIntegers(int k)
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                Check<float> single = new(k);
                BandTiles.Run<float, Check<float>>(ref single);
                Check<double> twice = new(k);
                BandTiles.Run<double, Check<double>>(ref twice);
            }
        }
    }

    private readonly struct Check<T>(int k) : IBandTileKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run<TTile, TLanes>()
            where TTile : struct, IBandTile<T>
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            Assert.Equal(64, TLanes.Count * sizeof(T));
            int rows = TTile.Rows, columns = TTile.Columns;
            int ldl = Math.Max(k, rows) + 3, ldr = columns + 5, ldc = columns + 1;
            using Matrix<T> left = Integers(Math.Max(k, rows), ldl, 1), right = Integers(k + 1, ldr, 2), before = Integers(rows, ldc, 3);
            foreach (TileUpdate update in Enum.GetValues<TileUpdate>())
            {
                foreach (bool transposed in new[] { false, true })
                {
                    using Matrix<T> c = before.Clone();
                    if (update == TileUpdate.Store)
                    {
                        for (int i = 0; i < rows; i++)
                        {
                            c.Row(i)[..columns].Fill(T.NaN);
                        }
                    }

                    if (transposed)
                    {
                        TTile.MultiplyTransposed(left.Pointer, ldl, right.Pointer, ldr, k, c.Pointer, ldc, update);
                    }
                    else
                    {
                        TTile.Multiply(left.Pointer, ldl, right.Pointer, ldr, k, c.Pointer, ldc, update);
                    }

                    for (int i = 0; i < rows; i++)
                    {
                        for (int j = 0; j < columns; j++)
                        {
                            T sum = T.Zero;
                            for (int p = 0; p < k; p++)
                            {
                                sum += (transposed ? left[p, i] : left[i, p]) * right[p, j];
                            }

                            T expected = update == TileUpdate.Store ? sum : update != TileUpdate.Subtract ? before[i, j] + sum : before[i, j] - sum;
                            Assert.Equal(expected, c[i, j]);
                        }

                        Assert.Equal(before[i, columns], c[i, columns]);
                    }
                }
            }
        }

        private static Matrix<T> Integers(int rows, int columns, int seed)
        {
            Random random = new(seed);
            Matrix<T> a = new(rows, columns);
            foreach (ref T x in a.Span)
            {
                x = T.CreateChecked(random.Next(-9, 10));
            }

            return a;
        }
    }
}
