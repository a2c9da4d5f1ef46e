using System.Security.Cryptography;
using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Cli;

/// <summary>Adds files that were made after a run, its plots and report, to the hashes in its <c>run.json</c>.</summary>
internal static class RunManifestFiles
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <param name="directory">The run's directory; without a manifest nothing happens.</param>
    /// <param name="names">Files relative to it.</param>
    /// <param name="seconds">How long they took to make.</param>
    /// <exception cref="BadDataException">The manifest is not one.</exception>
    public static void Add(string directory, IReadOnlyList<string> names, double seconds)
    {
        string path = Path.Combine(directory, "run.json");
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            AtomicFile.Write(path, stream =>
            {
                using Utf8JsonWriter writer = new(stream, s_options);
                writer.WriteStartObject();
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    if (property.Name == "files")
                    {
                        WriteFiles(writer, directory, property.Value, names);
                    }
                    else if (property.Name == "phases_seconds")
                    {
                        WritePhases(writer, property.Value, seconds);
                    }
                    else
                    {
                        property.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            });
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new BadDataException(path, "is not the manifest of a run", exception);
        }
    }

    private static void WriteFiles(Utf8JsonWriter writer, string directory, JsonElement earlier, IReadOnlyList<string> names)
    {
        writer.WriteStartObject("files");
        foreach (JsonProperty file in earlier.EnumerateObject().Where(file => !names.Contains(file.Name) && File.Exists(Path.Combine(directory, file.Name))))
        {
            file.WriteTo(writer);
        }

        foreach (string name in names)
        {
            using FileStream stream = File.OpenRead(Path.Combine(directory, name));
            writer.WriteString(name, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        writer.WriteEndObject();
    }

    private static void WritePhases(Utf8JsonWriter writer, JsonElement earlier, double seconds)
    {
        writer.WriteStartObject("phases_seconds");
        foreach (JsonProperty phase in earlier.EnumerateObject().Where(phase => phase.Name is not ("report" or "total")))
        {
            phase.WriteTo(writer);
        }

        writer.WriteNumber("report", Math.Round(seconds, 6));
        double before = earlier.TryGetProperty("report", out JsonElement report) ? report.GetDouble() : 0;
        if (earlier.TryGetProperty("total", out JsonElement total))
        {
            writer.WriteNumber("total", Math.Round(total.GetDouble() - before + seconds, 6));
        }

        writer.WriteEndObject();
    }
}
