using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// One step of gradient descent in one pass: g = g + decay p; b = g on the first step, momentum b + g later; p = p - lr b.
/// </summary>
/// <remarks>
/// The rule of PyTorch 1.13 (dampening 0, no Nesterov). Scalars are rounded once to the parameters' type; each sum is one
/// fused multiply-add. The same bits at every SIMD level and with any number of threads.
/// </remarks>
public static unsafe class SgdUpdate
{
    /// <summary>Carries out step number <paramref name="step"/> (the first is 1).</summary>
    /// <param name="parameters">p, changed.</param>
    /// <param name="gradient">g, not changed.</param>
    /// <param name="buffer">b, changed; may be empty where the momentum is 0.</param>
    /// <param name="step">1 for the first step, which fills the buffer.</param>
    /// <param name="settings">Learning rate, momentum, weight decay.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> buffer, long step, SgdSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(parameters, gradient, buffer, step, settings, ThreadTeam.Single);

    /// <summary>As the other overload, with a team.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public static void Apply<T>(Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> buffer, long step, SgdSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        if (gradient.Length != parameters.Length || (settings.Momentum != 0 && buffer.Length != parameters.Length))
        {
            throw new ArgumentException($"{parameters.Length} parameters, but {gradient.Length} gradients and a momentum buffer of {buffer.Length}");
        }

        fixed (T* p = parameters, g = gradient, b = buffer)
        {
            Apply(p, g, b, parameters.Length, step, settings, team);
        }
    }

    /// <summary>
    /// Unsafe: the caller guarantees <paramref name="count"/> elements at p, g and, where the momentum is not 0, at b, none overlapping.
    /// </summary>
    internal static void Apply<T>(T* p, T* g, T* b, long count, long step, SgdSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ElementwiseUpdate.Run(new Rule<T>(step, settings), p, g, settings.Momentum == 0 ? null : b, null, count, team);
    }

    private readonly struct Rule<T>(long step, SgdSettings settings) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _minusRate = T.CreateTruncating(-settings.LearningRate);
        private readonly T _momentum = T.CreateTruncating(settings.Momentum);
        private readonly T _weightDecay = T.CreateTruncating(settings.WeightDecay);
        private readonly bool _decays = settings.WeightDecay != 0;
        private readonly bool _remembers = settings.Momentum != 0 && step > 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes direction = _decays ? TLanes.FusedMultiplyAdd(TLanes.Broadcast(_weightDecay), value, gradient) : gradient;
            first = _remembers ? TLanes.FusedMultiplyAdd(TLanes.Broadcast(_momentum), first, direction) : direction;
            return TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusRate), first, value);
        }
    }
}
