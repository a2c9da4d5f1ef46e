using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>One kernel on operands of one size: what it costs by counting, and how to call it.</summary>
internal sealed class KernelCase(string name, string size, bool isDouble, Func<ThreadTeam, (Action Call, IDisposable Operands)> prepare)
{
    public string Name => name;

    public string Size => size;

    public bool IsDouble => isDouble;

    /// <summary>Floating-point operations of a call; 0 where its cost is stated in elements.</summary>
    public double Flops { get; init; }

    /// <summary>Bytes that a call must read and write at least once.</summary>
    public double Bytes { get; init; }

    /// <summary>Bytes of all operands together, which decide the level of memory they live in.</summary>
    public double WorkingSet { get; init; }

    /// <summary>Elements of a call where that is the usual unit; 0 elsewhere.</summary>
    public double Elements { get; init; }

    /// <summary>Whether all threads of a team are used; others are measured with one.</summary>
    public bool UsesTeam { get; init; } = true;

    /// <summary>Makes operands of random numbers and the call on them.</summary>
    public (Action Call, IDisposable Operands) Prepare(ThreadTeam team) => prepare(team);
}
