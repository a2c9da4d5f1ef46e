using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Philox4x32-10, a counter-based generator: four random words as a pure function of a 128-bit counter and a 64-bit key.
/// </summary>
/// <remarks>J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, section 3.2 and table 2.</remarks>
public static class Philox4x32
{
    /// <summary>Number of rounds: the authors' recommended ten.</summary>
    public const int Rounds = 10;

    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;

    // The golden ratio and sqrt(3) - 1: what the key grows by from round to round.
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words that belong to the counter (c0, c1, c2, c3) under the key (k0, k1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The keys of all rounds, two words a round, each in the low half of 64 bits.</summary>
    /// <remarks>Unsafe: <paramref name="keys"/> holds 2 <see cref="Rounds"/> words.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static unsafe void ExpandKey(uint k0, uint k1, ulong* keys)
    {
        for (int round = 0; round < Rounds; round++)
        {
            keys[2 * round] = k0 + ((uint)round * Weyl0);
            keys[(2 * round) + 1] = k1 + ((uint)round * Weyl1);
        }
    }

    /// <summary>
    /// One block per 64-bit lane. Of each lane of the arguments only the low 32 bits count; on return the low 32 bits of each
    /// lane are the block's words and the upper ones are not specified.
    /// </summary>
    /// <remarks>Unsafe: <paramref name="keys"/> come from <see cref="ExpandKey"/>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void Blocks<TLanes>(ref TLanes c0, ref TLanes c1, ref TLanes c2, ref TLanes c3, ulong* keys)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes m0 = TLanes.BroadcastBits(Multiplier0);
        TLanes m1 = TLanes.BroadcastBits(Multiplier1);
        for (int round = 0; round < Rounds; round++)
        {
            TLanes p0 = TLanes.MultiplyLow32(m0, c0);
            TLanes p1 = TLanes.MultiplyLow32(m1, c2);
            c0 = TLanes.Xor(TLanes.UpperToLow32(p1), c1, TLanes.BroadcastBits(keys[2 * round]));
            c1 = p1;
            c2 = TLanes.Xor(TLanes.UpperToLow32(p0), c3, TLanes.BroadcastBits(keys[(2 * round) + 1]));
            c3 = p0;
        }
    }
}
