using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>SignGD and, with momentum, Signum: every element moves by the rate; the step itself is <see cref="SignUpdate"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class SignGradientDescent<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DirectionSettings _settings;
    private readonly Matrix<T>?[] _buffers;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public SignGradientDescent(IReadOnlyList<Parameter<T>> parameters, DirectionSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _buffers = RememberIf(settings.Momentum != 0, "momentum");
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        DirectionSettings settings = _settings with { LearningRate = learningRate };
        for (int i = 0; i < _buffers.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            SignUpdate.Apply(parameter.Value.Pointer, parameter.Gradient.Pointer, PointerOrNull(_buffers[i]), parameter.Value.Count, settings, team);
        }
    }
}
