using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// One step of Adam in one pass over the parameters p, the gradient g and the two means m, v:
/// m = b1 m + (1-b1) g; v = b2 v + (1-b2) g g; p = p - lr/(1-b1^t) m / (sqrt(v)/sqrt(1-b2^t) + eps).
/// </summary>
/// <remarks>
/// D. Kingma, J. Ba, "Adam", ICLR 2015, algorithm 1, with the order of operations of PyTorch 1.13. 7 values read or written an
/// element. Scalars are computed in double (powers by repeated squaring) and rounded once to the parameters' type; each sum
/// is one fused multiply-add. The same bits at every SIMD level and with any number of threads.
/// </remarks>
public static unsafe class AdamUpdate
{
    // A cache line of floats: no two members write to the same one.
    private const int Grain = 16;

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
        if (gradient.Length != parameters.Length || firstMoment.Length != parameters.Length || secondMoment.Length != parameters.Length)
        {
            throw new ArgumentException(
                $"{parameters.Length} parameters, but {gradient.Length} gradients, {firstMoment.Length} first and {secondMoment.Length} second moments");
        }

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
        Task<T> task = new(new Kernel<T>(p, g, m, v, step, settings), count);
        team.Run(ref task);
    }

    /// <summary>x^n by repeated squaring: exactly defined operations only.</summary>
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

    private readonly struct Task<T>(Kernel<T> kernel, long count) : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int member, ThreadTeam team)
        {
            Kernel<T> share = kernel;
            (share.Begin, share.End) = team.Share(member, count, Grain);
            LanesDispatch.RunElementwise<T, Kernel<T>>(ref share);
        }
    }

    private struct Kernel<T>(T* p, T* g, T* m, T* v, long step, AdamSettings settings) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public long Begin;
        public long End;

        private readonly T _beta1 = T.CreateTruncating(settings.Beta1);
        private readonly T _beta2 = T.CreateTruncating(settings.Beta2);
        private readonly T _oneMinusBeta1 = T.CreateTruncating(1 - settings.Beta1);
        private readonly T _oneMinusBeta2 = T.CreateTruncating(1 - settings.Beta2);
        private readonly T _minusStepSize = T.CreateTruncating(-(settings.LearningRate / (1 - Power(settings.Beta1, step))));
        private readonly T _rootOfCorrection2 = T.CreateTruncating(Math.Sqrt(1 - Power(settings.Beta2, step)));
        private readonly T _epsilon = T.CreateTruncating(settings.Epsilon);
        private readonly T _weightDecay = T.CreateTruncating(settings.WeightDecay);
        private readonly bool _decays = settings.WeightDecay != 0;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes beta1 = TLanes.Broadcast(_beta1);
            TLanes beta2 = TLanes.Broadcast(_beta2);
            TLanes gain1 = TLanes.Broadcast(_oneMinusBeta1);
            TLanes gain2 = TLanes.Broadcast(_oneMinusBeta2);
            TLanes step = TLanes.Broadcast(_minusStepSize);
            TLanes root = TLanes.Broadcast(_rootOfCorrection2);
            TLanes epsilon = TLanes.Broadcast(_epsilon);
            TLanes decay = TLanes.Broadcast(_weightDecay);
            nint end = (nint)End;
            nint i = (nint)Begin;
            T* rest = stackalloc T[4 * 16];
            while (i < end)
            {
                bool whole = i <= end - TLanes.Count;
                T* pp = p + i;
                T* pg = g + i;
                T* pm = m + i;
                T* pv = v + i;
                int count = (int)Math.Min(end - i, TLanes.Count);
                if (!whole)
                {
                    pp = rest;
                    pg = rest + 16;
                    pm = rest + 32;
                    pv = rest + 48;
                    for (int j = 0; j < count; j++)
                    {
                        (pp[j], pg[j], pm[j], pv[j]) = (p[i + j], g[i + j], m[i + j], v[i + j]);
                    }
                }

                TLanes value = TLanes.Load(pp);
                TLanes gradient = TLanes.Load(pg);
                if (_decays)
                {
                    gradient = TLanes.FusedMultiplyAdd(decay, value, gradient);
                }

                TLanes first = TLanes.FusedMultiplyAdd(gain1, gradient, beta1 * TLanes.Load(pm));
                TLanes second = TLanes.FusedMultiplyAdd(gain2 * gradient, gradient, beta2 * TLanes.Load(pv));
                TLanes.Store(pm, first);
                TLanes.Store(pv, second);
                TLanes denominator = (TLanes.Sqrt(second) / root) + epsilon;
                TLanes.Store(pp, TLanes.FusedMultiplyAdd(step, first / denominator, value));
                if (!whole)
                {
                    for (int j = 0; j < count; j++)
                    {
                        (p[i + j], m[i + j], v[i + j]) = (pp[j], pm[j], pv[j]);
                    }
                }

                i += count;
            }
        }
    }
}
