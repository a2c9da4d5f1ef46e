using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// One step of sign descent in one pass: b = momentum b + g; p = (1 - lr decay) p - lr sign(b), sign(0) = 0, sign(NaN) = NaN.
/// </summary>
/// <remarks>
/// J. Bernstein, Y.-X. Wang, K. Azizzadenesheli, A. Anandkumar, "signSGD", ICML 2018, algorithm 1 and, with momentum, Signum (algorithm 2,
/// whose factor 1 - momentum before g the sign removes). Scalars are rounded once to the parameters' type; each sum is one fused
/// multiply-add. The same bits at every SIMD level and with any number of threads.
/// </remarks>
public static unsafe class SignUpdate
{
    /// <summary>Carries out one step with a team.</summary>
    /// <param name="parameters">p, changed.</param>
    /// <param name="gradient">g, not changed.</param>
    /// <param name="buffer">b, changed; zeros before the first step, may be empty where the momentum is 0.</param>
    /// <param name="settings">The constants.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> buffer, DirectionSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        ElementwiseUpdate.RequireLengths(parameters.Length, gradient.Length, settings.Momentum == 0 ? parameters.Length : buffer.Length, parameters.Length);
        fixed (T* p = parameters, g = gradient, b = buffer)
        {
            Apply(p, g, b, parameters.Length, settings, team);
        }
    }

    /// <summary>
    /// Unsafe: the caller guarantees <paramref name="count"/> elements at p, g and, where the momentum is not 0, at b, none overlapping.
    /// </summary>
    internal static void Apply<T>(T* p, T* g, T* b, long count, DirectionSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseUpdate.Run(new Rule<T>(settings), p, g, settings.Momentum == 0 ? null : b, null, count, team);

    private readonly struct Rule<T>(DirectionSettings settings) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _minusRate = T.CreateTruncating(-settings.LearningRate);
        private readonly T _momentum = T.CreateTruncating(settings.Momentum);
        private readonly T _kept = T.CreateTruncating(1 - (settings.LearningRate * settings.WeightDecay));
        private readonly bool _remembers = settings.Momentum != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            first = _remembers ? TLanes.FusedMultiplyAdd(TLanes.Broadcast(_momentum), first, gradient) : gradient;
            TLanes negative = TLanes.SelectLess(first, TLanes.Zero, TLanes.Broadcast(T.NegativeOne), first);
            TLanes sign = TLanes.SelectLess(TLanes.Zero, first, TLanes.Broadcast(T.One), negative);
            return TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusRate), sign, TLanes.Broadcast(_kept) * value);
        }
    }
}
