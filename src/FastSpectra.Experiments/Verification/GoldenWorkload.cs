using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>A fixed computation whose every output bit is promised to be the same on every machine.</summary>
/// <param name="Name">Unique name, <c>area/what/type</c>; the order of the list is from the simplest kernel to whole runs, so
/// that the first failing name points at the kernel.</param>
/// <param name="Quick">Part of <c>verify</c> without <c>--full</c>.</param>
/// <param name="Compute">Adds the results to the output; may use the team.</param>
public sealed record GoldenWorkload(string Name, bool Quick, Action<GoldenOutput, ThreadTeam> Compute);
