using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Gradient descent, stochastic where batches are, with momentum and coupled weight decay: PyTorch's torch.optim.SGD (dampening 0, no
/// Nesterov); the step itself is <see cref="SgdUpdate"/>.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class GradientDescent<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SgdSettings _settings;
    private readonly Matrix<T>?[] _buffers;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public GradientDescent(IReadOnlyList<Parameter<T>> parameters, SgdSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _buffers = RememberIf(settings.Momentum != 0, "momentum");
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        SgdSettings settings = _settings with { LearningRate = learningRate };
        for (int i = 0; i < _buffers.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            SgdUpdate.Apply(parameter.Value.Pointer, parameter.Gradient.Pointer, PointerOrNull(_buffers[i]), parameter.Value.Count, Steps, settings, team);
        }
    }
}
