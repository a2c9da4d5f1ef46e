using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>A product writes no byte of its packing buffer behind the size that its plan asked for.</summary>
public unsafe class PackingBufferTests
{
    private const int Canaries = 1 << 16;
    private const byte Canary = 0xA5;

    [Theory]
    [InlineData(129, 131, 7, false)]
    [InlineData(130, 48, 520, false)]
    [InlineData(300, 97, 33, false)]
    [InlineData(97, 300, 33, false)]
    [InlineData(9, 17, 513, false)]
    [InlineData(161, 161, 1, false)]
    [InlineData(200, 2100, 3, false)]
    [InlineData(2100, 200, 3, false)]
    [InlineData(301, 301, 40, true)]
    [InlineData(301, 301, 600, true)]
    [InlineData(100, 100, 1100, true)]
    [InlineData(100, 150, 1100, false)]
    [InlineData(300, 401, 600, false)]
    public void NothingBehindThePlannedSize_IsWritten(int m, int n, int k, bool lowerOnly)
    {
        foreach (TileEntry entry in TileTable.Entries.Where(entry => entry.Level <= InstructionSet.Best))
        {
            GemmTests.WithTile(entry.Name.ToString(), () =>
            {
                foreach (StorageOrder order in new[] { StorageOrder.Rows, StorageOrder.Columns })
                {
                    foreach (int threads in new[] { 1, 2, 3 })
                    {
                        using ThreadTeam team = new(threads);
                        Check<float>(m, n, k, order, lowerOnly, entry.Name, team);
                        Check<double>(m, n, k, order, lowerOnly, entry.Name, team);
                    }
                }
            });
        }
    }

    [Fact]
    public void Take_KeepsTheBufferUntilALargerOneIsNeeded()
    {
        void* first = PackingBuffer.Take(1 << 20);
        Assert.True(PackingBuffer.Take(100) == first);
        Assert.Equal(0, (nint)first % 128);
    }

    private static void Check<T>(int m, int n, int k, StorageOrder order, bool lowerOnly, TileName tile, ThreadTeam team)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using TestMatrix<T> a = GemmTests.Random<T>(m, k, order, 1);
        using TestMatrix<T> b = GemmTests.Random<T>(k, n, order, 2);
        using Matrix<T> c = new(m, n);
        GemmPlan<T> plan = new() { A = a.View, B = lowerOnly ? a.View.Transposed : b.View, C = c.View, Alpha = T.One, LowerOnly = lowerOnly };
        Size<T> size = new() { Plan = plan, Members = team.Size };
        TileTable.Run<T, Size<T>>(tile, ref size);

        Span<byte> buffer = new(PackingBuffer.Take(size.Bytes + Canaries), (int)size.Bytes + Canaries);
        buffer.Fill(Canary);
        Gemm.Run(ref plan, tile, team);
        Assert.Equal(-1, buffer[(int)size.Bytes..].IndexOfAnyExcept(Canary));

        // The check sees the buffer that the product used: a plan that packs anything has written into it.
        Assert.True(size.PacksNothing || buffer[..(int)size.Bytes].IndexOfAnyExcept(Canary) >= 0);
    }

    private struct Size<T> : ITileConsumer<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public GemmPlan<T> Plan;
        public int Members;
        public long Bytes;
        public bool PacksNothing;

        public void Run<TTile>()
            where TTile : struct, ITile<T>
        {
            Plan.Decide<TTile>(Members);
            Bytes = Plan.BufferSize * sizeof(T);
            PacksNothing = (Plan.LeftInPlace || Plan.LeftTransposedInPlace) && Plan.RightInPlace;
        }
    }
}
