using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>Two runs on the same axes: metrics over steps, final spectra.</summary>
internal static class ComparisonFigures
{
    internal const string Section = "Comparison of two runs";

    internal static IEnumerable<RunFigure> Of(RunRecord a, RunRecord b)
    {
        (string Column, RichText Label)[] metrics =
        [
            ("train_loss", "train loss (MSE)"), ("test_loss", "test loss (MSE)"), ("kta", "KTA"),
            ("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|"), ("pl_alpha_hill", "PL_Alpha_Hill"),
            ("pl_alpha_ks", "PL_Alpha_KS"), ("spectral_norm", "spectral norm ‖*W*‖_{2}"), ("stable_rank", "stable rank"),
        ];
        Figure figure = new("compare_metrics", "Metrics of both runs over steps", "The same metrics of run A (solid) and run B (dashed) at their probed steps.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 220 };
        foreach ((string column, RichText label) in metrics)
        {
            double[] first = a.Metrics?.Numbers(column) ?? [], second = b.Metrics?.Numbers(column) ?? [];
            if (!first.Concat(second).Any(double.IsFinite)) continue;
            Panel panel = new(MetricFigures.StepAxis(), new Axis(label, Scale.For(first.Concat(second))));
            if (a.Metrics is { } stepsA) panel.Add(new LineSeries(stepsA.Numbers("step"), first) { Label = "A", Marker = MarkerShape.Circle });
            if (b.Metrics is { } stepsB) panel.Add(new LineSeries(stepsB.Numbers("step"), second) { Label = "B", Colour = Palette.Vermillion, Dash = LineDash.Dashed, Marker = MarkerShape.Cross });
            figure.Add(panel);
        }
        if (figure.Panels.Count > 0) yield return new RunFigure(Section, figure);
        if (Spectra(a, b) is { } spectra) yield return new RunFigure(Section, spectra);
    }

    private static Figure? Spectra(RunRecord a, RunRecord b)
    {
        if (a.SpectrumSteps.Length == 0 || b.SpectrumSteps.Length == 0) return null;
        Panel density = new(new Axis("eigenvalue λ of *W*^{T}*W*", Scale.Log), new Axis("density of log_{10} λ", Scale.Log));
        Panel values = new(new Axis("rank *i*", Scale.Log) { Integers = true, Padding = 0.02 }, new Axis("singular value σ_{*i*}", Scale.Log));
        foreach ((RunRecord run, string name) in ((RunRecord, string)[])[(a, "A"), (b, "B")])
        {
            long step = run.SpectrumSteps[^1];
            double[] s = run.Spectra.Values("W", step, "singular_values")!;
            RichText label = RichText.Plain(name + ", ").Append(SpectrumFigures.StepLabel(step));
            Histogram histogram = SpectrumFigures.LogHistogram(SpectrumFigures.Eigenvalues(s));
            density.Add(name == "A" ? SpectrumFigures.Final(histogram, label, true) : SpectrumFigures.Initial(histogram, label, true));
            double[] index = [.. Enumerable.Range(1, s.Length).Select(i => (double)i)];
            values.Add(new LineSeries(index, s) { Label = label, Width = 2, Colour = name == "A" ? Palette.Blue : Palette.Vermillion, Dash = name == "A" ? LineDash.Solid : LineDash.Dashed });
        }
        return new Figure("compare_spectra", "Final spectra of both runs", "Spectral density of *W*^{T}*W* and singular values by rank at the last recorded step of each run.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }.Add(density).Add(values);
    }
}
