using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>The outcome of one workload at one SIMD level and number of threads.</summary>
/// <param name="Workload">Name of the workload.</param>
/// <param name="Level">SIMD level it ran at.</param>
/// <param name="Threads">Size of the team.</param>
/// <param name="Hash">SHA-256 of what it computed.</param>
/// <param name="Holds">True if that is the golden hash.</param>
/// <param name="Difference">Where it first differs, or null.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record VerificationResult(
    string Workload, SimdLevel Level, int Threads, string Hash, bool Holds, string? Difference, double Seconds);
