using System.Text;
using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Experiments;

/// <summary>
/// Files of a reproduction's directory: <c>data/STUDY/TABLE.csv</c> with a <c>study.json</c> that says the study is finished, and
/// <c>data/STUDY/parts</c> until it is; then claims.json and reproductions.json, and run.json, which alone depends on time and machine.
/// </summary>
internal sealed class ReproductionDirectory
{
    public const string ManifestName = "run.json";
    public const string ClaimsName = "claims.json";
    public const string ContentsName = "reproductions.json";
    private const int SchemaVersion = 1;

    public static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path;
    private readonly string _identity;

    private ReproductionDirectory(string path, string identity)
    {
        _path = path;
        _identity = identity;
    }

    /// <summary>Makes the directory usable: creates it, or checks that what it holds may be continued or replaced.</summary>
    /// <exception cref="ConfigurationException">It holds something else, or reproductions at other sizes or of another seed.</exception>
    public static ReproductionDirectory Open(string path, ReproductionScale scale, ulong seed, bool resume)
    {
        string identity = Identity(scale, seed);
        RunDirectory.Open(path);
        ReproductionDirectory directory = new(path, identity);
        string? earlier = directory.ReadManifest(resume);
        if (earlier is not null && resume && earlier != identity)
        {
            throw new ConfigurationException($"{path} holds reproductions of another kind ({earlier}); this is {identity}. Choose another directory, or run without resuming to replace it");
        }

        if (earlier is null && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new ConfigurationException($"{path} holds other files and no reproductions; expected an empty or new directory (--out)");
        }

        if (!resume)
        {
            directory.Clear();
        }

        return directory;
    }

    /// <summary>The status of the reproductions of a directory, with their sizes and seed where these are others; null where there are none.</summary>
    public static string? StatusOf(string path, ReproductionScale scale, ulong seed) => Read(Path.Combine(path, ManifestName), root =>
    {
        string? status = root.GetProperty("status").GetString(), identity = root.GetProperty("identity").GetString();
        return identity == Identity(scale, seed) ? status : $"{status}, {identity}";
    });

    private static string Identity(ReproductionScale scale, ulong seed) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scale.ToString().ToLowerInvariant()} seed={seed}");

    /// <summary>Seconds of each finished study, those of earlier sessions included.</summary>
    public Dictionary<string, double> Seconds { get; } = new(StringComparer.Ordinal);

    public string File(string name) => Path.Combine(_path, name);

    public string Parts(Study study) => Path.Combine(Folder(study), "parts");

    /// <summary>The tables of a finished study; null where it is not finished.</summary>
    public Dictionary<string, ResultTable>? TryRead(Study study)
    {
        string manifest = Path.Combine(Folder(study), "study.json");
        if (!System.IO.File.Exists(manifest))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(manifest));
            Dictionary<string, ResultTable> tables = new(StringComparer.Ordinal);
            foreach (JsonElement name in document.RootElement.GetProperty("tables").EnumerateArray())
            {
                tables.Add(name.GetString()!, ResultTable.Read(Path.Combine(Folder(study), name.GetString() + ".csv")));
            }

            return tables;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BadDataException(manifest, "is not the manifest of a study: " + exception.Message, exception);
        }
    }

    /// <summary>Writes the tables of a finished study and removes its parts.</summary>
    public void Write(Study study, IReadOnlyDictionary<string, ResultTable> tables)
    {
        Directory.CreateDirectory(Folder(study));
        foreach ((string name, ResultTable table) in tables)
        {
            table.Write(Path.Combine(Folder(study), name + ".csv"));
        }

        AtomicFile.Write(Path.Combine(Folder(study), "study.json"), stream =>
        {
            using Utf8JsonWriter writer = new(stream, Json);
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteString("identity", _identity);
            writer.WriteStartArray("tables");
            foreach (string name in tables.Keys)
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        if (Directory.Exists(Parts(study)))
        {
            Directory.Delete(Parts(study), recursive: true);
        }
    }

    /// <summary>Writes run.json: what was asked for, how it ended, how long each study took.</summary>
    public void WriteManifest(IEnumerable<Reproduction> reproductions, string status, int threads) =>
        AtomicFile.Write(File(ManifestName), stream =>
        {
            using Utf8JsonWriter writer = new(stream, Json);
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteString("kind", "reproduce");
            writer.WriteString("version", typeof(ReproductionDirectory).Assembly.GetName().Version?.ToString(3));
            writer.WriteString("status", status);
            writer.WriteString("identity", _identity);
            writer.WriteStartArray("reproductions");
            foreach (Reproduction reproduction in reproductions)
            {
                writer.WriteStringValue(reproduction.Id);
            }

            writer.WriteEndArray();
            writer.WriteString("instruction_set", LinearAlgebra.InstructionSet.Level.ToString());
            writer.WriteNumber("threads", threads);
            writer.WriteStartObject("studies_seconds");
            foreach ((string name, double time) in Seconds)
            {
                writer.WriteNumber(name, Math.Round(time, 3));
            }

            writer.WriteEndObject();
            writer.WriteStartObject("files");
            if (status == "completed")
            {
                foreach (string file in ResultFiles())
                {
                    writer.WriteString(file.Replace('\\', '/'), FileHash.Of(File(file)));
                }
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private string Folder(Study study) => Path.Combine(_path, "data", study.Name);

    private IEnumerable<string> ResultFiles() =>
        Directory.EnumerateFiles(File("data"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_path, file))
            .Concat([ClaimsName, ContentsName]).Order(StringComparer.Ordinal);

    // What an earlier session was asked for, null if there was none; where it is continued, its seconds count.
    private string? ReadManifest(bool resume) => Read(File(ManifestName), root =>
    {
        if (resume)
        {
            foreach (JsonProperty study in root.GetProperty("studies_seconds").EnumerateObject())
            {
                Seconds[study.Name] = study.Value.GetDouble();
            }
        }

        return root.GetProperty("identity").GetString();
    });

    // Null where there is no manifest, or that of something else.
    private static string? Read(string manifest, Func<JsonElement, string?> part)
    {
        if (!System.IO.File.Exists(manifest))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(manifest));
            return document.RootElement.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "reproduce" ? part(document.RootElement) : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BadDataException(manifest, "is not the manifest of reproductions: " + exception.Message, exception);
        }
    }

    // Only what reproductions write is ever removed.
    private void Clear()
    {
        foreach (string name in (ReadOnlySpan<string>)["data", "plots"])
        {
            if (Directory.Exists(File(name)))
            {
                Directory.Delete(File(name), recursive: true);
            }
        }

        foreach (string name in (ReadOnlySpan<string>)[ClaimsName, ContentsName, "report.html"])
        {
            System.IO.File.Delete(File(name));
        }
    }
}
