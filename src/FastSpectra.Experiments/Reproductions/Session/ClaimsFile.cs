using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary><c>claims.json</c>: a list with one object per claim.</summary>
public static class ClaimsFile
{
    private const int SchemaVersion = 1;

    /// <summary>Writes the findings as a JSON list.</summary>
    public static void Write(IEnumerable<(Reproduction Reproduction, Claim Claim, Finding Finding)> claims, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach ((Reproduction reproduction, Claim claim, Finding finding) in claims)
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteString("id", claim.Id);
            writer.WriteString("paper", reproduction.Paper.Id);
            writer.WriteString("figure", reproduction.Figure);
            writer.WriteString("claim", claim.Statement);
            writer.WriteString("expected", finding.Expected);
            writer.WriteString("measured", finding.Measured);
            writer.WriteString("verdict", finding.Verdict.ToString().ToLowerInvariant());
            WriteNumber(writer, "value", finding.Value);
            WriteNumber(writer, "standard_error", finding.Uncertainty);
            writer.WriteString("source", claim.Source);
            writer.WriteString("configuration", reproduction.Configuration);
            writer.WriteString("reproduction", reproduction.Id);
            writer.WriteString("plot", $"plots/{claim.Figure}.svg");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
