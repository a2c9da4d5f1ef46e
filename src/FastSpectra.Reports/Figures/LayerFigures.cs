using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>Students of several hidden layers: the spectrum of every layer, first against last step, and its metrics over the steps.</summary>
internal static class LayerFigures
{
    internal const string Section = "Layer by layer";

    // More lines than colours cannot be told apart; the first layers and the last one stand for the others.
    private const int MostLayers = 6;

    /// <summary>No figures for a student of two layers.</summary>
    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        int[] layers = Layers(run);
        if (layers.Length < 2) yield break;
        if (Densities(run, layers) is { } densities) yield return new RunFigure(Section, densities);
        if (run.Metrics is { } metrics && Curves(run, metrics, layers) is { } curves) yield return new RunFigure(Section, curves);
    }

    /// <summary>The hidden layers l of which columns or spectra are recorded, W_1 among them.</summary>
    private static int[] Layers(RunRecord run)
    {
        int count = 1;
        while (run.Metrics?.Has($"W{count + 1}_spectral_norm") == true || run.Spectra.Steps($"W{count + 1}", "singular_values").Length > 0) count++;
        return count <= MostLayers ? [.. Enumerable.Range(1, count)] : [.. Enumerable.Range(1, MostLayers - 1), count];
    }

    private static string Name(int layer) => layer == 1 ? "W" : "W" + layer.ToString(CultureInfo.InvariantCulture);

    private static RichText Symbol(int layer) => string.Create(CultureInfo.InvariantCulture, $"*W*_{{{layer}}}");

    private static Figure? Densities(RunRecord run, int[] layers)
    {
        Figure figure = new("esd_layers", "Spectral density of every hidden layer",
            "Density of log_{10} λ of *W*_{*l*}^{T}*W*_{*l*}, first against last probed step, on a common abscissa. The black curve is the Marchenko–Pastur law of the initial matrix with its measured entry variance.")
        { Columns = Math.Min(3, layers.Length), PanelWidth = layers.Length == 2 ? 310 : 235, PanelHeight = 235 };
        List<(int Layer, long[] Steps, double[] First, double[]? Last)> shown = [];
        foreach (int layer in layers)
        {
            long[] steps = run.Spectra.Steps(Name(layer), "singular_values");
            if (steps.Length == 0) continue;
            shown.Add((layer, steps, run.Spectra.Values(Name(layer), steps[0], "singular_values")!, steps.Length > 1 ? run.Spectra.Values(Name(layer), steps[^1], "singular_values") : null));
        }
        if (shown.Count == 0) return null;
        double[] all = [.. shown.SelectMany(layer => SpectrumFigures.Eigenvalues(layer.First).Concat(SpectrumFigures.Eigenvalues(layer.Last ?? [])))];
        double low = all.DefaultIfEmpty(1).Min(), high = all.DefaultIfEmpty(1).Max();
        foreach ((int layer, long[] steps, double[] first, double[]? last) in shown)
        {
            Panel panel = new(new Axis("eigenvalue λ", Scale.Log) { Low = low / 1.5, High = high > low ? high * 1.5 : null }, new Axis("density of log_{10} λ", Scale.Log)) { Title = Symbol(layer) };
            if (last is not null) panel.Add(SpectrumFigures.Final(SpectrumFigures.LogHistogram(SpectrumFigures.Eigenvalues(last)), SpectrumFigures.StepLabel(steps[^1]), logarithmic: true));
            panel.Add(SpectrumFigures.Initial(SpectrumFigures.LogHistogram(SpectrumFigures.Eigenvalues(first)), SpectrumFigures.StepLabel(steps[0]), logarithmic: true));
            if (SpectrumFigures.Law(run, steps[0], first, Name(layer)) is { } law) panel.Add(SpectrumFigures.LawLine(law, perDecade: true));
            figure.Add(panel);
        }
        return figure;
    }

    private static Figure? Curves(RunRecord run, MetricsTable metrics, int[] layers)
    {
        Figure figure = new("layers", "Every hidden layer over steps",
            "Largest singular value, Hill exponent, distance from the Marchenko–Pastur law and stable rank of every hidden layer; alignment |⟨*v*_{1}(*W*_{*l*}), *u*_{1}(*W*_{*l*−1})⟩| with the direction into which the layer below writes most, for *W*_{1} with the teacher's β; and the kernel-target alignment of the features *Z*_{*l*} that each layer makes.")
        { Columns = 2, PanelWidth = 310, PanelHeight = 235 };
        double[] steps = metrics.Numbers("step");
        foreach ((string column, string above, RichText label, bool log) in ((string, string, RichText, bool)[])
            [
                ("spectral_norm", "spectral_norm", "σ_{1}(*W*_{*l*})", true), ("pl_alpha_hill", "pl_alpha_hill", "α (Hill)", false), ("mp_distance", "mp_distance", "distance from MP law", false),
                ("stable_rank", "stable_rank", "stable rank", true), ("w_beta_alignment", "previous_alignment", "alignment with the layer below", false),
            ])
        {
            Add(figure, steps, label, log, [.. layers.Select(layer => (Symbol(layer), layer == 1 ? column : $"W{layer}_{above}"))], metrics);
        }

        // W_{l+1} reads Z_l; the last features are those of the read-out.
        int last = layers[^1];
        Add(figure, steps, "KTA of *Z*_{*l*}", false, [.. layers.Select(layer => ((RichText)string.Create(CultureInfo.InvariantCulture, $"*Z*_{{{layer}}}"), layer == last ? "kta" : $"W{layer + 1}_input_kta"))], metrics);
        return figure.Panels.Count == 0 ? null : figure;
    }

    private static void Add(Figure figure, double[] steps, RichText label, bool log, (RichText Label, string Column)[] lines, MetricsTable metrics)
    {
        if (!lines.Any(line => metrics.HasNumbers(line.Column))) return;
        Scale scale = log ? Scale.For(lines.SelectMany(line => metrics.Numbers(line.Column))) : Scale.Linear;
        Panel panel = new(MetricFigures.StepAxis(), new Axis(label, scale));
        for (int i = 0; i < lines.Length; i++)
        {
            if (metrics.HasNumbers(lines[i].Column))
                panel.Add(new LineSeries(steps, metrics.Numbers(lines[i].Column)) { Label = lines[i].Label, Colour = Palette.Cycle(i), Dash = Palette.Dash(i), Marker = Palette.Marker(i) });
        }
        figure.Add(panel);
    }
}
