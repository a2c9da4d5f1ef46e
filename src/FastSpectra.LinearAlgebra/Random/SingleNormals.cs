using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Float normals by the formula of <see cref="NormalTransform"/> on the same random words, with logarithm, root, sine and cosine in
/// float: within 4 ulp of the double normals. u and the angle are formed in double, where they are exact, and rounded once.
/// </summary>
/// <remarks>
/// Twice the speed of rounding the double normals: 16 lanes instead of 8, no division, shorter polynomials. 256 blocks at a time, so
/// that what passes between both precisions (4 KiB) stays in the first-level cache.
/// </remarks>
internal unsafe struct SingleNormals : ITeamTask
{
    /// <summary>Numbers of a group: two of each of 8 blocks, those of the first kind (cosine), then those of the second.</summary>
    private const int Group = 16;

    private const int BlocksAtOnce = 256;

    public float* Destination;
    public long FirstIndex;
    public long Count;
    public ulong Key;
    public ulong StreamHash;

    /// <summary>What the second word of the counter holds beside the block number.</summary>
    public uint KindBits;

    [SkipLocalsInit]
    public readonly void Run(int member, ThreadTeam team)
    {
        (long begin, long end) = team.Share(member, Count, Group);
        ulong* keys = stackalloc ulong[2 * Philox4x32.Rounds];
        Philox4x32.ExpandKey((uint)Key, (uint)(Key >> 32), keys);
        float* logarithm = stackalloc float[BlocksAtOnce];
        float* angle = stackalloc float[BlocksAtOnce];
        uint* quarter = stackalloc uint[BlocksAtOnce];
        begin += FirstIndex;
        end += FirstIndex;
        for (long first = begin / Group * Group; first < end; first += 2 * BlocksAtOnce)
        {
            int blocks = (int)Math.Min(BlocksAtOnce, (end - first + Group - 1) / Group * (Group / 2));
            WordsKernel words = new(keys, StreamHash, KindBits, (ulong)first / 2, blocks, logarithm, angle, quarter);
            LanesDispatch.RunElementwise<double, WordsKernel>(ref words);
            TransformKernel transform = new(blocks, logarithm, angle, quarter);
            LanesDispatch.RunElementwise<float, TransformKernel>(ref transform);
            if (first >= begin && first + (2 * blocks) <= end)
            {
                float* to = Destination + (first - FirstIndex);
                for (int block = 0; block < blocks; block += Group / 2, to += Group)
                {
                    Unsafe.CopyBlockUnaligned(to, logarithm + block, Group / 2 * sizeof(float));
                    Unsafe.CopyBlockUnaligned(to + (Group / 2), angle + block, Group / 2 * sizeof(float));
                }

                continue;
            }

            for (int block = 0; block < blocks; block += Group / 2)
            {
                Copy(first + (2 * block), logarithm + block, begin, end);
                Copy(first + (2 * block) + (Group / 2), angle + block, begin, end);
            }
        }
    }

    /// <summary>Those of eight numbers that belong to [begin, end) to their place.</summary>
    private readonly void Copy(long index, float* from, long begin, long end)
    {
        for (long i = Math.Max(index, begin); i < Math.Min(index + (Group / 2), end); i++)
        {
            Destination[i - FirstIndex] = from[i - index];
        }
    }

