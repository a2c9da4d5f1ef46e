using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// sum over i of term(x[i], y[i]) in a fixed order: chunks of a length that depends on n alone; in a chunk four groups of
/// 512-bit lanes take turns, are added as (s0 + s1) + (s2 + s3) and then over the lanes by halving; chunks are added in order.
/// Neither alignment, register width nor the number of threads plays a part.
/// </summary>
internal static unsafe class Reduction
{
    // 2^14 elements (64 or 128 KiB): long enough that the tree at its end costs nothing, short enough to share among threads.
    private const long SmallestChunk = 1 << 14;

    // Longer vectors have longer chunks, so that the partial sums of a team fit on the stack.
    private const int MostChunks = 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Run<TInput, T, TTerm>(TTerm term, TInput* x, TInput* y, long count)
        where TInput : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, IReductionTerm<TInput, T>
    {
        T total = T.Zero;
        long length = ChunkLength(count);
        for (long begin = 0; begin < count; begin += length)
        {
            T chunk = Chunk<TInput, T, TTerm>(term, x + begin, y + begin, Math.Min(length, count - begin));
            total = begin == 0 ? chunk : total + chunk;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static T Run<TInput, T, TTerm>(TTerm term, TInput* x, TInput* y, long count, ThreadTeam team)
        where TInput : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, IReductionTerm<TInput, T>
    {
        long length = ChunkLength(count);
        if (team.Size == 1 || count <= length)
        {
            return Run<TInput, T, TTerm>(term, x, y, count);
        }

        T* partial = stackalloc T[MostChunks];
        ChunksTask<TInput, T, TTerm> task = new(term, x, y, count, length, partial);
        team.Run(ref task);
        T total = partial[0];
        long chunks = (count + length - 1) / length;
        for (long i = 1; i < chunks; i++)
        {
            total += partial[i];
        }

        return total;
    }

    internal static long ChunkLength(long count)
    {
        long length = SmallestChunk;
        while (length * MostChunks < count)
        {
            length *= 2;
        }

        return length;
    }

    private static T Chunk<TInput, T, TTerm>(TTerm term, TInput* x, TInput* y, long count)
        where TInput : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, IReductionTerm<TInput, T>
    {
        ChunkKernel<TInput, T, TTerm> kernel = new(term, x, y, count);
        LanesDispatch.Run<T, ChunkKernel<TInput, T, TTerm>>(ref kernel);
        return kernel.Sum;
    }

    private readonly struct ChunksTask<TInput, T, TTerm>(TTerm term, TInput* x, TInput* y, long count, long length, T* partial) : ITeamTask
        where TInput : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, IReductionTerm<TInput, T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long first, long last) = team.Share(member, (count + length - 1) / length);
            for (long i = first; i < last; i++)
            {
                long begin = i * length;
                partial[i] = Chunk<TInput, T, TTerm>(term, x + begin, y + begin, Math.Min(length, count - begin));
            }
        }
    }

    private struct ChunkKernel<TInput, T, TTerm>(TTerm term, TInput* x, TInput* y, long count) : ILanesKernel<T>
        where TInput : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TTerm : struct, IReductionTerm<TInput, T>
    {
        public T Sum;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TTerm add = term;
            TInput* px = x;
            TInput* py = y;
            nint n = (nint)count;
            nint lanes = TLanes.Count;
            TLanes s0 = TLanes.Zero;
            TLanes s1 = TLanes.Zero;
            TLanes s2 = TLanes.Zero;
            TLanes s3 = TLanes.Zero;
            nint i = 0;
            for (; i <= n - (4 * lanes); i += 4 * lanes)
            {
                s0 = add.Add(s0, px + i, py + i);
                s1 = add.Add(s1, px + i + lanes, py + i + lanes);
                s2 = add.Add(s2, px + i + (2 * lanes), py + i + (2 * lanes));
                s3 = add.Add(s3, px + i + (3 * lanes), py + i + (3 * lanes));
            }

            for (; i <= n - lanes; i += lanes)
            {
                s0 = add.Add(s0, px + i, py + i);
            }

            if (i < n)
            {
                // The rest, filled up with zeros, which add nothing.
                TInput* u = stackalloc TInput[16];
                TInput* v = stackalloc TInput[16];
                new Span<TInput>(u, 16).Clear();
                new Span<TInput>(v, 16).Clear();
                for (nint j = i; j < n; j++)
                {
                    u[j - i] = px[j];
                    v[j - i] = py[j];
                }

                s1 = add.Add(s1, u, v);
            }

            Sum = TLanes.SumTree((s0 + s1) + (s2 + s3));
        }
    }
}
