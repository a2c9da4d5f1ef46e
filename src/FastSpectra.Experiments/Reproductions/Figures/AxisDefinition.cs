using System.Text.Json;

namespace FastSpectra.Experiments;

/// <summary>An axis of a panel.</summary>
/// <param name="Label">Name, symbol and unit.</param>
/// <param name="IsLogarithmic">Logarithmic instead of linear.</param>
public sealed record AxisDefinition(string Label, bool IsLogarithmic = false)
{
    /// <summary>Lower end; from the data when null.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end; from the data when null.</summary>
    public double? High { get; init; }

    /// <summary>Whether only integers are labelled.</summary>
    public bool Integers { get; init; }

    internal void Write(string name, Utf8JsonWriter writer)
    {
        writer.WriteStartObject(name);
        writer.WriteString("label", Label);
        writer.WriteBoolean("log", IsLogarithmic);
        if (Low is { } low)
        {
            writer.WriteNumber("low", low);
        }

        if (High is { } high)
        {
            writer.WriteNumber("high", high);
        }

        writer.WriteBoolean("integers", Integers);
        writer.WriteEndObject();
    }
}
