using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>
/// Many runs that share what is random: every combination of a configuration's lists, each repeated. One set of inputs is in memory at a time,
/// each run uses all threads, and what a run measured is on disk as soon as it has ended.
/// </summary>
public static class ExperimentSweep
{
    /// <summary>Does the runs of a shard and writes the tables; runs that diverge do not stop the others.</summary>
    /// <exception cref="ConfigurationException">The lists make no sweep, or the directory holds another one.</exception>
    /// <exception cref="BadDataException">Files of the directory cannot be used to resume.</exception>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static SweepResult Execute(SweepConfiguration configuration, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        SweepPlan plan = new(configuration);
        string identity = Identity(configuration, options);
        SweepDirectory? directory = options.OutputDirectory is { } path ? SweepDirectory.Open(path) : null;
        IReadOnlyList<ProbeRecord>?[] records = Begin(directory, plan, identity, options.Resume);
        if (records.All(rows => rows is not null) && directory is not null && SweepManifest.TryRead(directory.Manifest) is { Status: SweepManifest.Completed })
        {
            return new SweepResult(plan, records, isInterrupted: false);
        }

        using ThreadTeam team = new(options.Threads == 0 ? ThreadTeam.DefaultSize : options.Threads);
        SweepClock clock = new();
        Remember("running");
        using SweepExecution execution = new(plan, options, directory, team, clock, records);
        bool isDone = execution.Run();
        SweepResult result = new(plan, records, !isDone);
        if (isDone && directory is not null)
        {
            WriteTables(directory, result);
        }

        Remember(result.IsInterrupted ? "interrupted" : result.IsComplete ? SweepManifest.Completed : "shard completed");
        return result;

        void Remember(string status)
        {
            if (directory is not null)
            {
                new SweepManifest(identity, status).Write(directory, plan, options.Shard, records, team.Size, clock);
            }
        }
    }

    /// <summary>
    /// The status of an earlier sweep of the same configuration in the output directory, which a call without <see cref="SweepOptions.Resume"/> would clear:
    /// <c>running</c>, <c>interrupted</c>, <c>shard completed</c> or <c>completed</c>; null where there is none.
    /// </summary>
    /// <exception cref="BadDataException">The directory's manifest is not that of a sweep.</exception>
    public static string? EarlierStatus(SweepConfiguration configuration, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        return options.OutputDirectory is { } path && SweepManifest.TryRead(SweepDirectory.At(path).Manifest) is { } earlier && earlier.Identity == Identity(configuration, options)
            ? earlier.Status
            : null;
    }

    /// <summary>Writes <c>results.csv</c> and, where all runs are there, <c>summary.csv</c>; the parts they grew from go.</summary>
    internal static void WriteTables(SweepDirectory directory, SweepResult result)
    {
        SweepResultsFile.Write(directory.Results, result.Plan, result.Records);
        if (result.IsComplete)
        {
            AtomicFile.WriteAllText(directory.Summary, result.Summarise().ToCsv());
        }

        directory.RemoveParts(result.Plan);
    }

    /// <summary>Makes a directory ready and reads the runs that are finished in it.</summary>
    internal static IReadOnlyList<ProbeRecord>?[] Begin(SweepDirectory? directory, SweepPlan plan, string identity, bool resume)
    {
        if (directory is not null && SweepManifest.TryRead(directory.Manifest) is { } earlier)
        {
            if (earlier.Identity != identity)
            {
                throw new ConfigurationException($"{directory.Manifest}: the directory holds a sweep of another configuration or seed, or with other weights kept; choose another directory");
            }

            if (resume)
            {
                return SweepResultsFile.Read(directory, plan);
            }
        }

        directory?.Clear(plan);
        return new IReadOnlyList<ProbeRecord>?[plan.Runs.Count];
    }

    private static string Identity(SweepConfiguration configuration, SweepOptions options) =>
        SweepManifest.IdentityOf(configuration, options.KeepWeights, DataFiles.Of(configuration.First, options.DataDirectory)?.Hashes());
}
