using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The known answers of Random123 (tests/kat_vectors, philox4x32 with 10 rounds).</summary>
public class Philox4x32Tests
{
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [~0u, ~0u, ~0u, ~0u], [~0u, ~0u], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        { [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Block_GivesTheKnownAnswer(uint[] counter, uint[] key, uint[] expected)
    {
        (uint a, uint b, uint c, uint d) = Philox4x32.Block(counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
        Assert.Equal(expected, new[] { a, b, c, d });
    }

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Blocks_AgreeInEveryLaneAtEveryLevel(uint[] counter, uint[] key, uint[] expected)
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using (InstructionSet.Use(level))
            {
                BlocksKernel kernel = new(counter, key);
                LanesDispatch.Run<double, BlocksKernel>(ref kernel);
                for (int word = 0; word < 4; word++)
                {
                    Assert.All(kernel.Words[word], w => Assert.Equal(expected[word], (uint)w));
                }
            }
        }
    }

    private unsafe struct BlocksKernel(uint[] counter, uint[] key) : ILanesKernel<double>
    {
        public ulong[][] Words = [];

        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // Bits above the 32 that count must not matter.
            TLanes[] c = [.. counter.Select(w => TLanes.BroadcastBits(w | 0xABCDEF0000000000))];
            ulong* keys = stackalloc ulong[2 * Philox4x32.Rounds];
            Philox4x32.ExpandKey(key[0], key[1], keys);
            Philox4x32.Blocks(ref c[0], ref c[1], ref c[2], ref c[3], keys);
            Words = new ulong[4][];
            for (int word = 0; word < 4; word++)
            {
                Words[word] = new ulong[TLanes.Count];
                fixed (ulong* p = Words[word])
                {
                    TLanes.Store((double*)p, c[word]);
                }
            }
        }
    }
}
