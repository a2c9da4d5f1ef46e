using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Carries out an optimiser's rule in one pass over the parameters, the gradient and up to two arrays that are remembered between
/// steps. The same bits at every SIMD level and with any number of threads: every element is by itself.
/// </summary>
internal static unsafe class ElementwiseUpdate
{
    // A cache line of floats: no two members write to the same one.
    private const int Grain = 16;

    /// <summary>
    /// Unsafe: the caller guarantees <paramref name="count"/> elements at p and g, and at first and second where they are not null, none overlapping.
    /// </summary>
    public static void Run<T, TRule>(TRule rule, T* p, T* g, T* first, T* second, long count, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IElementwiseRule<T>
    {
        Kernel<T, TRule> kernel = new() { Rule = rule, P = p, G = g, First = first, Second = second, End = count };
        team.Run(ref kernel);
    }

    /// <exception cref="ArgumentException">The gradient, or what is remembered, has not one element for each parameter.</exception>
    public static void RequireLengths(int parameters, int gradient, int first, int second)
    {
        if (gradient != parameters || first != parameters || second != parameters)
        {
            throw new ArgumentException($"{parameters} parameters, but {gradient} gradients and {first} and {second} remembered values");
        }
    }

    private struct Kernel<T, TRule> : ITeamTask, ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TRule : struct, IElementwiseRule<T>
    {
        public TRule Rule;
        public T* P;
        public T* G;
        public T* First;
        public T* Second;
        public long Begin;
        public long End;

        public readonly void Run(int member, ThreadTeam team)
        {
            Kernel<T, TRule> share = this;
            (share.Begin, share.End) = team.Share(member, End, Grain);
            LanesDispatch.RunElementwise<T, Kernel<T, TRule>>(ref share);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TRule rule = Rule;
            nint end = (nint)End;
            nint i = (nint)Begin;
            for (; i <= end - TLanes.Count; i += TLanes.Count)
            {
                TLanes first = First is null ? TLanes.Zero : TLanes.Load(First + i);
                TLanes second = Second is null ? TLanes.Zero : TLanes.Load(Second + i);
                TLanes.Store(P + i, rule.Step(TLanes.Load(P + i), TLanes.Load(G + i), ref first, ref second));
                if (First is not null)
                {
                    TLanes.Store(First + i, first);
                }

                if (Second is not null)
                {
                    TLanes.Store(Second + i, second);
                }
            }

            if (i < end)
            {
                int rest = (int)(end - i);
                TLanes first = First is null ? TLanes.Zero : TLanes.LoadPartial(First + i, rest);
                TLanes second = Second is null ? TLanes.Zero : TLanes.LoadPartial(Second + i, rest);
                TLanes.StorePartial(P + i, rule.Step(TLanes.LoadPartial(P + i, rest), TLanes.LoadPartial(G + i, rest), ref first, ref second), rest);
                if (First is not null)
                {
                    TLanes.StorePartial(First + i, first, rest);
                }

                if (Second is not null)
                {
                    TLanes.StorePartial(Second + i, second, rest);
                }
            }
        }
    }
}
