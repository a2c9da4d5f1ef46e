using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>
/// Means over repeats with a band of one standard deviation: at the last step against a varied number, and over steps. Colours and signs follow the
/// plots of arXiv 2406.04657 in the palette that everybody can tell apart: train solid with discs, test dashed with crosses.
/// </summary>
internal static class SweepFigures
{
    internal const string ValueSection = "Last step against the varied key";
    internal const string StepSection = "Over steps";

    // More lines in one panel cannot be told apart.
    private const int MostSeries = 7;

    private static readonly (string Name, string Title, string Axis, (string Column, string Label)[] Lines)[] s_metrics =
    [
        ("losses", "Train and test loss", "loss (MSE)", [("train_loss", "train"), ("test_loss", "test")]),
        ("kta", "Kernel-target alignment", "KTA", [("kta", "KTA")]),
        ("w_beta_alignment", "Alignment with the teacher", "alignment |⟨*v*_{1}, β⟩|", [("w_beta_alignment", "alignment")]),
        ("pl_alpha_hill", "Power-law exponent (Hill)", "PL_Alpha_Hill", [("pl_alpha_hill", "α (Hill)")]),
        ("pl_alpha_ks", "Power-law exponent (KS)", "PL_Alpha_KS", [("pl_alpha_ks", "α (KS)")]),
        ("spectral_norm", "Spectral norm", "spectral norm ‖*W*‖_{2}", [("spectral_norm", "‖*W*‖_{2}")]),
        ("stable_rank", "Stable rank", "stable rank ‖*W*‖_{F}^{2}/‖*W*‖_{2}^{2}", [("stable_rank", "stable rank")]),
    ];

    internal static IEnumerable<RunFigure> Of(SweepRecord sweep)
    {
        // The learning rate where it is varied, else the last varied number, lies on the abscissa.
        string? axis = sweep.Axes.Contains("lr") ? "lr" : sweep.Axes.LastOrDefault(name => sweep.Numbers(name) is not null);
        foreach ((string name, string title, string label, (string Column, string Label)[] lines) in s_metrics)
        {
            if (!lines.Any(line => sweep.HasMean(line.Column))) continue;
            if (axis is not null && sweep.Numbers(axis) is { Length: > 1 } numbers)
                yield return new RunFigure(ValueSection, AgainstValue(sweep, axis, numbers, name, title, label, lines));
        }
        if (sweep.Steps.Count < 3) yield break;
        foreach ((string name, string title, string label, (string Column, string Label)[] lines) in s_metrics)
            if (lines.Any(line => sweep.HasMean(line.Column))) yield return new RunFigure(StepSection, OverSteps(sweep, name, title, label, lines));
    }

    private static Figure AgainstValue(SweepRecord sweep, string axis, double[] numbers, string name, string title, string label, (string Column, string Label)[] lines)
    {
        IGrouping<string, int>[] series = [.. sweep.LastRows.GroupBy(row => sweep.NameWithout(row, axis))];
        Panel panel = NewPanel(new Axis(axis == "lr" ? "learning rate η" : RichText.Plain(axis), Scale.For(numbers)), sweep, label, lines);
        for (int i = 0; i < Math.Min(series.Length, MostSeries); i++)
        {
            int[] rows = [.. series[i].OrderBy(row => Value(sweep, row, axis))];
            AddLines(panel, sweep, lines, series[i].Key, rows, [.. rows.Select(row => Value(sweep, row, axis))], i, series.Length);
        }
        return new Figure($"{name}_vs_{axis}", $"{title} against {axis}", Caption("after the last step", series.Length)).Add(panel);
    }

    private static Figure OverSteps(SweepRecord sweep, string name, string title, string label, (string Column, string Label)[] lines)
    {
        IReadOnlyList<int> last = sweep.LastRows;
        Panel panel = NewPanel(MetricFigures.StepAxis(), sweep, label, lines);
        for (int i = 0; i < Math.Min(last.Count, MostSeries); i++)
        {
            // With more combinations than lines: evenly spread over them, first and last included.
            int chosen = last.Count <= MostSeries ? i : (int)((long)i * (last.Count - 1) / (MostSeries - 1));
            IReadOnlyList<int> rows = sweep.RowsOf(last[chosen]);
            AddLines(panel, sweep, lines, sweep.NameWithout(last[chosen], null), rows, [.. rows.Select(row => Value(sweep, row, "step"))], i, Math.Min(last.Count, MostSeries));
        }
        return new Figure($"{name}_over_steps", $"{title} over steps", Caption("of each combination", last.Count)).Add(panel);
    }

    private static Panel NewPanel(Axis x, SweepRecord sweep, string label, (string Column, string Label)[] lines)
    {
        IReadOnlyList<int> all = [.. Enumerable.Range(0, sweep.RowCount)];
        return new Panel(x, new Axis(label, Scale.For(lines.SelectMany(line => sweep.Statistics(line.Column, all).Mean), ratio: 100)));
    }

    private static void AddLines(
        Panel panel, SweepRecord sweep, (string Column, string Label)[] lines, string name, IReadOnlyList<int> rows, double[] x, int index, int count)
    {
        for (int line = 0; line < lines.Length; line++)
        {
            (double[] mean, double[] deviation) = sweep.Statistics(lines[line].Column, rows);
            // Two combinations: one colour per line, as in the paper (train blue and orange, test green and red).
            string colour = lines.Length > 1 && count <= 2
                ? ((string[])[Palette.Blue, Palette.Orange, Palette.Green, Palette.Vermillion])[(2 * line) + index]
                : Palette.Cycle(index);
            LineDash dash = line == 1 ? LineDash.Dashed : LineDash.Solid;
            MarkerShape marker = lines.Length == 1 ? Palette.Marker(index) : line == 1 ? MarkerShape.Cross : MarkerShape.Circle;
            string label = lines.Length == 1 && name.Length > 0 ? name : name.Length == 0 ? RichText.Parse(lines[line].Label).Text : $"{name}, {lines[line].Label}";
            if (deviation.Any(double.IsFinite))
                panel.Add(new Band(x, [.. mean.Zip(deviation, (m, s) => m - s)], [.. mean.Zip(deviation, (m, s) => m + s)]) { Colour = colour, FillOpacity = 0.15 });
            panel.Add(new LineSeries(x, mean) { Label = RichText.Plain(label), Colour = colour, Dash = dash, Marker = marker });
        }
    }

    private static double Value(SweepRecord sweep, int row, string column) => double.Parse(sweep.Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static RichText Caption(string where, int series)
    {
        string some = series > MostSeries ? string.Create(CultureInfo.InvariantCulture, $" {MostSeries} of {series} combinations are drawn.") : "";
        return $"Mean over repeats {where}; the band is one sample standard deviation to each side. Repeats that diverged are left out.{some}";
    }
}
