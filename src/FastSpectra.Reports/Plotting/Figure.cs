namespace FastSpectra.Reports;

/// <summary>
/// A drawing of one or more panels in a grid, written as one SVG document. Sizes are in pixels of the drawing; the default width is meant to be
/// printed at 86 mm (one column of a two-column page), where the smallest letters are about 6.5 points.
/// </summary>
public sealed class Figure
{
    private const string Fonts = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', 'DejaVu Sans', sans-serif";

    private readonly List<Panel> _panels = [];

    /// <summary>An empty figure.</summary>
    /// <param name="name">File name without extension; letters, digits, hyphens and underscores.</param>
    /// <param name="title">What it shows, in a few words.</param>
    /// <param name="description">The caption: definitions, units, what the lines are.</param>
    /// <exception cref="ArgumentException">The name holds other characters.</exception>
    public Figure(string name, string title, RichText description)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"A figure's name is a file name of letters, digits, '-' and '_', not \"{name}\".", nameof(name));
        Name = name;
        Title = title;
        Description = description;
    }

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    /// <summary>What it shows.</summary>
    public string Title { get; }

    /// <summary>The caption.</summary>
    public RichText Description { get; }

    /// <summary>Width of one panel's box.</summary>
    public double PanelWidth { get; init; } = 420;

    /// <summary>Height of one panel's box.</summary>
    public double PanelHeight { get; init; } = 290;

    /// <summary>Panels in a row.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The panels, row by row.</summary>
    public IReadOnlyList<Panel> Panels => _panels;

    /// <summary>Adds a panel after the others.</summary>
    /// <param name="panel">A new panel.</param>
    public Figure Add(Panel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        _panels.Add(panel);
        return this;
    }

    /// <summary>The SVG document; equal figures give equal text on every system.</summary>
    public string ToSvg() => Render().Svg;

    /// <summary>The SVG and where its panels' frames lie.</summary>
    internal (string Svg, IReadOnlyList<PlotFrame> Frames) Render()
    {
        int columns = Math.Clamp(Columns, 1, Math.Max(1, _panels.Count)), rows = Math.Max(1, (_panels.Count + columns - 1) / columns);
        Margins margins = default;
        foreach (Panel panel in _panels) margins = Margins.Max(margins, panel.Measure(PanelWidth, PanelHeight));
        // A legend above the frame takes its room from outside, so the frame keeps its size.
        double legend = 0;
        foreach (Panel panel in _panels) legend = Math.Max(legend, panel.LegendRoom(PanelWidth, PanelHeight, margins));
        margins = margins with { Top = margins.Top + legend };
        double boxHeight = PanelHeight + legend, width = columns * PanelWidth, height = rows * boxHeight;

        SvgWriter svg = new();
        svg.Begin("svg");
        svg.Attribute("xmlns", "http://www.w3.org/2000/svg");
        svg.Attribute("viewBox", $"0 0 {SvgWriter.Number(width)} {SvgWriter.Number(height)}");
        svg.Attribute("width", width);
        svg.Attribute("height", height);
        svg.Attribute("font-family", Fonts);
        svg.Attribute("fill", "#111111");
        svg.Attribute("role", "img");
        svg.Attribute("aria-labelledby", $"{Name}-title {Name}-description");
        svg.Begin("title");
        svg.Attribute("id", Name + "-title");
        svg.Text(Title);
        svg.End();
        svg.Begin("desc");
        svg.Attribute("id", Name + "-description");
        svg.Text(Description.Text);
        svg.End();
        svg.Rectangle(0, 0, width, height, "#ffffff");
        List<PlotFrame> frames = [];
        for (int i = 0; i < _panels.Count; i++)
            frames.Add(_panels[i].Draw(svg, $"{Name}-clip{i}", i % columns * PanelWidth, i / columns * boxHeight, PanelWidth, boxHeight, margins));
        svg.End();
        return (svg.ToString(), frames);
    }
}
