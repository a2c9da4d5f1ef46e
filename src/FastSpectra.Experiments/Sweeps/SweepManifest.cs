using System.Text;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary><c>run.json</c> of a sweep: what is swept, how far it is, how long it took, and the SHA-256 of its tables.</summary>
/// <param name="Identity">What decides the results, as one text.</param>
/// <param name="Status"><c>running</c>, <c>interrupted</c>, <c>shard completed</c> or <c>completed</c>.</param>
internal sealed record SweepManifest(string Identity, string Status)
{
    /// <summary>The status of a sweep whose runs are all there.</summary>
    public const string Completed = "completed";

    private const int SchemaVersion = 1;
    private const string Kind = "sweep";

    private static readonly JsonWriterOptions s_options = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>The identity of a sweep: its configuration with all lists, and whether weights are kept.</summary>
    public static string IdentityOf(SweepConfiguration configuration, bool keepWeights, IReadOnlyList<(string Name, string Hash)>? dataHashes = null)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("configuration");
            ConfigurationWriter.WriteJson(configuration, writer);
            writer.WriteBoolean("keep_weights", keepWeights);
            DataFiles.WriteHashes(dataHashes, writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The configuration and the option that <see cref="IdentityOf"/> wrote down.</summary>
    /// <exception cref="BadDataException">It did not.</exception>
    public (SweepConfiguration Configuration, bool KeepWeights) Parse(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Identity);
            JsonElement root = document.RootElement;
            return (ConfigurationReader.ParseSweep(root.GetProperty("configuration").GetRawText(), path), root.GetProperty("keep_weights").GetBoolean());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ConfigurationException)
        {
            throw new BadDataException(path, "does not say what is swept: " + exception.Message, exception);
        }
    }

    /// <summary>Writes the manifest and hashes the tables there are.</summary>
    public void Write(SweepDirectory directory, SweepPlan plan, SweepShard shard, IReadOnlyList<IReadOnlyList<ProbeRecord>?> records, int threads, SweepClock clock) =>
        AtomicFile.Write(directory.Manifest, stream =>
        {
            using Utf8JsonWriter writer = new(stream, s_options);
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteString("kind", Kind);
            writer.WriteString("version", typeof(SweepManifest).Assembly.GetName().Version?.ToString(3));
            writer.WriteString("status", Status);
            writer.WriteNumber("runs_done", records.Count(run => run is not null));
            writer.WriteNumber("runs", plan.Runs.Count);
            writer.WriteStartArray("diverged");
            foreach (SweepRun run in plan.Runs.Where(run => records[run.Index] is { } rows && SweepResult.HasDiverged(rows)))
            {
                writer.WriteStringValue(run.Name);
            }

            writer.WriteEndArray();
            writer.WriteNumber("seed", plan.Configuration.First.Seed);
            writer.WritePropertyName("configuration");
            ConfigurationWriter.WriteJson(plan.Configuration, writer);
            writer.WriteString("shard", shard.ToString());
            writer.WriteString("instruction_set", InstructionSet.Level.ToString());
            writer.WriteNumber("threads", threads);
            clock.Write(writer);
            writer.WriteStartObject("files");
            foreach (string name in (string[])[SweepDirectory.ResultsName, SweepDirectory.SummaryName])
            {
                if (Status is not ("running" or "interrupted") && File.Exists(directory.File(name)))
                {
                    writer.WriteString(name, FileHash.Of(directory.File(name)));
                }
            }

            writer.WriteEndObject();
            writer.WriteString("identity", Identity);
            writer.WriteEndObject();
        });

    /// <summary>Reads what a resumed or merged sweep needs to know; null if there is no manifest.</summary>
    /// <exception cref="BadDataException">There is one, but not of a sweep.</exception>
    public static SweepManifest? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return root.GetProperty("kind").GetString() == Kind
                ? new SweepManifest(root.GetProperty("identity").GetString() ?? "", root.GetProperty("status").GetString() ?? "")
                : throw new BadDataException(path, null, "is of another kind of result; expected that of a sweep, or another directory");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, "is not the manifest of a sweep: " + exception.Message, exception);
        }
    }
}
