using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>
/// Where studies meet the program under test: every configuration, initial weight and first gradient passes through here.
/// Tests put a deliberately broken one in its place, which must turn claims to <c>fails</c>.
/// </summary>
public class Laboratory
{
    /// <summary>The program as it is.</summary>
    public static Laboratory Intact { get; } = new();

    /// <summary>What is really run when <paramref name="configuration"/> is asked for.</summary>
    public virtual ExperimentConfiguration Configure(ExperimentConfiguration configuration) => configuration;

    /// <summary>May change the inputs of a run after they were drawn.</summary>
    public virtual void Prepare(ExperimentInputs<float> inputs)
    {
    }

    /// <summary>May change an initial weight matrix that is only looked at.</summary>
    public virtual void PrepareWeights(Matrix<double> weights)
    {
    }

    /// <summary>May change a gradient before it is used.</summary>
    public virtual void Differentiate(Matrix<float> gradient)
    {
    }

    /// <summary>How a further read-out is really made.</summary>
    public virtual ReadoutSettings Read(ReadoutSettings settings) => settings;
}
