using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// One step of RMSProp in one pass: g = g + decay p; v = alpha v + (1-alpha) g g; b = momentum b + g / (sqrt(v) + eps); p = p - lr b.
/// </summary>
/// <remarks>
/// T. Tieleman, G. Hinton, Coursera lecture 6.5, 2012, with the order of operations of PyTorch 1.13 (not centred). There is no bias
/// correction: the first step is 1 / sqrt(1-alpha) = 10 times the rate times the sign of the gradient. Scalars are rounded once to the
/// parameters' type; each sum is one fused multiply-add. The same bits at every SIMD level and with any number of threads.
/// </remarks>
public static unsafe class RmsPropUpdate
{
    /// <summary>Carries out one step with a team.</summary>
    /// <param name="parameters">p, changed.</param>
    /// <param name="gradient">g, not changed.</param>
    /// <param name="square">v, changed; zeros before the first step.</param>
    /// <param name="buffer">b, changed; zeros before the first step, may be empty where the momentum is 0.</param>
    /// <param name="settings">The constants.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> square, Span<T> buffer, RmsPropSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        ElementwiseUpdate.RequireLengths(parameters.Length, gradient.Length, square.Length, settings.Momentum == 0 ? parameters.Length : buffer.Length);
        fixed (T* p = parameters, g = gradient, v = square, b = buffer)
        {
            Apply(p, g, v, b, parameters.Length, settings, team);
        }
    }

    /// <summary>
    /// Unsafe: the caller guarantees <paramref name="count"/> elements at p, g, v and, where the momentum is not 0, at b, none overlapping.
    /// </summary>
    internal static void Apply<T>(T* p, T* g, T* v, T* b, long count, RmsPropSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseUpdate.Run(new Rule<T>(settings), p, g, v, settings.Momentum == 0 ? null : b, count, team);

    private readonly struct Rule<T>(RmsPropSettings settings) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _minusRate = T.CreateTruncating(-settings.LearningRate);
        private readonly T _alpha = T.CreateTruncating(settings.Alpha);
        private readonly T _oneMinusAlpha = T.CreateTruncating(1 - settings.Alpha);
        private readonly T _epsilon = T.CreateTruncating(settings.Epsilon);
        private readonly T _momentum = T.CreateTruncating(settings.Momentum);
        private readonly T _weightDecay = T.CreateTruncating(settings.WeightDecay);
        private readonly bool _decays = settings.WeightDecay != 0;
        private readonly bool _remembers = settings.Momentum != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            if (_decays)
            {
                TLanes.Accumulate(ref gradient, TLanes.Broadcast(_weightDecay), value);
            }

            first = TLanes.FusedMultiplyAdd(TLanes.Broadcast(_oneMinusAlpha) * gradient, gradient, TLanes.Broadcast(_alpha) * first);
            TLanes scaled = gradient / (TLanes.Sqrt(first) + TLanes.Broadcast(_epsilon));
            second = _remembers ? TLanes.FusedMultiplyAdd(TLanes.Broadcast(_momentum), second, scaled) : scaled;
            return TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusRate), second, value);
        }
    }
}
