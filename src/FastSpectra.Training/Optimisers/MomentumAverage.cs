using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// The running sum of gradients b = momentum b + g and, where it is Nesterov's, the direction n = g + momentum b, in one pass; each sum is
/// one fused multiply-add.
/// </summary>
internal static unsafe class MomentumAverage
{
    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at g, b and, if it is not null, at n, none overlapping.</summary>
    public static void Apply<T>(T* g, T* b, T* n, long count, double momentum, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseUpdate.Run(new Rule<T>(momentum), b, g, n, null, count, team);

    // The sum takes the place of the parameter, the direction that of what is remembered.
    private readonly struct Rule<T>(double momentum) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _momentum = T.CreateTruncating(momentum);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes momentum = TLanes.Broadcast(_momentum);
            TLanes sum = TLanes.FusedMultiplyAdd(momentum, value, gradient);
            first = TLanes.FusedMultiplyAdd(momentum, sum, gradient);
            return sum;
        }
    }
}
