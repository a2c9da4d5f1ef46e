using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// One step of Adam in one pass over the parameters p, the gradient g and the two means m, v:
/// m = b1 m + (1-b1) g; v = b2 v + (1-b2) g g; p = p - lr/(1-b1^t) m / (sqrt(v)/sqrt(1-b2^t) + eps). Weight decay: coupled,
/// g + decay p in the place of g; decoupled (AdamW), (1 - lr decay) p in the place of p.
/// </summary>
/// <remarks>
/// D. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1; I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2;
/// with the order of operations of PyTorch 1.13. 7 values read or written an element. Scalars are computed in double (powers by repeated squaring) and rounded once to the parameters' type; each sum
/// is one fused multiply-add. The same bits at every SIMD level and with any number of threads.
/// </remarks>
public static unsafe class AdamUpdate
{
    /// <summary>Carries out step number <paramref name="step"/> (the first is 1).</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public static void Apply<T>(
        Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step, AdamSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Apply(parameters, gradient, firstMoment, secondMoment, step, settings, ThreadTeam.Single);

    /// <summary>Carries out step number <paramref name="step"/> (the first is 1) with a team.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
    public static void Apply<T>(
        Span<T> parameters, ReadOnlySpan<T> gradient, Span<T> firstMoment, Span<T> secondMoment, long step, AdamSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        ElementwiseUpdate.RequireLengths(parameters.Length, gradient.Length, firstMoment.Length, secondMoment.Length);
        fixed (T* p = parameters, g = gradient, m = firstMoment, v = secondMoment)
        {
            Apply(p, g, m, v, parameters.Length, step, settings, team);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at p, g, m and v, none overlapping.</summary>
    internal static void Apply<T>(T* p, T* g, T* m, T* v, long count, long step, AdamSettings settings, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ElementwiseUpdate.Run(new Rule<T>(step, settings), p, g, m, v, count, team);
    }

    /// <summary>x^n by repeated squaring: exactly defined operations only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static double Power(double x, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                result *= x;
            }

            x *= x;
        }

        return result;
    }

    private readonly struct Rule<T>(long step, AdamSettings settings) : IElementwiseRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly T _beta1 = T.CreateTruncating(settings.Beta1);
        private readonly T _beta2 = T.CreateTruncating(settings.Beta2);
        private readonly T _oneMinusBeta1 = T.CreateTruncating(1 - settings.Beta1);
        private readonly T _oneMinusBeta2 = T.CreateTruncating(1 - settings.Beta2);
        private readonly T _minusStepSize = T.CreateTruncating(-(settings.LearningRate / (1 - Power(settings.Beta1, step))));
        private readonly T _rootOfCorrection2 = T.CreateTruncating(Math.Sqrt(1 - Power(settings.Beta2, step)));
        private readonly T _epsilon = T.CreateTruncating(settings.Epsilon);
        private readonly T _weightDecay = T.CreateTruncating(settings.WeightDecay);
        private readonly T _kept = T.CreateTruncating(1 - (settings.LearningRate * settings.WeightDecay));
        private readonly bool _decays = settings.WeightDecay != 0 && !settings.IsDecayDecoupled;
        private readonly bool _shrinks = settings.WeightDecay != 0 && settings.IsDecayDecoupled;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            if (_decays)
            {
                TLanes.Accumulate(ref gradient, TLanes.Broadcast(_weightDecay), value);
            }

            if (_shrinks)
            {
                value *= TLanes.Broadcast(_kept);
            }

            first = TLanes.FusedMultiplyAdd(TLanes.Broadcast(_oneMinusBeta1), gradient, TLanes.Broadcast(_beta1) * first);
            second = TLanes.FusedMultiplyAdd(TLanes.Broadcast(_oneMinusBeta2) * gradient, gradient, TLanes.Broadcast(_beta2) * second);
            TLanes denominator = (TLanes.Sqrt(second) / TLanes.Broadcast(_rootOfCorrection2)) + TLanes.Broadcast(_epsilon);
            return TLanes.FusedMultiplyAdd(TLanes.Broadcast(_minusStepSize), first / denominator, value);
        }
    }
}
