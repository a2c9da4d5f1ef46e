using System.Globalization;
using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>What one run directory holds, as far as it is there: any file or column may be missing.</summary>
internal sealed class RunRecord : IDisposable
{
    private RunRecord(string directory)
    {
        Spectra = new StepTensors(Path.Combine(directory, "spectra.safetensors"));
        Weights = new StepTensors(Path.Combine(directory, "weights.safetensors"));
        Metrics = MetricsTable.Read(Path.Combine(directory, "metrics.csv"));
        (Configuration, Ending) = ReadManifest(Path.Combine(directory, "run.json"));
    }

    /// <summary>One row per probed step; null when there is no such file.</summary>
    internal MetricsTable? Metrics { get; }

    internal StepTensors Spectra { get; }

    internal StepTensors Weights { get; }

    /// <summary>The resolved configuration in file order, values as JSON writes them (strings without quotes).</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Configuration { get; }

    /// <summary>How a run ended that did not complete, in words; null for a complete one.</summary>
    internal string? Ending { get; }

    /// <summary>Steps with singular values of W.</summary>
    internal long[] SpectrumSteps => Spectra.Steps("W", "singular_values");

    /// <summary>Rows of W (h) and columns (d), from the configuration or else from the weights; null when neither is known.</summary>
    internal (long H, long D)? Shape
    {
        get
        {
            if (Number("h") is { } h && Number("d") is { } d && h >= 1 && d >= 1 && h < 1e9 && d < 1e9) return ((long)h, (long)d);
            long[] steps = Weights.Steps("W", "");
            return steps.Length == 0 ? null : Weights.Shape("W", steps[0], "");
        }
    }

    /// <summary>Reads a run directory.</summary>
    /// <exception cref="BadDataException">The directory does not exist, holds no result of a run, or a file in it cannot be read as what it should be.</exception>
    internal static RunRecord Read(string directory)
    {
        if (!Directory.Exists(directory)) throw new BadDataException(directory, null, "is not a directory; expected the --out directory of a run");
        RunRecord record = new(directory);
        if (record.Metrics is not null || record.SpectrumSteps.Length > 0) return record;
        record.Dispose();
        throw new BadDataException(directory, null, "holds neither metrics.csv nor spectra.safetensors; expected the --out directory of a run");
    }

    /// <summary>The text of a configuration value; null when it is not recorded.</summary>
    internal string? Value(string key)
    {
        foreach (KeyValuePair<string, string> entry in Configuration)
            if (entry.Key == key) return entry.Value;
        return null;
    }

    /// <summary>A configuration value as a number; null when it is not one.</summary>
    internal double? Number(string key) =>
        double.TryParse(Value(key), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    public void Dispose()
    {
        Spectra.Dispose();
        Weights.Dispose();
    }

    /// <summary>The configuration in a manifest, and how what it describes ended unless it completed; both empty without a manifest.</summary>
    internal static (List<KeyValuePair<string, string>> Configuration, string? Ending) ReadManifest(string path)
    {
        List<KeyValuePair<string, string>> entries = [];
        if (!File.Exists(path)) return (entries, null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (entries, null);
            if (root.TryGetProperty("configuration", out JsonElement configuration) && configuration.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty property in configuration.EnumerateObject())
                    entries.Add(new(property.Name, Text(property.Value)));
            string status = root.TryGetProperty("status", out JsonElement word) ? Text(word) : "completed";
            string reason = root.TryGetProperty("reason", out JsonElement cause) && cause.ValueKind == JsonValueKind.String ? ": " + cause.GetString() : "";
            return (entries, status == "completed" ? null : status + reason);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new BadDataException(path, "is not JSON: " + exception.Message, exception);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
