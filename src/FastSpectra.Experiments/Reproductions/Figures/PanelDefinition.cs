using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>One set of axes with what is drawn in it.</summary>
/// <param name="X">Abscissa.</param>
/// <param name="Y">Ordinate.</param>
/// <param name="Title">A line above the frame; none when null.</param>
public sealed record PanelDefinition(AxisDefinition X, AxisDefinition Y, string? Title = null)
{
    private readonly List<ElementDefinition> _elements = [];

    /// <summary>Whether named elements are listed.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>What is drawn, in order.</summary>
    public IReadOnlyList<ElementDefinition> Elements => _elements;

    /// <summary>Draws an element over those already there.</summary>
    public PanelDefinition Add(ElementDefinition element)
    {
        _elements.Add(element);
        return this;
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Title is not null)
        {
            writer.WriteString("title", Title);
        }

        X.Write("x", writer);
        Y.Write("y", writer);
        writer.WriteBoolean("legend", ShowLegend);
        writer.WriteStartArray("elements");
        foreach (ElementDefinition element in _elements)
        {
            element.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
