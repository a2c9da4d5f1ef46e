using System.Diagnostics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Recomputes the golden workloads on this machine and compares them with the committed hashes.</summary>
public static class Verification
{
    /// <summary>Runs every workload at every given level and number of threads, in the order of the list.</summary>
    /// <param name="workloads">What to compute.</param>
    /// <param name="golden">The hashes that must come out.</param>
    /// <param name="levels">SIMD levels, each accelerated by this machine.</param>
    /// <param name="threads">Team sizes.</param>
    /// <param name="isWanted">Leaves out combinations of a level and a team size; null for none.</param>
    /// <param name="observe">Called after each computation; may be null.</param>
    /// <param name="cancellation">Checked between computations.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<VerificationResult> Run(
        IReadOnlyList<GoldenWorkload> workloads,
        IReadOnlyDictionary<string, GoldenHash> golden,
        IReadOnlyList<SimdLevel> levels,
        IReadOnlyList<int> threads,
        Func<SimdLevel, int, bool>? isWanted = null,
        Action<VerificationResult>? observe = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        ArgumentNullException.ThrowIfNull(golden);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(threads);
        List<VerificationResult> results = [];
        ThreadTeam[] teams = [.. threads.Select(size => new ThreadTeam(size))];
        try
        {
            foreach (GoldenWorkload workload in workloads)
            {
                golden.TryGetValue(workload.Name, out GoldenHash? expected);
                GoldenOutput? first = null;
                string? firstRun = null;
                foreach (SimdLevel level in levels)
                {
                    foreach (ThreadTeam team in teams.Where(team => isWanted is null || isWanted(level, team.Size)))
                    {
                        cancellation.ThrowIfCancellationRequested();
                        GoldenOutput output = new();
                        VerificationResult result = Compute(workload, expected, level, team, output, first, firstRun);
                        results.Add(result);
                        observe?.Invoke(result);
                        if (first is null)
                        {
                            first = output;
                            firstRun = $"{level} with {team.Size} threads";
                        }
                        else
                        {
                            output.Dispose();
                        }
                    }
                }

                first?.Dispose();
            }
        }
        finally
        {
            foreach (ThreadTeam team in teams)
            {
                team.Dispose();
            }
        }

        return results;
    }

    private static VerificationResult Compute(
        GoldenWorkload workload, GoldenHash? expected, SimdLevel level, ThreadTeam team, GoldenOutput output, GoldenOutput? first, string? firstRun)
    {
        long start = Stopwatch.GetTimestamp();
        using (InstructionSet.Use(level))
        {
            workload.Compute(output, team);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string hash = output.Hash();
        string? difference = null;
        if (hash != expected?.Sha256)
        {
            // Two runs on this machine that disagree name the exact element; the golden file alone names a stretch.
            string? between = first is null ? null : output.FirstDifference(first);
            difference = between is not null ? $"{between} (here and at {firstRun})"
                : expected is null ? "no golden hash is recorded for this workload"
                : output.DifferenceFrom(expected.PartHashes);
        }

        return new(workload.Name, level, team.Size, hash, difference is null, difference, seconds);
    }
}
