using System.Text;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.Experiments;

namespace FastSpectra.Cli;

/// <summary>Where the results of a run go, and what is there already.</summary>
internal static class RunDirectoryName
{
    // File systems allow 255 bytes for a name.
    private const int LongestName = 120;

    /// <summary>The directory for a run without <c>--out</c>: named after the configuration and what replaces values of it.</summary>
    public static string Default(string file, IEnumerable<string> settings, ulong? seed, string? tensors)
    {
        string stem = Path.GetFileNameWithoutExtension(file).TrimStart('.');
        StringBuilder name = new(stem.Length == 0 ? "run" : stem);
        foreach (string setting in settings)
        {
            name.Append('_').Append(setting);
        }

        if (seed is { } value)
        {
            name.Append("_seed=").Append(value);
        }

        if (tensors is not null)
        {
            name.Append('_').Append(Path.GetFileNameWithoutExtension(tensors));
        }

        return Path.Combine("runs", Safe(name.ToString()));
    }

    /// <summary>A text as a name of a directory: other characters than letters, digits and . _ - + = become hyphens.</summary>
    public static string Safe(string text)
    {
        string safe = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || "._-+=".Contains(c, StringComparison.Ordinal) ? c : '-'));
        return safe.Length <= LongestName ? safe : safe[..LongestName];
    }

    /// <summary>Makes sure that a run replaces only results of the same configuration and tensors, and those only where that is asked for.</summary>
    /// <exception cref="UsageException">The directory holds a run of another configuration or other tensors, one of these that is neither continued nor to be
    /// replaced, or result files of unknown origin.</exception>
    /// <exception cref="BadDataException">Its manifest, or the tensors file, cannot be read.</exception>
    public static void RequireUsable(string directory, ExperimentConfiguration configuration, RunOptions options, bool force)
    {
        string manifest = Path.Combine(directory, "run.json");
        ExistingResults.RequireOne(options.Resume, force);
        if (!File.Exists(manifest))
        {
            RequireNoResults(directory);
            return;
        }

        if (options.Resume)
        {
            return;
        }

        string? status;
        string? other;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            status = document.RootElement.GetProperty("status").GetString();
            other = FirstDifference(document.RootElement.GetProperty("configuration"), configuration);
            if (other is null && document.RootElement.GetProperty("tensors_sha256").GetString() != (options.TensorsFile is { } tensors ? FileHash.Of(tensors) : null))
            {
                other = "with other --tensors";
            }

            if (other is null && !SameData(document.RootElement, FileHash.OfData(configuration, options.DataDirectory)))
            {
                other = "with other data files";
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BadDataException(manifest, "is not the manifest of a run; expected another --out, or a directory without it", exception);
        }

        if (other is not null)
        {
            throw new UsageException($"{directory} holds another run ({other}); expected another --out");
        }

        ExistingResults.Require(directory, "this run", status, options.Resume, force);
    }

    private static bool SameData(JsonElement manifest, IReadOnlyDictionary<string, string> now) =>
        manifest.TryGetProperty("data_sha256", out JsonElement recorded)
            ? recorded.EnumerateObject().All(file => now.TryGetValue(file.Name, out string? hash) && hash == file.Value.GetString()) && recorded.EnumerateObject().Count() == now.Count
            : now.Count == 0;

    // Every run writes its manifest first: what stands alone is somebody else's.
    private static void RequireNoResults(string directory)
    {
        foreach (string name in (string[])["metrics.csv", "spectra.safetensors", "weights.safetensors"])
        {
            if (File.Exists(Path.Combine(directory, name)))
            {
                throw new UsageException($"{directory} has a {name} without the run.json of a run; expected another --out, or a directory without it");
            }
        }
    }

    /// <summary>The first key in which two configurations differ, with both values, or null.</summary>
    public static string? FirstDifference(ExperimentConfiguration earlier, ExperimentConfiguration configuration)
    {
        using JsonDocument document = Json(earlier);
        return FirstDifference(document.RootElement, configuration);
    }

    private static JsonDocument Json(ExperimentConfiguration configuration)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            ConfigurationWriter.WriteJson(configuration, writer);
        }

        return JsonDocument.Parse(stream.ToArray());
    }

    private static string? FirstDifference(JsonElement earlier, ExperimentConfiguration configuration)
    {
        using JsonDocument document = Json(configuration);
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            if (!earlier.TryGetProperty(property.Name, out JsonElement value))
            {
                return $"{property.Name} is not in its configuration";
            }

            if (!JsonElement.DeepEquals(property.Value, value))
            {
                return $"{property.Name}: {value.GetRawText()} there, {property.Value.GetRawText()} now";
            }
        }

        return null;
    }
}
