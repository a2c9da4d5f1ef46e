namespace FastSpectra.Experiments;

/// <summary>The committed fingerprint of one workload.</summary>
/// <param name="Sha256">SHA-256 of all output bytes, lower-case hexadecimal.</param>
/// <param name="PartHashes">See <see cref="GoldenOutput.PartHashes"/>.</param>
public sealed record GoldenHash(string Sha256, string PartHashes);
