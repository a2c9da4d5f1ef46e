using System.Globalization;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>Joins the shards of a sweep: the result has the bytes of a sweep that was never divided.</summary>
public static class SweepMerge
{
    // Messages name some and count the rest.
    private const int MostNamed = 4;

    /// <summary>Checks that the directories hold the runs of one sweep and all of them, then writes its tables.</summary>
    /// <param name="output">Where the joined sweep goes.</param>
    /// <param name="directories">Of the shards, finished or not, in any order; a run may be in several if they agree.</param>
    /// <exception cref="ArgumentException">There are no directories.</exception>
    /// <exception cref="ConfigurationException"><paramref name="output"/> is one of them, or holds another sweep.</exception>
    /// <exception cref="BadDataException">A directory holds no sweep or another one, a run is missing or differs between two of them.</exception>
    public static SweepResult Execute(string output, IReadOnlyList<string> directories)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(directories);
        if (directories.Count == 0)
        {
            throw new ArgumentException("expected at least one directory", nameof(directories));
        }

        SweepClock clock = new();
        SweepDirectory[] shards = [.. directories.Select(SweepDirectory.At)];
        string identity = IdentityOf(shards);
        (SweepConfiguration configuration, bool keepWeights) = new SweepManifest(identity, "").Parse(shards[0].Manifest);
        SweepPlan plan = Expand(configuration, shards[0].Manifest);
        (IReadOnlyList<ProbeRecord>?[] records, SweepDirectory?[] origins) = Collect(shards, plan);
        RequireAll(plan, records, directories);
        if (directories.Any(directory => Path.GetFullPath(directory) == Path.GetFullPath(output)))
        {
            throw new ConfigurationException($"--out {output} is one of the shards; expected another directory");
        }

        SweepDirectory target = SweepDirectory.Open(output);
        ExperimentSweep.Begin(target, plan, identity, resume: false);
        if (keepWeights)
        {
            foreach (SweepRun run in plan.Runs)
            {
                Copy(origins[run.Index]!.Kept(run), target.Kept(run));
            }
        }

        SweepResult result = new(plan, records, isInterrupted: false);
        ExperimentSweep.WriteTables(target, result);
        new SweepManifest(identity, SweepManifest.Completed).Write(target, plan, SweepShard.Whole, records, 1, clock);
        return result;
    }

    private static string IdentityOf(SweepDirectory[] shards)
    {
        string? identity = null;
        foreach (SweepDirectory shard in shards)
        {
            SweepManifest manifest = SweepManifest.TryRead(shard.Manifest)
                ?? throw new BadDataException(shard.Manifest, null, "is not there; expected the directory of a shard, written by sweep --shard");
            identity ??= manifest.Identity;
            if (manifest.Identity != identity)
            {
                throw new BadDataException(shard.Manifest, null, $"is of another configuration or seed than {shards[0].Manifest}; expected shards of one sweep");
            }
        }

        return identity!;
    }

    private static SweepPlan Expand(SweepConfiguration configuration, string manifest)
    {
        try
        {
            return new SweepPlan(configuration);
        }
        catch (ConfigurationException exception)
        {
            throw new BadDataException(manifest, "does not say what is swept: " + exception.Message, exception);
        }
    }

    private static (IReadOnlyList<ProbeRecord>?[] Records, SweepDirectory?[] Origins) Collect(SweepDirectory[] shards, SweepPlan plan)
    {
        IReadOnlyList<ProbeRecord>?[] records = new IReadOnlyList<ProbeRecord>?[plan.Runs.Count];
        SweepDirectory?[] origins = new SweepDirectory?[plan.Runs.Count];
        foreach (SweepDirectory shard in shards)
        {
            IReadOnlyList<ProbeRecord>?[] own = SweepResultsFile.Read(shard, plan);
            for (int i = 0; i < own.Length; i++)
            {
                if (own[i] is not { } rows)
                {
                    continue;
                }

                if (records[i] is { } others && !others.Select(Row).SequenceEqual(rows.Select(Row)))
                {
                    throw new BadDataException(shard.Results, null, $"run {plan.Runs[i].Name} differs from the same run in {origins[i]!.Results}");
                }

                (records[i], origins[i]) = (rows, shard);
            }
        }

        return (records, origins);

        string Row(ProbeRecord record) => record.ToCsv(plan.Layers, plan.Directions);
    }

    private static void RequireAll(SweepPlan plan, IReadOnlyList<ProbeRecord>?[] records, IReadOnlyList<string> directories)
    {
        List<string> missing = [.. plan.Runs.Where(run => records[run.Index] is null).Select(run => run.Name)];
        if (missing.Count > 0)
        {
            string more = missing.Count > MostNamed ? ", ..." : "";
            throw new BadDataException(directories[0], null, string.Create(CultureInfo.InvariantCulture,
                $"{missing.Count} of {plan.Runs.Count} runs are in none of the {directories.Count} directories: {string.Join(", ", missing.Take(MostNamed))}{more}; expected all shards, finished"));
        }
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
    }
}
