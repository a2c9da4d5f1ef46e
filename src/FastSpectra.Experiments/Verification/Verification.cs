using System.Diagnostics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Recomputes the golden workloads on this machine and compares them with the committed hashes.</summary>
public static class Verification
{
    /// <summary>Runs every workload at every given level and number of threads; the results are in the order of the list, then of levels and team sizes, whatever the order of the computations.</summary>
    /// <param name="workloads">What to compute.</param>
    /// <param name="golden">The hashes that must come out.</param>
    /// <param name="levels">SIMD levels, each accelerated by this machine.</param>
    /// <param name="threads">Team sizes.</param>
    /// <param name="observe">Called after each computation, one call at a time; may be null.</param>
    /// <param name="concurrent">
    /// Workloads computed at a time where they take one thread. Above 1 only to save time: most of it goes into compiling the kernels of each level.
    /// Larger teams come after that, one workload at a time.
    /// </param>
    /// <param name="cancellation">Checked between computations.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<VerificationResult> Run(
        IReadOnlyList<GoldenWorkload> workloads,
        IReadOnlyDictionary<string, GoldenHash> golden,
        IReadOnlyList<SimdLevel> levels,
        IReadOnlyList<int> threads,
        Action<VerificationResult>? observe = null,
        int concurrent = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(workloads);
        ArgumentNullException.ThrowIfNull(golden);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(threads);
        Comparison[] comparisons = [.. workloads.Select(workload => new Comparison(workload, golden.GetValueOrDefault(workload.Name)))];
        ThreadTeam[] teams = [.. threads.Select(size => size == 1 ? ThreadTeam.Single : new ThreadTeam(size))];
        try
        {
            using ThreadTeam members = new(concurrent);
            foreach (SimdLevel level in levels)
            {
                // The level is the process's: all members finish it before the next one.
                using (InstructionSet.Use(level))
                {
                    foreach (ThreadTeam team in teams)
                    {
                        LevelTask task = new()
                        {
                            Comparisons = comparisons, Level = level, Team = team, Observe = observe, Taken = new int[comparisons.Length], Cancellation = cancellation,
                        };
                        (team.Size == 1 ? members : ThreadTeam.Single).Run(ref task);
                    }
                }
            }

            return [.. comparisons.SelectMany(comparison => comparison.Results)];
        }
        finally
        {
            foreach (ThreadTeam team in teams.Where(team => team != ThreadTeam.Single))
            {
                team.Dispose();
            }

            foreach (Comparison comparison in comparisons)
            {
                comparison.Dispose();
            }
        }
    }

    /// <summary>All workloads at one level with one team: members take the next one until none is left.</summary>
    private struct LevelTask : ITeamTask
    {
        public required Comparison[] Comparisons { get; init; }

        public required SimdLevel Level { get; init; }

        public required ThreadTeam Team { get; init; }

        public required Action<VerificationResult>? Observe { get; init; }

        public required int[] Taken { get; init; }

        public required CancellationToken Cancellation { get; init; }

        public readonly void Run(int member, ThreadTeam team)
        {
            // Members that need the same kernel wait for its one compilation: odd ones begin with the workloads in double.
            bool fromDouble = member % 2 != 0;
            RunThose(isDouble: fromDouble);
            RunThose(isDouble: !fromDouble);
        }

        private readonly void RunThose(bool isDouble)
        {
            for (int i = 0; i < Comparisons.Length; i++)
            {
                if (Comparisons[i].IsDouble == isDouble && Interlocked.Exchange(ref Taken[i], 1) == 0)
                {
                    Cancellation.ThrowIfCancellationRequested();
                    VerificationResult result = Comparisons[i].Compute(Level, Team);
                    lock (Taken)
                    {
                        Observe?.Invoke(result);
                    }
                }
            }
        }
    }

    /// <summary>One workload, its results so far and the output of its first computation, with which later ones are compared.</summary>
    private sealed class Comparison(GoldenWorkload workload, GoldenHash? expected) : IDisposable
    {
        private GoldenOutput? _first;
        private string? _firstRun;

        public List<VerificationResult> Results { get; } = [];

        public bool IsDouble { get; } = workload.Name.EndsWith("/double", StringComparison.Ordinal);

        public VerificationResult Compute(SimdLevel level, ThreadTeam team)
        {
            GoldenOutput output = new();
            long start = Stopwatch.GetTimestamp();
            workload.Compute(output, team);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            string hash = output.Hash();
            string? difference = null;
            if (hash != expected?.Sha256)
            {
                // Two runs on this machine that disagree name the exact element; the golden file alone names a stretch.
                string? between = _first is null ? null : output.FirstDifference(_first);
                difference = between is not null ? $"{between} (here and at {_firstRun})"
                    : expected is null ? "no golden hash is recorded for this workload"
                    : output.DifferenceFrom(expected.PartHashes);
            }

            if (_first is null)
            {
                _first = output;
                _firstRun = $"{level} with {team.Size} threads";
            }
            else
            {
                output.Dispose();
            }

            VerificationResult result = new(workload.Name, level, team.Size, hash, difference is null, difference, seconds);
            Results.Add(result);
            return result;
        }

        public void Dispose() => _first?.Dispose();
    }
}
