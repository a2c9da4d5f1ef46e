using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>A theory whose cases take minutes together: skipped unless the environment asks for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExhaustiveTheoryAttribute : TheoryAttribute
{
    private const string Variable = "FASTSPECTRA_EXHAUSTIVE";

    public ExhaustiveTheoryAttribute() => Skip = Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"set {Variable}=1";
}
