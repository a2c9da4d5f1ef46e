using System.Text.Json;
using FastSpectra.Checkpoints;

namespace FastSpectra.Reports;

/// <summary>What a directory of reproductions holds: the contents of the page, the claims, and the tables that figures are drawn from.</summary>
internal sealed class ReproductionRecord
{
    private readonly string _directory;
    private readonly Dictionary<string, MetricsTable> _tables = new(StringComparer.Ordinal);

    private ReproductionRecord(string directory, JsonElement contents, JsonElement claims)
    {
        _directory = directory;
        Scale = Text(contents, "scale");
        Seed = contents.GetProperty("seed").GetRawText();
        Sections = [.. contents.GetProperty("reproductions").EnumerateArray()];
        Claims = [.. claims.EnumerateArray()];
    }

    /// <summary><c>full</c> or <c>quick</c>.</summary>
    internal string Scale { get; }

    internal string Seed { get; }

    /// <summary>One object per reproduction, in the order of the page.</summary>
    internal IReadOnlyList<JsonElement> Sections { get; }

    /// <summary>One object per claim.</summary>
    internal IReadOnlyList<JsonElement> Claims { get; }

    /// <summary>Reads the directory; null where it holds no reproductions.</summary>
    /// <exception cref="BadDataException">A file in it cannot be read as what it should be.</exception>
    internal static ReproductionRecord? TryRead(string directory)
    {
        string contents = Path.Combine(directory, "reproductions.json"), claims = Path.Combine(directory, "claims.json");
        if (!File.Exists(contents)) return null;
        return new ReproductionRecord(directory, Read(contents, JsonValueKind.Object), Read(claims, JsonValueKind.Array));
    }

    /// <summary>A table of the directory, by <c>STUDY/TABLE</c>.</summary>
    /// <exception cref="BadDataException">There is none of this name.</exception>
    internal MetricsTable Table(string name)
    {
        if (_tables.TryGetValue(name, out MetricsTable? table)) return table;
        string path = Path.Combine([_directory, "data", .. name.Split('/')]) + ".csv";
        if (name.Contains("..", StringComparison.Ordinal) || MetricsTable.Read(path) is not { } read)
            throw new BadDataException(path, null, "file not found; a figure of reproductions.json is drawn from it");
        return _tables[name] = read;
    }

    /// <summary>A text of an object; empty when it has none of this name.</summary>
    internal static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A number of an object; null when it has none of this name.</summary>
    internal static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <summary>Whether an object has this name with the value true.</summary>
    internal static bool Is(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private static JsonElement Read(string path, JsonValueKind kind)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == kind) return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            throw new BadDataException(path, "cannot be read: " + exception.Message, exception);
        }
        throw new BadDataException(path, null, $"is not a JSON {kind.ToString().ToLowerInvariant()}; expected what reproduce writes");
    }
}
