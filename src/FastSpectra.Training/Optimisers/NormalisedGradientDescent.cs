using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Normalised gradient descent, per layer of N elements: b = momentum b + g; p = (1 - lr decay) p - lr sqrt(N) b / |b|_F. The root mean
/// square of a step is the rate, as it is with <see cref="SignGradientDescent{T}"/>: rates of the two can be compared.
/// </summary>
/// <remarks>
/// Y. Nesterov, "Introductory lectures on convex optimization", 2004, 3.2.3; with momentum A. Cutkosky, H. Mehta, "Momentum improves normalized
/// SGD", ICML 2020, algorithm 1 (whose factor 1 - momentum before g the norm removes). The factor sqrt(N) is ours. The norm is summed in
/// double; a zero b is no step. 5 values read or written an element, 7 with momentum.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class NormalisedGradientDescent<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DirectionSettings _settings;
    private readonly Matrix<T>?[] _buffers;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public NormalisedGradientDescent(IReadOnlyList<Parameter<T>> parameters, DirectionSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _buffers = RememberIf(settings.Momentum != 0, "momentum");
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            Matrix<T> direction = parameter.Gradient;
            long count = direction.Count;
            if (_buffers[i] is { } buffer)
            {
                MomentumAverage.Apply(direction.Pointer, buffer.Pointer, null, count, _settings.Momentum, team);
                direction = buffer;
            }

            double norm = Math.Sqrt(InDouble.SumOfSquares<T>(direction.Span, team));
            double step = norm > 0 ? learningRate * Math.Sqrt(count) / norm : 0;
            DirectionUpdate.Apply(parameter.Value.Pointer, direction.Pointer, count, step, 1 - (learningRate * _settings.WeightDecay), team);
        }
    }
}
