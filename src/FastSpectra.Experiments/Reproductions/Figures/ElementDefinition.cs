using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>One line, histogram, map or reference line of a panel, drawn from columns of a table.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Table">The table, as <c>STUDY/TABLE</c>; empty for a reference line.</param>
public sealed record ElementDefinition(ElementKind Kind, string Table = "")
{
    /// <summary>Column of the abscissae.</summary>
    public string X { get; init; } = "";

    /// <summary>Column of the ordinates.</summary>
    public string Y { get; init; } = "";

    /// <summary>Column of a map's values.</summary>
    public string Value { get; init; } = "";

    /// <summary>Rows to use: each column has the value.</summary>
    public IReadOnlyList<(string Column, object Value)> Where { get; init; } = [];

    /// <summary>Name in the legend; for a map beside its colour bar. Not listed when null.</summary>
    public string? Label { get; init; }

    /// <summary>Place in the cycle of colours (seven), dashes and markers.</summary>
    public int Style { get; init; }

    /// <summary>No markers, and no dashes for a line.</summary>
    public bool Plain { get; init; }

    /// <summary>Whether it counts for the ordinate's range; laws drawn over data do not.</summary>
    public bool SetsRange { get; init; } = true;

    /// <summary>Where a reference line stands.</summary>
    public double At { get; init; } = double.NaN;

    /// <summary>Whether a reference line is horizontal.</summary>
    public bool IsHorizontal { get; init; } = true;

    /// <summary>Whether a map's colours are logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Value of a map's first colour; from the data when null.</summary>
    public double? Low { get; init; }

    /// <summary>Value of a map's last colour; from the data when null.</summary>
    public double? High { get; init; }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", Kind.ToString().ToLowerInvariant());
        foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("table", Table), ("x", X), ("y", Y), ("value", Value), ("label", Label ?? "")])
        {
            if (text.Length > 0)
            {
                writer.WriteString(name, text);
            }
        }

        if (Where.Count > 0)
        {
            writer.WriteStartObject("where");
            foreach ((string column, object value) in Where)
            {
                writer.WriteString(column, ResultTable.Text(value));
            }

            writer.WriteEndObject();
        }

        writer.WriteNumber("style", Style);
        writer.WriteBoolean("plain", Plain);
        writer.WriteBoolean("sets_range", SetsRange);
        if (Kind == ElementKind.Reference)
        {
            writer.WriteNumber("at", At);
            writer.WriteBoolean("horizontal", IsHorizontal);
        }

        if (Kind == ElementKind.HeatMap)
        {
            writer.WriteBoolean("log", IsLogarithmic);
            if (Low is { } low)
            {
                writer.WriteNumber("low", low);
            }

            if (High is { } high)
            {
                writer.WriteNumber("high", high);
            }
        }

        writer.WriteEndObject();
    }
}
