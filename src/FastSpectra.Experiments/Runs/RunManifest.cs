using System.Text;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>
/// <c>run.json</c>: what was run, how, how long it took, and the SHA-256 of every result file. The only result file that depends on
/// anything but the configuration.
/// </summary>
internal sealed record RunManifest(string Identity, string Status, string? Reason, long Steps)
{
    private const int SchemaVersion = 1;

    private static readonly JsonWriterOptions s_options = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>Writes the manifest of a run and hashes the files it has at present.</summary>
    public static void Write(
        RunDirectory directory, RunIdentity identity, string status, string? reason, long steps, long totalSteps, int threads, PhaseClock clock)
    {
        List<(string Name, string Hash)> files = [];
        if (status != "running")
        {
            using PhaseClock.Scope scope = clock.Measure(RunPhase.Files);
            foreach (string name in (string[])[RunDirectory.MetricsName, RunDirectory.SpectraName, RunDirectory.WeightsName])
            {
                if (File.Exists(directory.File(name)))
                {
                    files.Add((name, FileHash.Of(directory.File(name))));
                }
            }
        }

        AtomicFile.Write(directory.Manifest, stream =>
        {
            using Utf8JsonWriter writer = new(stream, s_options);
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteString("kind", "run");
            writer.WriteString("version", typeof(RunManifest).Assembly.GetName().Version?.ToString(3));
            writer.WriteString("status", status);
            writer.WriteString("reason", reason);
            writer.WriteNumber("steps", steps);
            writer.WriteNumber("total_steps", totalSteps);
            writer.WriteNumber("seed", identity.Configuration.Seed);
            writer.WritePropertyName("configuration");
            ConfigurationWriter.WriteJson(identity.Configuration, writer);
            identity.WriteInputs(writer);
            writer.WriteString("instruction_set", InstructionSet.Level.ToString());
            writer.WriteNumber("threads", threads);
            writer.WriteStartObject("phases_seconds");
            foreach (RunPhase phase in Enum.GetValues<RunPhase>())
            {
                writer.WriteNumber(phase.ToString().ToLowerInvariant(), Math.Round(clock[phase], 6));
            }

            writer.WriteNumber("total", Math.Round(clock.Total, 6));
            writer.WriteEndObject();
            writer.WriteStartObject("files");
            foreach ((string name, string hash) in files)
            {
                writer.WriteString(name, hash);
            }

            writer.WriteEndObject();
            writer.WriteString("identity", identity.Text);
            writer.WriteEndObject();
        });
    }

    /// <summary>Reads what a resumed run needs to know; null if there is no manifest.</summary>
    /// <exception cref="BadDataException">There is one, but it is not what a run writes.</exception>
    public static RunManifest? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            return new RunManifest(
                root.GetProperty("identity").GetString() ?? string.Empty,
                root.GetProperty("status").GetString() ?? string.Empty,
                root.GetProperty("reason").GetString(),
                root.GetProperty("steps").GetInt64());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new BadDataException(path, "is not the manifest of a run: " + exception.Message, exception);
        }
    }
}
