using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>RMSProp, PyTorch's torch.optim.RMSprop (not centred); the step itself is <see cref="RmsPropUpdate"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class RmsProp<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RmsPropSettings _settings;
    private readonly Matrix<T>[] _squares;
    private readonly Matrix<T>?[] _buffers;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public RmsProp(IReadOnlyList<Parameter<T>> parameters, RmsPropSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _squares = [.. parameters.Select(parameter => Remember("v", parameter))];
        _buffers = RememberIf(settings.Momentum != 0, "momentum");
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        RmsPropSettings settings = _settings with { LearningRate = learningRate };
        for (int i = 0; i < _squares.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            RmsPropUpdate.Apply(
                parameter.Value.Pointer, parameter.Gradient.Pointer, _squares[i].Pointer, PointerOrNull(_buffers[i]), parameter.Value.Count, settings, team);
        }
    }
}
