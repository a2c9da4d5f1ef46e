using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>p = kept p - step u for a direction u, in one pass; the sum is one fused multiply-add.</summary>
internal static unsafe class DirectionUpdate
{
    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at p and u, not overlapping.</summary>
    public static void Apply<T>(T* p, T* u, long count, double step, double kept, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseUpdate.Run(new Rule<T>(step, kept), p, u, null, null, count, team);

    private readonly struct Rule<T>(double step, double kept) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _minusStep = T.CreateTruncating(-step);
        private readonly T _kept = T.CreateTruncating(kept);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T> =>
            TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusStep), gradient, TLanes.Broadcast(_kept) * value);
    }
}
