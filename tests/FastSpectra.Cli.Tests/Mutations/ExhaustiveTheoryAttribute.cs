using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>A theory whose cases take minutes together: skipped unless the environment asks for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExhaustiveTheoryAttribute : TheoryAttribute
{
    private const string Variable = "FASTSPECTRA_EXHAUSTIVE";

    private SimdLevel _needs;

    public ExhaustiveTheoryAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"set {Variable}=1";

    /// <summary>Skipped, too, where the processor lacks this level.</summary>
    public SimdLevel Needs
    {
        get => _needs;
        set
        {
            _needs = value;
            Skip ??= InstructionSet.Best < value ? $"needs {value}" : null;
        }
    }
}