    /// <summary>Random words to what the transform needs, all exact in double.</summary>
    private readonly struct WordsKernel(
        ulong* keys, ulong streamHash, uint kindBits, ulong firstBlock, int blocks, float* logarithm, float* angle, uint* quarter) : ILanesKernel<double>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // Two registers at a time: the ten rounds are one chain of 60 to 70 cycles.
            Draw<LanesPair<TLanes, double>>();
        }

        // The last turn may draw eight blocks in vain, inside the buffers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Draw<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            ulong* lane = stackalloc ulong[16] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
            TLanes lanes = TLanes.Load((double*)lane);
            TLanes tag = TLanes.BroadcastBits(kindBits);
            TLanes c2 = TLanes.BroadcastBits((uint)streamHash);
            TLanes c3 = TLanes.BroadcastBits(streamHash >> 32);
            TLanes one = TLanes.Broadcast(1.0);
            TLanes low32 = TLanes.BroadcastBits(0xFFFFFFFF);
            for (int i = 0; i < blocks; i += TLanes.Count)
            {
                TLanes block = TLanes.AddBits(lanes, TLanes.BroadcastBits(firstBlock + (ulong)i));
                TLanes x0 = block;
                TLanes x1 = TLanes.ShiftRightBits(block, 32) | tag;
                TLanes x2 = c2;
                TLanes x3 = c3;
                Philox4x32.Blocks(ref x0, ref x1, ref x2, ref x3, keys);
                TLanes a = (x0 & low32) | TLanes.ShiftLeftBits(x1, 32);
                TLanes b = (x2 & low32) | TLanes.ShiftLeftBits(x3, 32);

                // u in [2^-52, 1] below 3/4, u - 1 from there on: rounded to float, either keeps the relative precision of ln u.
                TLanes u = TLanes.Broadcast(2.0) - (TLanes.ShiftRightBits(a, 12) | one);
                TLanes.StoreSingle(logarithm + i, TLanes.SelectLess(u, TLanes.Broadcast(0.75), u, u - one));

                TLanes fraction = TLanes.ShiftRightBits(TLanes.ShiftLeftBits(b, 2), 12) | one;
                TLanes.StoreSingle(angle + i, (fraction - TLanes.Broadcast(1.5)) * TLanes.Broadcast(1.5707963267948966));
                TLanes.StoreLow32(quarter + i, x3);
            }
        }
    }

    /// <summary>r cos over the logarithms' arguments and r sin over the angles.</summary>
    private readonly struct TransformKernel(int blocks, float* logarithm, float* angle, uint* quarter) : ILanesKernel<float>
    {
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            // As in Elementwise.
            if (typeof(TLanes) == typeof(Lanes512<float>))
            {
                Transform<LanesPair<TLanes, float>>();
            }
            else
            {
                Transform<TLanes>();
            }
        }

        // Blocks come in eights: the last turn may compute up to 24 lanes in vain, inside the buffers.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Transform<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes one = TLanes.Broadcast(1f);
            TLanes sign = TLanes.Broadcast(-0f);
            for (int i = 0; i < blocks; i += TLanes.Count)
            {
                TLanes r = TLanes.Sqrt(TLanes.Broadcast(-2f) * Logarithm(TLanes.Load(logarithm + i)));
                TLanes y = TLanes.Load(angle + i);
                TLanes z = y * y;
                TLanes sine = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-0.00019518286f), z, TLanes.Broadcast(0.008332189f));
                sine = TLanes.FusedMultiplyAdd(sine, z, TLanes.Broadcast(-0.16666655f));
                sine = TLanes.FusedMultiplyAdd(y * z, sine, y);
                TLanes cosine = TLanes.FusedMultiplyAdd(TLanes.Broadcast(2.4432564e-05f), z, TLanes.Broadcast(-0.001388731f));
                cosine = TLanes.FusedMultiplyAdd(cosine, z, TLanes.Broadcast(0.041666646f));
                cosine = TLanes.FusedMultiplyAdd(z * z, cosine, TLanes.FusedMultiplyAdd(z, TLanes.Broadcast(-0.5f), one));

                // Bits 31 and 30 of the word: the quarter turn.
                TLanes b = TLanes.Load((float*)(quarter + i));
                TLanes shifted = TLanes.ShiftLeftBits(b, 1);
                TLanes odd = (shifted & sign) | one;
                TLanes.Store(logarithm + i, r * (TLanes.SelectLess(odd, TLanes.Zero, sine, cosine) ^ ((b ^ shifted) & sign)));
                TLanes.Store(angle + i, r * (TLanes.SelectLess(odd, TLanes.Zero, cosine, sine) ^ (b & sign)));
            }
        }

        /// <summary>ln w for w from 2^-60 to 3/4, ln(1 + w) for w from -1/4 to 0: what <see cref="WordsKernel"/> stores.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Logarithm<TLanes>(TLanes w)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes smallest = TLanes.Broadcast(8.6736174e-19f);
            Log.Single.Split(w, out TLanes f, out TLanes k);
            return Log.Single.Sum(TLanes.SelectLess(w, smallest, w, f), TLanes.SelectLess(w, smallest, TLanes.Zero, k), TLanes.Zero);
        }
    }
}
