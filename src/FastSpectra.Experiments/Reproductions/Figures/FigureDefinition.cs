using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>
/// What a figure shows, in words that can be written to a file: the report draws it from the tables that its elements name. Texts are in the
/// report's markup (<c>*italic*</c>, <c>_{sub}</c>, <c>^{super}</c>).
/// </summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Caption">What lines and axes mean.</param>
public sealed record FigureDefinition(string Name, string Title, string Caption)
{
    private readonly List<PanelDefinition> _panels = [];

    /// <summary>Panels in a row.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>Width of a panel's box in pixels.</summary>
    public double PanelWidth { get; init; } = 420;

    /// <summary>Height of a panel's box in pixels.</summary>
    public double PanelHeight { get; init; } = 290;

    /// <summary>The panels, row by row.</summary>
    public IReadOnlyList<PanelDefinition> Panels => _panels;

    /// <summary>Adds a panel.</summary>
    public FigureDefinition Add(PanelDefinition panel)
    {
        _panels.Add(panel);
        return this;
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("title", Title);
        writer.WriteString("caption", Caption);
        writer.WriteNumber("columns", Columns);
        writer.WriteNumber("panel_width", PanelWidth);
        writer.WriteNumber("panel_height", PanelHeight);
        writer.WriteStartArray("panels");
        foreach (PanelDefinition panel in _panels)
        {
            panel.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
