using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>Names and life of the files of one run's directory. Parts of a run in progress lie in <c>state</c> until it has ended.</summary>
internal sealed class RunDirectory
{
    public const string MetricsName = "metrics.csv";
    public const string SpectraName = "spectra.safetensors";
    public const string WeightsName = "weights.safetensors";
    public const string ManifestName = "run.json";

    private const string StateName = "state";
    private readonly string _path;

    private RunDirectory(string path) => _path = path;

    public string Metrics => File(MetricsName);

    public string Manifest => File(ManifestName);

    public string Checkpoint => Path.Combine(State, "checkpoint.safetensors");

    private string State => File(StateName);

    /// <summary>Creates the directory if need be and makes sure that files can be written into it.</summary>
    public static RunDirectory Open(string path)
    {
        Directory.CreateDirectory(path);
        RunDirectory directory = new(path);
        string trial = directory.File(".writable");
        AtomicFile.WriteAllText(trial, string.Empty);
        System.IO.File.Delete(trial);
        return directory;
    }

    /// <summary>Path of a result file.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Path of the part of a result file that one probe contributes.</summary>
    public string Part(string name, long step) => Path.Combine(State, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step}.{name}"));

    /// <summary>Removes what earlier runs left.</summary>
    public void Clear()
    {
        RemoveState();
        foreach (string name in (ReadOnlySpan<string>)[MetricsName, SpectraName, WeightsName, ManifestName])
        {
            System.IO.File.Delete(File(name));
        }
    }

    public void CreateState() => Directory.CreateDirectory(State);

    public void RemoveState()
    {
        if (Directory.Exists(State))
        {
            Directory.Delete(State, recursive: true);
        }
    }

    /// <summary>Joins the parts of a result file; removes it where there are none.</summary>
    public void Join(string name, IReadOnlyList<long> steps)
    {
        if (steps.Count == 0)
        {
            System.IO.File.Delete(File(name));
            return;
        }

        if (steps.Count == 1)
        {
            System.IO.File.Copy(Part(name, steps[0]), File(name), overwrite: true);
            return;
        }

        using SafetensorsWriter writer = new(File(name));
        foreach (long step in steps)
        {
            using SafetensorsFile part = SafetensorsFile.Open(Part(name, step));
            foreach (StoredTensor tensor in part.Tensors)
            {
                writer.Add(tensor);
            }
        }

        writer.Commit();
    }
}
