using System.Globalization;
using System.Text;
using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>
/// The report of one run, beside a second one where they are compared.
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
            ReportDocument.AppendFigure(sequence, figure.Figure, svg, frames, string.Create(CultureInfo.InvariantCulture, $" data-step=\"{step}\""), "", "");
            return;
        }
        ReportDocument.AppendFigure(body, figure.Figure, svg, frames, "", "", "");
    }

    internal string ToHtml()
    {
        AddScrubbedSpectra();
        return ReportDocument.ToHtml(Title(run), Notices(), Sections());
    }

    private List<(string Name, string Content)> Sections()
    {
        List<(string Name, string Content)> sections = [];
        void Section(string name, string content)
        {
            if (content.Length > 0) sections.Add((name, content));
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
        Section("Configuration", ReportTables.Configuration(run.Configuration));
        Section("Numbers at the probed steps", run.Metrics is null ? "" : ReportTables.Metrics(run.Metrics));
        Section("Definitions", ReportDefinitions.Html);
        return sections;
    }

    /// <summary>The density of every layer at every probed step under a slider: counts and largest values travel as data and the script draws them.</summary>
    private void AddScrubbedSpectra()
    {
        foreach (string layer in run.Spectra.Matrices("W", "singular_values")) AddScrubbedSpectrum(layer);
    }

    private void AddScrubbedSpectrum(string layer)
    {
        const int Most = 1000, Largest = 10;
        long[] steps = SpectrumFigures.Evenly(run.Spectra.Steps(layer, "singular_values"), Most);
        if (steps.Length < 2) return;
        double[][] values = [.. steps.Select(step => run.Spectra.Values(layer, step, "singular_values")!)];
        MarchenkoPastur? law = SpectrumFigures.Law(run, steps[0], values[0], layer);
        Histogram[] histograms = [.. values.Select(s => SpectrumFigures.LogHistogram(SpectrumFigures.Eigenvalues(s)))];
        Histogram[] filled = [.. histograms.Where(h => h.Total > 0)];
        if (filled.Length == 0) return;
        double low = DecimalLogarithm.Power(filled.Min(h => h.Low) - 0.1), high = DecimalLogarithm.Power(filled.Max(h => h.High) + 0.1);
        double top = filled.Max(h => Enumerable.Range(0, h.Counts.Count).Max(h.Density));
        string name = layer.Length == 1 ? "*W*" : $"*W*_{{{layer[1..]}}}";
        Panel panel = new(new Axis($"eigenvalue λ of {name}^{{T}}{name}", Scale.Log) { Low = low, High = high },
            new Axis("density of log_{10} λ", Scale.Log) { Low = filled.Min(HistogramSeries.SmallestDensity) / 2, High = 2 * top });
        panel.Add(SpectrumFigures.Initial(histograms[0], SpectrumFigures.StepLabel(steps[0]), logarithmic: true));
        if (law is not null) panel.Add(SpectrumFigures.LawLine(law, perDecade: true));
        Figure figure = new(layer.Length == 1 ? "esd_scrubbed" : $"esd_scrubbed_{layer}", layer.Length == 1 ? "Spectral density under a slider" : $"Spectral density of layer {layer} under a slider",
            $"Filled blue: density of log_{{10}} λ of {name}^{{T}}{name} at the chosen step, over the initial density" + (law is null ? "." : " and its Marchenko–Pastur law.")
            + " Ticks on the axis: its ten largest singular values, squared. The slider follows the arrow keys; #step=K behind the page's address opens it at step K.");
        figure.Add(panel);
        StringBuilder data = new("<script type=\"application/json\" data-kind=\"histograms\">[");
        for (int i = 0; i < steps.Length; i++)
        {
            Histogram h = histograms[i];
            if (i > 0) data.Append(',');
            data.Append(CultureInfo.InvariantCulture, $"{{\"s\":{steps[i]},\"a\":{ReadOutData.Number(h.Low)},\"b\":{ReadOutData.Number(h.High)},\"c\":[")
                .AppendJoin(',', h.Counts).Append("],\"t\":").Append(ReadOutData.Numbers(values[i].Where(double.IsFinite).OrderDescending().Take(Largest))).Append('}');
        }
        data.Append("]</script>\n");
        (string svg, IReadOnlyList<PlotFrame> frames) = figure.Render();
        ReportDocument.AppendFigure(Body(SpectrumFigures.StepSection), figure, svg, frames, "", Scrub(steps.Length, steps.Length - 1, "Step of the spectrum"), data.ToString());
    }

    private static string Scrub(int count, int value, string label) => string.Create(CultureInfo.InvariantCulture,
        $"<div class=\"scrub\" hidden><button type=\"button\" class=\"play\">Play</button><input type=\"range\" min=\"0\" max=\"{count - 1}\" value=\"{value}\" aria-label=\"{label}\"><output></output></div>\n");

    private string Notices()
    {
        StringBuilder html = new();
        if (run.Ending is { } ending) html.Append("<p class=\"notice\"><b>The run did not complete.</b> ").Append(SvgWriter.Escape(ending)).Append("</p>\n");
        if (run.Metrics is not { } metrics) return html.ToString();
        List<string> bad = [];
        for (int row = 0; row < metrics.RowCount; row++)
        {
            string status = metrics.Text(row, "status");
            if (status.Length > 0 && status != "ok") bad.Add($"step {metrics.Text(row, "step")}: {status}");
        }
        if (bad.Count == 0) return html.ToString();
        const int Listed = 5;
        html.Append("<p class=\"notice\"><b>Not every step has numbers.</b> ").Append(SvgWriter.Escape(string.Join("; ", bad.Take(Listed))));
        if (bad.Count > Listed) html.Append(CultureInfo.InvariantCulture, $"; and {bad.Count - Listed} more");
        return html.Append(".</p>\n").ToString();
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
}
