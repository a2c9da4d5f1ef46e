namespace FastSpectra.Experiments;

/// <summary>One result file of a repeated run beside its record.</summary>
/// <param name="Name">Path in the run's directory.</param>
/// <param name="Expected">The recorded SHA-256.</param>
/// <param name="Found">The SHA-256 now, or null where there is no such file.</param>
/// <param name="Difference">Null if they are equal, else what differs, as far as can be told.</param>
public sealed record FileComparison(string Name, string Expected, string? Found, string? Difference);
