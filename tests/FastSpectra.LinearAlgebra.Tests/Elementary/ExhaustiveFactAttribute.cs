using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>A test over all 2^32 floats: skipped unless the environment asks for it, because it takes minutes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExhaustiveFactAttribute : FactAttribute
{
    private const string Variable = "FASTSPECTRA_EXHAUSTIVE";

    public ExhaustiveFactAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"set {Variable}=1";
}
