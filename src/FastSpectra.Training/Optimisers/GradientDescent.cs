using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Gradient descent, stochastic where batches are: g' = g + weight_decay W; b = momentum b + g' (b = g' at the first step);
/// W &lt;- W - rate b. Without momentum b = g'. These are PyTorch's formulas (torch.optim.SGD, dampening 0, no Nesterov).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class GradientDescent<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly Matrix<T>?[] _buffers;

    /// <summary>Changes <paramref name="parameters"/>.</summary>
    public GradientDescent(IReadOnlyList<Parameter<T>> parameters, double momentum = 0, double weightDecay = 0)
        : base(parameters)
    {
        _momentum = momentum;
        _weightDecay = weightDecay;
        _buffers = new Matrix<T>?[parameters.Count];
        for (int i = 0; i < parameters.Count && momentum != 0; i++)
        {
            _buffers[i] = Remember("momentum", parameters[i]);
        }
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            UpdateTask task = new()
            {
                Value = parameter.Value.Pointer,
                Gradient = parameter.Gradient.Pointer,
                Buffer = _buffers[i] is { } buffer ? buffer.Pointer : null,
                Count = parameter.Value.Count,
                Rate = T.CreateChecked(learningRate),
                Momentum = T.CreateChecked(_momentum),
                WeightDecay = T.CreateChecked(_weightDecay),
            };
            team.Run(ref task);
        }
    }

    // The buffer starts at zero, so that the first step's b = momentum * 0 + g' = g' needs no case of its own.
    private struct UpdateTask : ITeamTask
    {
        public T* Value;
        public T* Gradient;
        public T* Buffer;
        public long Count;
        public T Rate;
        public T Momentum;
        public T WeightDecay;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Count, 16);
            for (long i = begin; i < end; i++)
            {
                T g = Fused.MultiplyAdd(WeightDecay, Value[i], Gradient[i]);
                if (Buffer is not null)
                {
                    g = Fused.MultiplyAdd(Momentum, Buffer[i], g);
                    Buffer[i] = g;
                }

                Value[i] = Fused.MultiplyAdd(-Rate, g, Value[i]);
            }
        }
    }
}
