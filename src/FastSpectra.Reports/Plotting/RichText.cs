using System.Text;

namespace FastSpectra.Reports;

/// <summary>
/// A line of text with italics, subscripts and superscripts. Markup: <c>*W*</c> italic, <c>_{1}</c> subscript, <c>^{T}</c> superscript,
/// a backslash takes the next character as it is. Text that comes from a user goes through <see cref="Plain"/>.
/// </summary>
public sealed class RichText
{
    private const double Small = 0.72;

    private readonly List<Span> _spans;

    private RichText(List<Span> spans) => _spans = spans;

    /// <summary>The text without its markup.</summary>
    public string Text => string.Concat(_spans.Select(span => span.Text));

    /// <summary>Text shown exactly as given.</summary>
    /// <param name="text">Any text; characters XML cannot hold are replaced when written.</param>
    public static RichText Plain(string text) => new([new Span(text, Italic: false, Level: 0)]);

    /// <summary>Reads the markup described at the type.</summary>
    /// <param name="markup">Text with markup; an unclosed brace or asterisk reaches to the end.</param>
    public static RichText Parse(string markup)
    {
        ArgumentNullException.ThrowIfNull(markup);
        List<Span> spans = [];
        StringBuilder text = new();
        bool italic = false;
        int level = 0;
        void Flush()
        {
            if (text.Length > 0) spans.Add(new Span(text.ToString(), italic, level));
            text.Clear();
        }
        for (int i = 0; i < markup.Length; i++)
        {
            char c = markup[i];
            if (c == '\\' && i + 1 < markup.Length) text.Append(markup[++i]);
            else if (c == '*')
            {
                Flush();
                italic = !italic;
            }
            else if (c is '_' or '^' && i + 1 < markup.Length && markup[i + 1] == '{')
            {
                Flush();
                level = c == '_' ? -1 : 1;
                i++;
            }
            else if (c == '}' && level != 0)
            {
                Flush();
                level = 0;
            }
            else text.Append(c);
        }
        Flush();
        return new RichText(spans);
    }

    /// <summary>Markup is read from constants in code, so a string stands for its parsed form.</summary>
    /// <param name="markup">Text with markup.</param>
    public static implicit operator RichText(string markup) => Parse(markup);

    /// <summary>This text followed by another.</summary>
    /// <param name="other">What follows.</param>
    public RichText Append(RichText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RichText([.. _spans, .. other._spans]);
    }

    /// <summary>Approximate width in units of the font size's unit, from the metrics of Helvetica.</summary>
    /// <param name="fontSize">Size of the normal letters.</param>
    public double Width(double fontSize) =>
        _spans.Sum(span => TextMetrics.Width(span.Text, span.Level == 0 ? fontSize : Small * fontSize));

    /// <summary>Writes one SVG text element.</summary>
    internal void Draw(SvgWriter svg, double x, double y, double fontSize, string anchor = "start", double rotate = 0, string? fill = null, bool bold = false)
    {
        svg.Begin("text");
        svg.Attribute("x", x);
        svg.Attribute("y", y);
        svg.Attribute("font-size", fontSize);
        if (anchor != "start") svg.Attribute("text-anchor", anchor);
        if (rotate != 0) svg.Attribute("transform", $"rotate({SvgWriter.Number(rotate)} {SvgWriter.Number(x)} {SvgWriter.Number(y)})");
        if (fill is not null) svg.Attribute("fill", fill);
        if (bold) svg.Attribute("font-weight", "bold");
        double shift = 0;
        foreach (Span span in _spans)
        {
            // SVG y grows downwards; a shift stays in force for what follows, so each span gives the difference.
            double wanted = span.Level switch { < 0 => 0.24 * fontSize, > 0 => -0.38 * fontSize, _ => 0 };
            if (span is { Italic: false, Level: 0 } && wanted == shift)
            {
                svg.Text(span.Text);
                continue;
            }
            svg.Begin("tspan");
            if (wanted != shift) svg.Attribute("dy", wanted - shift);
            if (span.Level != 0) svg.Attribute("font-size", Small * fontSize);
            if (span.Italic) svg.Attribute("font-style", "italic");
            svg.Text(span.Text);
            svg.End();
            shift = wanted;
        }
        svg.End();
    }

    /// <summary>The same text as HTML with i, sub and sup.</summary>
    internal string ToHtml()
    {
        StringBuilder html = new();
        foreach (Span span in _spans)
        {
            string text = SvgWriter.Escape(span.Text);
            if (span.Italic) text = $"<i>{text}</i>";
            html.Append(span.Level switch { < 0 => $"<sub>{text}</sub>", > 0 => $"<sup>{text}</sup>", _ => text });
        }
        return html.ToString();
    }

    private readonly record struct Span(string Text, bool Italic, int Level);
}
