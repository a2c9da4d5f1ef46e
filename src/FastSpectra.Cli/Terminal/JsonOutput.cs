using System.Text.Json;

namespace FastSpectra.Cli;

/// <summary>The one JSON document that <c>--json</c> prints.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a document whose root is an object; nothing appears on stdout if <paramref name="write"/> fails.</summary>
    public static void Print(Action<Utf8JsonWriter> write)
    {
        using MemoryStream document = new();
        using (Utf8JsonWriter writer = new(document, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        document.WriteByte((byte)'\n');
        using Stream output = Console.OpenStandardOutput();
        document.WriteTo(output);
    }
}
