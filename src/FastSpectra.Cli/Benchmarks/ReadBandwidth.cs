using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>Bytes a second that can be read from a level of memory, at the SIMD level in use.</summary>
internal static unsafe class ReadBandwidth
{
    private const long BytesACall = 64L << 20;
    private const long SmallestDram = 128L << 20;
    private const long LargestDram = 512L << 20;

    /// <summary>Bytes a second of all members of a team together, each reading its own half-full share of the level.</summary>
    public static double Measure(MemoryLevel level, ThreadTeam team)
    {
        long each = level switch
        {
            MemoryLevel.L1 => CacheSizes.FirstLevel / 2,
            MemoryLevel.L2 => CacheSizes.SecondLevel / 2,
            MemoryLevel.L3 => CacheSizes.ThirdLevel / 2 / team.Size,
            _ => Math.Clamp(4 * CacheSizes.ThirdLevel, SmallestDram, LargestDram) / team.Size,
        };
        int columns = (int)(Math.Max(each, 4096) / sizeof(float) / 64 * 64);
        using Matrix<float> memory = new(team.Size, columns);
        memory.Span.Fill(1);
        long passes = Math.Max(1, BytesACall / team.Size / (columns * (long)sizeof(float)));
        ReadTask task = new(memory.Pointer, columns, passes);
        double seconds = RepeatedCall.Seconds(0.1, () => Run(team, task)).Least;
        return (double)team.Size * columns * sizeof(float) * passes / seconds;
    }

    /// <summary>The nearest level that holds a working set of a team.</summary>
    public static MemoryLevel LevelOf(double bytes, int threads) =>
        bytes <= CacheSizes.FirstLevel * (double)threads ? MemoryLevel.L1
        : bytes <= CacheSizes.SecondLevel * (double)threads ? MemoryLevel.L2
        : bytes <= CacheSizes.ThirdLevel ? MemoryLevel.L3
        : MemoryLevel.Dram;

    private static void Run(ThreadTeam team, ReadTask task) => team.Run(ref task);

    private readonly struct ReadTask(float* memory, int columns, long passes) : ITeamTask
    {
        public void Run(int member, ThreadTeam team)
        {
            float* share = memory + (member * (long)columns);
            ReadKernel kernel = new(share, columns, passes);
            LanesDispatch.RunElementwise<float, ReadKernel>(ref kernel);
        }
    }

    private readonly struct ReadKernel(float* share, int columns, long passes) : ILanesKernel<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes a = TLanes.Zero, b = TLanes.Zero, c = TLanes.Zero, d = TLanes.Zero;
            int step = 4 * TLanes.Count;
            for (long pass = 0; pass < passes; pass++)
            {
                float* p = share;
                for (int left = columns; left >= step; left -= step)
                {
                    a ^= TLanes.Load(p);
                    b ^= TLanes.Load(p + TLanes.Count);
                    c ^= TLanes.Load(p + (2 * TLanes.Count));
                    d ^= TLanes.Load(p + (3 * TLanes.Count));
                    p += step;
                }
            }

            // An even number of passes leaves zeros, an odd one what was there: the memory does not change where it holds ones.
            TLanes all = a | b | c | d;
            if (TLanes.AnyBit(all) && passes % 2 == 0)
            {
                TLanes.Store(share, all);
            }
        }
    }
}
