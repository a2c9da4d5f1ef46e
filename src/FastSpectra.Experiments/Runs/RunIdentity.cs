using System.Text;
using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>Everything the results of a run depend on: two runs of one identity give the same bytes.</summary>
/// <param name="Configuration">The resolved configuration.</param>
/// <param name="Draw">Which draws of the seed are used.</param>
/// <param name="TensorsHash">SHA-256 of the tensors file that replaces what is random, or null.</param>
/// <param name="DataHashes">SHA-256 of the data files by the key that names them, or null.</param>
internal sealed record RunIdentity(ExperimentConfiguration Configuration, InputDraw Draw, string? TensorsHash, IReadOnlyList<(string Name, string Hash)>? DataHashes = null)
{
    /// <summary>The identity as one line of text, to be compared.</summary>
    public string Text
    {
        get
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter writer = new(stream))
            {
                writer.WriteStartObject();
                writer.WritePropertyName("configuration");
                ConfigurationWriter.WriteJson(Configuration, writer);
                WriteInputs(writer);
                writer.WriteEndObject();
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    /// <summary>Writes what is known of the inputs beside the configuration, as properties of the current object.</summary>
    public void WriteInputs(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("draw");
        writer.WriteNumber("teacher", Draw.Teacher);
        writer.WriteNumber("student", Draw.Student);
        writer.WriteNumber("data", Draw.Data);
        writer.WriteEndObject();
        writer.WriteString("tensors_sha256", TensorsHash);
        DataFiles.WriteHashes(DataHashes, writer);
    }
}
