using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>A recorded <c>run.json</c> as a claim to check: the inputs of a run and the SHA-256 that each of its result files must have.</summary>
public sealed class ExpectedRun
{
    // A manifest has some kilobytes; the file may come from anywhere.
    private const long LargestFile = 1 << 22;

    private ExpectedRun(string path, ExperimentConfiguration configuration, InputDraw draw, string? tensorsHash, IReadOnlyDictionary<string, string> dataHashes, IReadOnlyDictionary<string, string> files, string? version)
    {
        Path = path;
        Configuration = configuration;
        Draw = draw;
        TensorsHash = tensorsHash;
        DataHashes = dataHashes;
        Files = files;
        Version = version;
    }

    /// <summary>The manifest.</summary>
    public string Path { get; }

    /// <summary>The recorded configuration.</summary>
    public ExperimentConfiguration Configuration { get; }

    /// <summary>The recorded draws of the seed.</summary>
    public InputDraw Draw { get; }

    /// <summary>SHA-256 of the tensors file that the run was given, or null.</summary>
    public string? TensorsHash { get; }

    /// <summary>SHA-256 of the data files by the key that names them; empty where the run had none.</summary>
    public IReadOnlyDictionary<string, string> DataHashes { get; }

    /// <summary>SHA-256 of every result file by its path in the run's directory, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Version of the program that wrote the manifest.</summary>
    public string? Version { get; }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="BadDataException">It cannot be read, is not the manifest of an ended run, or holds no hashes.</exception>
    public static ExpectedRun Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > LargestFile)
            {
                throw new BadDataException(path, null, $"has {file.Length} bytes; expected the run.json of a run, which has fewer than {LargestFile}");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(path, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ConfigurationException)
        {
            throw new BadDataException(path, $"is not the manifest of a run ({exception.Message})", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, "cannot be read; expected the run.json of a run", exception);
        }
    }

    /// <summary>Compares the files of a run's directory with the recorded hashes, in the order of <see cref="Files"/>.</summary>
    /// <param name="directory">Directory of the new run.</param>
    /// <exception cref="BadDataException">A file cannot be read.</exception>
    public IReadOnlyList<FileComparison> Compare(string directory)
    {
        string recorded = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        List<FileComparison> result = [];
        foreach ((string name, string expected) in Files)
        {
            string file = System.IO.Path.Combine(directory, name);
            string? found = File.Exists(file) ? FileHash.Of(file) : null;
            string? difference = found == expected ? null
                : found is null ? "the new run has no such file"
                : name == RunDirectory.MetricsName ? MetricsDifference(System.IO.Path.Combine(recorded, name), file, expected)
                : "the bytes differ";
            result.Add(new FileComparison(name, expected, found, difference));
        }

        return result;
    }

    /// <summary>Makes sure that the data files are those of the record.</summary>
    /// <param name="directory">What their paths are relative to; null for the current directory.</param>
    /// <exception cref="BadDataException">A file is missing or has another SHA-256.</exception>
    public void RequireSameData(string? directory)
    {
        foreach ((string name, string found) in DataFiles.Of(Configuration, directory)?.Hashes() ?? [])
        {
            if (!DataHashes.TryGetValue(name, out string? expected) || expected != found)
            {
                throw new BadDataException(name, null, $"has SHA-256 {found}; expected {expected ?? "none"}, the file that {Path} records");
            }
        }
    }

    private static string MetricsDifference(string recorded, string file, string expected) =>
        File.Exists(recorded) && FileHash.Of(recorded) == expected
            ? MetricsComparison.FirstDifference(File.ReadAllLines(recorded), File.ReadAllLines(file))
            : "the bytes differ";

    private static ExpectedRun Read(string path, JsonElement root)
    {
        string? status = root.GetProperty("status").GetString();
        if (status is not ("completed" or "diverged"))
        {
            throw new BadDataException(path, null, $"is the manifest of a run whose status is '{status}'; expected one that has ended");
        }

        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (JsonProperty file in root.GetProperty("files").EnumerateObject())
        {
            // The name is only ever joined to the new run's directory; one that leads out of it is not a result file.
            string[] parts = file.Name.Split('/', '\\');
            if (System.IO.Path.IsPathRooted(file.Name) || parts.Contains("..") || file.Value.GetString() is not { Length: 64 } hash)
            {
                throw new BadDataException(path, null, $"has '{file.Name}' among its files; expected names within the directory, each with a SHA-256 of 64 digits");
            }

            files[file.Name] = hash.ToLowerInvariant();
        }

        if (files.Count == 0)
        {
            throw new BadDataException(path, null, "holds no hashes of result files; expected at least metrics.csv");
        }

        JsonElement draw = root.GetProperty("draw");
        return new ExpectedRun(
            path,
            ConfigurationReader.ReadRecorded(path, root.GetProperty("configuration")),
            new InputDraw(draw.GetProperty("teacher").GetInt32(), draw.GetProperty("student").GetInt32(), draw.GetProperty("data").GetInt32()),
            root.GetProperty("tensors_sha256").GetString(),
            root.TryGetProperty("data_sha256", out JsonElement data) ? data.EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString() ?? "") : [],
            files,
            root.GetProperty("version").GetString());
    }
}
