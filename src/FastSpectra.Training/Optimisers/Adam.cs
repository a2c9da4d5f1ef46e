using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Adam with bias correction, PyTorch's torch.optim.Adam and, where weight decay is decoupled, torch.optim.AdamW; the step itself is <see cref="AdamUpdate"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class Adam<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly AdamSettings _settings;
    private readonly Matrix<T>[] _m;
    private readonly Matrix<T>[] _v;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public Adam(IReadOnlyList<Parameter<T>> parameters, AdamSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _m = [.. parameters.Select(parameter => Remember("m", parameter))];
        _v = [.. parameters.Select(parameter => Remember("v", parameter))];
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        AdamSettings settings = _settings with { LearningRate = learningRate };
        for (int i = 0; i < _m.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            AdamUpdate.Apply(
                parameter.Value.Pointer, parameter.Gradient.Pointer, _m[i].Pointer, _v[i].Pointer, parameter.Value.Count, Steps, settings, team);
        }
    }
}
