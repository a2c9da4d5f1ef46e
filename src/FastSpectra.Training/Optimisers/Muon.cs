using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Muon, per matrix of r rows and c columns: b = momentum b + g; p = (1 - lr decay) p - lr sqrt(max(1, r/c)) O, where O is
/// <see cref="NewtonSchulz"/>'s orthogonal matrix nearest to g + momentum b (Nesterov). Layers with one row or column (the last layer) have no
/// spectrum to flatten: <see cref="Adam{T}"/> changes them at the same rate, its decay decoupled.
/// </summary>
/// <remarks>
/// K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024, with its constants (momentum 0.95, five steps); there
/// the products are in bfloat16, here in T. Cost of a step with s = min(r, c), l = max(r, c): 5 (4 s^2 l + 2 s^3) flops less half of the
/// symmetric ones.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class Muon<T> : Optimiser<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The published momentum.</summary>
    public const double DefaultMomentum = 0.95;

    private readonly DirectionSettings _settings;
    private readonly AdamSettings _ofVectors;
    private readonly Workspace _workspace = new();
    private readonly Matrix<T>[] _first;
    private readonly Matrix<T>?[] _second;

    /// <summary>Changes <paramref name="parameters"/>; the rate in <paramref name="settings"/> is replaced by that of each step.</summary>
    public Muon(IReadOnlyList<Parameter<T>> parameters, DirectionSettings settings)
        : base(parameters)
    {
        _settings = settings;
        _ofVectors = new AdamSettings(0, WeightDecay: settings.WeightDecay, IsDecayDecoupled: true);
        _first = new Matrix<T>[parameters.Count];
        _second = new Matrix<T>?[parameters.Count];
        for (int i = 0; i < parameters.Count; i++)
        {
            bool isMatrix = IsMatrix(parameters[i]);
            _first[i] = Remember(isMatrix ? "momentum" : "m", parameters[i]);
            _second[i] = isMatrix ? null : Remember("v", parameters[i]);
        }
    }

    /// <inheritdoc/>
    protected override void Update(double learningRate, ThreadTeam team)
    {
        for (int i = 0; i < _first.Length; i++)
        {
            Parameter<T> parameter = Parameters[i];
            if (_second[i] is { } square)
            {
                AdamUpdate.Apply(
                    parameter.Value.Pointer, parameter.Gradient.Pointer, _first[i].Pointer, square.Pointer, parameter.Value.Count, Steps,
                    _ofVectors with { LearningRate = learningRate }, team);
            }
            else
            {
                UpdateMatrix(parameter, _first[i], learningRate, team);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _workspace.Dispose();
        base.Dispose(disposing);
    }

    private static bool IsMatrix(Parameter<T> parameter) => parameter.Value.Rows > 1 && parameter.Value.Columns > 1;

    private void UpdateMatrix(Parameter<T> parameter, Matrix<T> buffer, double learningRate, ThreadTeam team)
    {
        int rows = buffer.Rows, columns = buffer.Columns;
        using Workspace.Mark mark = _workspace.Begin();
        MatrixView<T> direction = new(_workspace.Take<T>(buffer.Count), rows, columns, columns);
        MomentumAverage.Apply(parameter.Gradient.Pointer, buffer.Pointer, direction.Data, buffer.Count, _settings.Momentum, team);
        NewtonSchulz.Orthogonalise(direction, _workspace, team);
        double step = learningRate * Math.Sqrt(Math.Max(1, (double)rows / columns));
        DirectionUpdate.Apply(parameter.Value.Pointer, direction.Data, buffer.Count, step, 1 - (learningRate * _settings.WeightDecay), team);
    }
}
