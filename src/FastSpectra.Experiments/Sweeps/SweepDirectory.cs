using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>
/// Names and life of a sweep's files. A finished run is <c>parts/NAME.csv</c> until the tables are written, an unfinished one lies in
/// <c>parts/NAME</c>; with kept weights its files are in <c>runs/NAME</c>. Only names of the sweep's own runs are ever removed.
/// </summary>
internal sealed class SweepDirectory
{
    public const string ResultsName = "results.csv";
    public const string SummaryName = "summary.csv";
    public const string ManifestName = "run.json";

    private readonly string _path;

    private SweepDirectory(string path) => _path = path;

    public string Manifest => Path.Combine(_path, ManifestName);

    public string Results => Path.Combine(_path, ResultsName);

    public string Summary => Path.Combine(_path, SummaryName);

    /// <summary>A directory to read from.</summary>
    public static SweepDirectory At(string path) => new(path);

    /// <summary>Creates the directory if need be and makes sure that files can be written into it.</summary>
    public static SweepDirectory Open(string path)
    {
        RunDirectory.Open(path);
        return new SweepDirectory(path);
    }

    /// <summary>Path of a result file.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>The rows of a finished run, in the form of <c>metrics.csv</c>.</summary>
    public string Part(SweepRun run) => Path.Combine(_path, "parts", run.Name + ".csv");

    /// <summary>Where a run keeps its files while it is in progress.</summary>
    public string StateOf(SweepRun run) => Path.Combine(_path, "parts", run.Name);

    /// <summary>Where the files of a run stay that keeps its weights.</summary>
    public string Kept(SweepRun run) => Path.Combine(_path, "runs", run.Name);

    /// <summary>Writes the rows of a finished run, so that nothing but the whole part is ever seen.</summary>
    public void WritePart(SweepRun run, IReadOnlyList<ProbeRecord> records)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Part(run))!);
        AtomicFile.WriteAllText(Part(run), string.Concat(records.Select(record => record.ToCsv()).Prepend(MetricColumns.Header(run.Configuration.L, run.Configuration.TeacherDirections)).Select(line => line + "\n")));
    }

    /// <summary>Removes what earlier sweeps of the same runs left.</summary>
    public void Clear(SweepPlan plan)
    {
        RemoveParts(plan);
        foreach (SweepRun run in plan.Runs)
        {
            RemoveDirectory(Kept(run));
        }

        RemoveIfEmpty("runs");
        foreach (string file in (ReadOnlySpan<string>)[Results, Summary, Manifest])
        {
            System.IO.File.Delete(file);
        }
    }

    /// <summary>Removes the parts, whose rows are in the tables by now.</summary>
    public void RemoveParts(SweepPlan plan)
    {
        if (!Directory.Exists(Path.Combine(_path, "parts")))
        {
            return;
        }

        foreach (SweepRun run in plan.Runs)
        {
            System.IO.File.Delete(Part(run));
            RemoveDirectory(StateOf(run));
        }

        RemoveIfEmpty("parts");
    }

    public static void RemoveDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void RemoveIfEmpty(string name)
    {
        string path = Path.Combine(_path, name);
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }
}
