using System.Reflection;
using Xunit;

namespace FastSpectra.Cli.Tests;

/// <summary>
/// A kernel is compiled whole and by itself. Inlined into a caller that the JIT optimises a second time, it meets what the caller's inlining
/// budget has left: operations on lanes became calls, and the hyperbolic tangent twenty times as slow once it had been called often enough.
/// </summary>
public sealed class KernelInliningTests
{
    private static readonly string[] s_libraries =
        ["FastSpectra.LinearAlgebra", "FastSpectra.Spectra", "FastSpectra.Training", "FastSpectra.Checkpoints", "FastSpectra.Experiments", "FastSpectra.Reports", "FastSpectra.Cli"];

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void MethodsOptimisedAtOnceAreNeverInlined()
    {
        MethodInfo[] optimised =
        [
            .. s_libraries.SelectMany(library => Assembly.Load(library).GetTypes())
                .SelectMany(type => type.GetMethods(Declared))
                .Where(method => method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization)),
        ];
        Assert.True(optimised.Length > 100, $"only {optimised.Length} found");
        IEnumerable<string> inlined = optimised
            .Where(method => !method.MethodImplementationFlags.HasFlag(MethodImplAttributes.NoInlining))
            .Select(method => $"{method.DeclaringType}.{method.Name}");
        Assert.Empty(inlined);
    }
}
