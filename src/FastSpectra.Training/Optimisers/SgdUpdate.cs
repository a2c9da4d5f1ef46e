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
    // A cache line of floats: no two members write to the same one.
    private const int Grain = 16;

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
        Task<T> task = new(new Kernel<T>(p, g, b, step, settings), count);
        team.Run(ref task);
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

    private struct Kernel<T>(T* p, T* g, T* b, long step, SgdSettings settings) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public long Begin;
        public long End;

        private readonly T _minusRate = T.CreateTruncating(-settings.LearningRate);
        private readonly T _momentum = T.CreateTruncating(settings.Momentum);
        private readonly T _weightDecay = T.CreateTruncating(settings.WeightDecay);
        private readonly bool _decays = settings.WeightDecay != 0;
        private readonly bool _hasBuffer = settings.Momentum != 0;
        private readonly bool _first = step == 1;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes rate = TLanes.Broadcast(_minusRate);
            TLanes momentum = TLanes.Broadcast(_momentum);
            TLanes decay = TLanes.Broadcast(_weightDecay);
            nint end = (nint)End;
            for (nint i = (nint)Begin; i < end; i += TLanes.Count)
            {
                int count = (int)Math.Min(end - i, TLanes.Count);
                TLanes value = TLanes.LoadPartial(p + i, count);
                TLanes direction = TLanes.LoadPartial(g + i, count);
                if (_decays)
                {
                    direction = TLanes.FusedMultiplyAdd(decay, value, direction);
                }

                if (_hasBuffer)
                {
                    if (!_first)
                    {
                        direction = TLanes.FusedMultiplyAdd(momentum, TLanes.LoadPartial(b + i, count), direction);
                    }

                    TLanes.StorePartial(b + i, direction, count);
                }

                TLanes.StorePartial(p + i, TLanes.FusedMultiplyAdd(rate, direction, value), count);
            }
        }
    }
}
