using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>
/// One HTML page that needs nothing but itself: inline figures, style and script, and a content security policy that allows no request at all.
/// </summary>
internal sealed class ReportPage(RunRecord run, RunRecord? second)
{
    private readonly List<string> _sections = [];
    private readonly Dictionary<string, StringBuilder> _bodies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StringBuilder> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sequenceLengths = new(StringComparer.Ordinal);

    /// <summary>Adds a figure to its section.</summary>
    internal void Add(RunFigure figure, string svg, IReadOnlyList<PlotFrame> frames)
    {
        StringBuilder body = Body(figure.Section);
        if (figure.Step is { } step)
        {
            if (!_sequences.TryGetValue(figure.Section, out StringBuilder? sequence)) _sequences[figure.Section] = sequence = new StringBuilder();
            _sequenceLengths[figure.Section] = _sequenceLengths.GetValueOrDefault(figure.Section) + 1;
            AppendFigure(sequence, figure.Figure, svg, frames, string.Create(CultureInfo.InvariantCulture, $" data-step=\"{step}\""), "", "");
            return;
        }
        AppendFigure(body, figure.Figure, svg, frames, "", "", "");
    }

    internal string ToHtml()
    {
        AddScrubbedSpectrum();
        string style = Resource("report.css"), script = Resource("report.js");
        string title = Title(run);
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src '").Append(Hash(style))
            .Append("'; script-src '").Append(Hash(script)).Append("'; base-uri 'none'; form-action 'none'\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<title>").Append(SvgWriter.Escape(title)).Append("</title>\n<style>").Append(style).Append("</style>\n</head>\n<body>\n");
        html.Append("<header>\n<h1>").Append(SvgWriter.Escape(title)).Append("</h1>\n<p class=\"lead\">Singular values of the weights of a two-layer network over training, after arXiv 2406.04657.</p>\n");
        AppendNotices(html);
        List<(string Id, string Name, string Content)> sections = Sections();
        html.Append("<nav>");
        foreach ((string id, string name, _) in sections) html.Append("<a href=\"#").Append(id).Append("\">").Append(SvgWriter.Escape(name)).Append("</a>\n");
        html.Append("</nav>\n</header>\n<main>\n");
        foreach ((string id, string name, string content) in sections)
            html.Append("<section id=\"").Append(id).Append("\">\n<h2>").Append(SvgWriter.Escape(name)).Append("</h2>\n").Append(content).Append("</section>\n");
        html.Append("</main>\n<footer>Every number on this page comes from the result files beside it; the figures are also in <code>plots/</code>.</footer>\n");
        html.Append("<script>").Append(script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private List<(string Id, string Name, string Content)> Sections()
    {
        List<(string Id, string Name, string Content)> sections = [];
        void Section(string name, string content)
        {
            if (content.Length > 0) sections.Add((string.Create(CultureInfo.InvariantCulture, $"s{sections.Count + 1}"), name, content));
        }
        if (second is not null) Section("Configurations of both runs", ReportTables.Difference(run, second));
        Section("At a glance", ReportTables.Summary(run));
        foreach (string name in _sections)
        {
            string content = "<div class=\"grid\">\n" + _bodies[name] + "</div>\n";
            if (_sequences.TryGetValue(name, out StringBuilder? sequence))
                content += "<div class=\"sequence\">" + Scrub(_sequenceLengths[name], 0, "Step of the maps") + sequence + "</div>\n";
            Section(name, content);
        }
        Section("Configuration", ReportTables.Configuration(run));
        Section("Numbers at the probed steps", run.Metrics is null ? "" : ReportTables.Metrics(run.Metrics));
        Section("Definitions", ReportDefinitions.Html);
        return sections;
    }

    /// <summary>The density of every probed step under a slider: the counts travel as data and the script draws them.</summary>
    private void AddScrubbedSpectrum()
    {
        const int Most = 1000;
        long[] steps = SpectrumFigures.Evenly(run.SpectrumSteps, Most);
        if (steps.Length < 2) return;
        double[] first = run.Spectra.Values("W", steps[0], "singular_values")!;
        MarchenkoPastur? law = SpectrumFigures.Law(run, steps[0], first);
        Histogram[] histograms = [.. steps.Select(step => SpectrumFigures.LogHistogram(SpectrumFigures.Eigenvalues(run.Spectra.Values("W", step, "singular_values")!)))];
        Histogram[] filled = [.. histograms.Where(h => h.Total > 0)];
        if (filled.Length == 0) return;
        double low = DecimalLogarithm.Power(filled.Min(h => h.Low) - 0.1), high = DecimalLogarithm.Power(filled.Max(h => h.High) + 0.1);
        double top = filled.Max(h => Enumerable.Range(0, h.Counts.Count).Max(h.Density));
        Panel panel = new(new Axis("eigenvalue λ of *W*^{T}*W*", Scale.Log) { Low = low, High = high },
            new Axis("density of log_{10} λ", Scale.Log) { Low = filled.Min(HistogramSeries.SmallestDensity) / 2, High = 2 * top });
        panel.Add(SpectrumFigures.Initial(histograms[0], SpectrumFigures.StepLabel(steps[0]), logarithmic: true));
        if (law is not null) panel.Add(SpectrumFigures.LawLine(law, perDecade: true));
        Figure figure = new("esd_scrubbed", "Spectral density under a slider", "Filled blue: density of log_{10} λ of *W*^{T}*W* at the chosen step, over the initial density" + (law is null ? "." : " and its Marchenko–Pastur law."));
        figure.Add(panel);
        StringBuilder data = new("<script type=\"application/json\" data-kind=\"histograms\">[");
        for (int i = 0; i < steps.Length; i++)
        {
            Histogram h = histograms[i];
            if (i > 0) data.Append(',');
            data.Append(CultureInfo.InvariantCulture, $"{{\"s\":{steps[i]},\"a\":{ReadOutData.Number(h.Low)},\"b\":{ReadOutData.Number(h.High)},\"c\":[")
                .AppendJoin(',', h.Counts).Append("]}");
        }
        data.Append("]</script>\n");
        (string svg, IReadOnlyList<PlotFrame> frames) = figure.Render();
        AppendFigure(Body(SpectrumFigures.StepSection), figure, svg, frames, "", Scrub(steps.Length, steps.Length - 1, "Step of the spectrum"), data.ToString());
    }

    private static string Scrub(int count, int value, string label) => string.Create(CultureInfo.InvariantCulture,
        $"<div class=\"scrub\" hidden><button type=\"button\" class=\"play\">Play</button><input type=\"range\" min=\"0\" max=\"{count - 1}\" value=\"{value}\" aria-label=\"{label}\"><output></output></div>\n");

    private static void AppendFigure(StringBuilder html, Figure figure, string svg, IReadOnlyList<PlotFrame> frames, string attributes, string before, string data)
    {
        html.Append("<figure data-name=\"").Append(figure.Name).Append('"');
        if (figure.Columns > 1 && figure.Panels.Count > 1) html.Append(figure.Columns > 2 ? " class=\"wide widest\"" : " class=\"wide\"");
        html.Append(attributes).Append(">\n").Append(before).Append("<div class=\"plot\">").Append(svg).Append("</div>\n");
        html.Append("<figcaption><button type=\"button\" class=\"svg\" hidden>Download SVG</button><b>").Append(SvgWriter.Escape(figure.Title)).Append(".</b> ").Append(figure.Description.ToHtml()).Append("</figcaption>\n");
        html.Append("<script type=\"application/json\" data-kind=\"panels\">").Append(ReadOutData.Json(figure, frames)).Append("</script>\n").Append(data).Append("</figure>\n");
    }

    private void AppendNotices(StringBuilder html)
    {
        if (run.Ending is { } ending) html.Append("<p class=\"notice\"><b>The run did not complete.</b> ").Append(SvgWriter.Escape(ending)).Append("</p>\n");
        if (run.Metrics is not { } metrics) return;
        List<string> bad = [];
        for (int row = 0; row < metrics.RowCount; row++)
        {
            string status = metrics.Text(row, "status");
            if (status.Length > 0 && status != "ok") bad.Add($"step {metrics.Text(row, "step")}: {status}");
        }
        if (bad.Count == 0) return;
        const int Listed = 5;
        html.Append("<p class=\"notice\"><b>Not every step has numbers.</b> ").Append(SvgWriter.Escape(string.Join("; ", bad.Take(Listed))));
        if (bad.Count > Listed) html.Append(CultureInfo.InvariantCulture, $"; and {bad.Count - Listed} more");
        html.Append(".</p>\n");
    }

    private StringBuilder Body(string section)
    {
        if (_bodies.TryGetValue(section, out StringBuilder? body)) return body;
        _sections.Add(section);
        return _bodies[section] = new StringBuilder();
    }

    private static string Title(RunRecord record)
    {
        string? optimizer = record.Value("optimizer") switch { "sgd" => "GD", "adam" => "Adam", var other => other };
        if (optimizer == "GD" && record.Value("batch_size") is { } batch && batch != record.Value("n")) optimizer = "SGD";
        List<string> parts = [];
        if (optimizer is not null) parts.Add(optimizer + (record.Value("lr") is { } rate ? ", η = " + rate : ""));
        foreach (string key in (string[])["n", "d", "h", "seed"])
            if (record.Value(key) is { } value) parts.Add($"{key} = {value}");
        return parts.Count == 0 ? "Training run" : "Training run: " + string.Join(", ", parts);
    }

    private static string Hash(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        // The policy names the hash of these very bytes: line ends must not depend on the checkout.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
