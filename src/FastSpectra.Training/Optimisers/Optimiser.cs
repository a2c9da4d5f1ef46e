using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>A rule that turns gradients into changes of the layers. Owns whatever it remembers between steps.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract unsafe class Optimiser<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<(string Name, Matrix<T> Value)> _state = [];

    /// <summary>Changes <paramref name="parameters"/>.</summary>
    protected Optimiser(IReadOnlyList<Parameter<T>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter<T> parameter in parameters)
        {
            if (parameter.Gradient.Rows != parameter.Value.Rows || parameter.Gradient.Columns != parameter.Value.Columns)
            {
                throw new ArgumentException(
                    $"{parameter.Name} is {parameter.Value.Rows}x{parameter.Value.Columns}, its gradient {parameter.Gradient.Rows}x{parameter.Gradient.Columns}", nameof(parameters));
            }
        }

        Parameters = parameters;
    }

    /// <summary>The optimiser that <paramref name="options"/> name, for <paramref name="parameters"/>.</summary>
    /// <exception cref="ArgumentException">There is none of that rule.</exception>
    public static Optimiser<T> Create(IReadOnlyList<Parameter<T>> parameters, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double decay = options.WeightDecay;
        return options.Rule switch
        {
            OptimisationRule.Adam => new Adam<T>(parameters, new AdamSettings(0, WeightDecay: decay)),
            OptimisationRule.AdamW => new Adam<T>(parameters, new AdamSettings(0, WeightDecay: decay, IsDecayDecoupled: true)),
            OptimisationRule.GradientDescent => new GradientDescent<T>(parameters, new SgdSettings(0, options.Momentum, decay)),
            OptimisationRule.RmsProp => new RmsProp<T>(parameters, new RmsPropSettings(0, Momentum: options.Momentum, WeightDecay: decay)),
            OptimisationRule.SignGradientDescent => new SignGradientDescent<T>(parameters, new DirectionSettings(0, options.Momentum, decay)),
            OptimisationRule.NormalisedGradientDescent => new NormalisedGradientDescent<T>(parameters, new DirectionSettings(0, options.Momentum, decay)),
            OptimisationRule.Muon => new Muon<T>(parameters, new DirectionSettings(0, options.Momentum, decay)),
            _ => throw new ArgumentException($"no optimiser is called {options.Rule}", nameof(options)),
        };
    }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>What it remembers between steps, under names for checkpoints, in a fixed order.</summary>
    public IReadOnlyList<(string Name, Matrix<T> Value)> State => _state;

    /// <summary>The layers.</summary>
    protected IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>Changes every layer by its gradient.</summary>
    public void Step(double learningRate, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Steps++;
        Update(learningRate, team);
    }

    /// <summary>Continues from a checkpoint: the caller has filled <see cref="State"/> with what it held after <paramref name="steps"/> steps.</summary>
    public void Resume(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what is remembered between steps.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach ((string _, Matrix<T> value) in _state)
        {
            value.Dispose();
        }
    }

    /// <summary>Changes every layer; <see cref="Steps"/> is the number of this step, from 1.</summary>
    protected abstract void Update(double learningRate, ThreadTeam team);

    /// <summary>A matrix of zeros that is remembered between steps, shaped as the layer.</summary>
    protected Matrix<T> Remember(string name, Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        Matrix<T> value = new(parameter.Value.Rows, parameter.Value.Columns);
        _state.Add(($"{name}.{parameter.Name}", value));
        return value;
    }

    /// <summary><see cref="Remember"/> for each layer, or nulls.</summary>
    private protected Matrix<T>?[] RememberIf(bool condition, string name) =>
        [.. Parameters.Select(parameter => condition ? Remember(name, parameter) : null)];

    private protected static T* PointerOrNull(Matrix<T>? matrix) => matrix is null ? null : matrix.Pointer;
}
