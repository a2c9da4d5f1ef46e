using System.Globalization;
using System.Text;

namespace FastSpectra.Reports;

/// <summary>Writes SVG elements as text with fixed number formatting, so that equal figures are equal bytes.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();
    private bool _inTag;

    /// <summary>Starts an element; attributes may follow until content, another element or <see cref="End"/>.</summary>
    internal void Begin(string name)
    {
        CloseTag();
        _text.Append('<').Append(name);
        _open.Push(name);
        _inTag = true;
    }

    internal void Attribute(string name, string value) => _text.Append(' ').Append(name).Append("=\"").Append(Escape(value)).Append('"');

    internal void Attribute(string name, double value) => _text.Append(' ').Append(name).Append("=\"").Append(Number(value)).Append('"');

    internal void Text(string text)
    {
        CloseTag();
        _text.Append(Escape(text));
    }

    internal void End()
    {
        string name = _open.Pop();
        if (_inTag) _text.Append("/>");
        else _text.Append("</").Append(name).Append('>');
        _inTag = false;
        // Whitespace inside a text element would be drawn.
        if (name is not "tspan") _text.Append('\n');
    }

    /// <summary>An element without content.</summary>
    internal void Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Begin(name);
        foreach ((string attribute, string value) in attributes) Attribute(attribute, value);
        End();
    }

    internal void Line(double x1, double y1, double x2, double y2, string stroke, double width, string? dash = null) =>
        Path($"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}", stroke, width, dash: dash);

    /// <summary>A path; without stroke or fill that part is not painted.</summary>
    internal void Path(string data, string? stroke, double width = 1, string? fill = null, double fillOpacity = 1, string? dash = null)
    {
        if (data.Length == 0) return;
        Begin("path");
        Attribute("d", data);
        Attribute("fill", fill ?? "none");
        if (fill is not null && fillOpacity < 1) Attribute("fill-opacity", fillOpacity);
        if (stroke is not null)
        {
            Attribute("stroke", stroke);
            Attribute("stroke-width", width);
            if (dash is not null) Attribute("stroke-dasharray", dash);
        }
        End();
    }

    internal void Rectangle(double x, double y, double width, double height, string? fill, string? stroke = null, double strokeWidth = 1, double fillOpacity = 1)
    {
        Begin("rect");
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", width);
        Attribute("height", height);
        Attribute("fill", fill ?? "none");
        if (fillOpacity < 1) Attribute("fill-opacity", fillOpacity);
        if (stroke is not null)
        {
            Attribute("stroke", stroke);
            Attribute("stroke-width", strokeWidth);
        }
        End();
    }

    /// <summary>At most two decimals, invariant culture, no negative zero: a hundredth of a pixel is below anything visible.</summary>
    internal static string Number(double value)
    {
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>Text for XML and HTML content or attributes; what XML 1.0 cannot hold becomes U+FFFD.</summary>
    internal static string Escape(string text)
    {
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped?.Append(c).Append(text[i + 1]);
                i++;
                continue;
            }
            string? replacement = c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\t' or '\n' or '\r' => null,
                < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
                _ => char.IsSurrogate(c) ? "\uFFFD" : null,
            };
            if (replacement is not null) escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (replacement is null) escaped?.Append(c);
            else escaped!.Append(replacement);
        }
        return escaped?.ToString() ?? text;
    }

    public override string ToString()
    {
        CloseTag();
        return _text.ToString();
    }

    private void CloseTag()
    {
        if (_inTag) _text.Append('>');
        _inTag = false;
    }
}
