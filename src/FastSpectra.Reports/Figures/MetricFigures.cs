namespace FastSpectra.Reports;

/// <summary>Curves over steps: losses, kernel alignment, power-law exponents, norms.</summary>
internal static class MetricFigures
{
    internal const string Section = "Training and generalisation";
    internal const string SpectrumSection = "Spectrum over steps";

    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        foreach (RunFigure figure in TrainingLoss(run)) yield return figure;
        if (run.Metrics is not { } metrics) yield break;
        double[] steps = metrics.Numbers("step");

        bool ridge = run.Value("fix_last_layer") is not "false";
        Figure? losses = Curves(metrics, steps, "losses", "Train and test loss over steps",
            ridge
                ? "Mean squared error of the ridge read-out fitted on the probe set with the weights of each step: on the probe set (train) and on the test set (test)."
                : "Mean squared error of the network itself: on the step's training batch (train) and on the test set (test).",
            ridge ? "ridge loss (MSE)" : "loss (MSE)",
            [("train_loss", ridge ? "train (probe set)" : "train", Palette.Blue, LineDash.Solid, MarkerShape.Circle), ("test_loss", "test", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross)]);
        if (losses is not null) yield return new RunFigure(Section, losses);

        Figure? kta = Curves(metrics, steps, "kta", "Kernel-target alignment over steps",
            "KTA = ⟨*ZZ*^{T}, *yy*^{T}⟩ / (‖*ZZ*^{T}‖_{F} ‖*yy*^{T}‖_{F}) of the hidden features *Z* on the probe set, not centred.",
            "KTA", [("kta", null, Palette.Blue, LineDash.Solid, MarkerShape.Circle)]);
        if (kta is not null) yield return new RunFigure(Section, kta);

        if (metrics.Numbers("learning_rate").Where(double.IsFinite).Distinct().Count() > 1
            && Curves(metrics, steps, "learning_rate", "Learning rate over steps", "Learning rate η of the step that led to each probe.", "learning rate η",
                [("learning_rate", null, Palette.Blue, LineDash.Solid, MarkerShape.Circle)]) is { } rates)
            yield return new RunFigure(Section, rates);

        Figure? alphas = Curves(metrics, steps, "pl_alphas", "Power-law exponents over steps",
            "Exponent α of a tail density λ^{−α} of the eigenvalues of *W*^{T}*W*: Hill estimate over the upper half (PL_Alpha_Hill) and at the threshold with the smallest Kolmogorov-Smirnov distance (PL_Alpha_KS). A smaller exponent is a heavier tail.",
            "power-law exponent α", [("pl_alpha_hill", "Hill", Palette.Blue, LineDash.Solid, MarkerShape.Circle), ("pl_alpha_ks", "Kolmogorov–Smirnov", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross)]);
        if (alphas is not null) yield return new RunFigure(SpectrumSection, alphas);

        if (Norms(run, metrics, steps) is { } norms) yield return new RunFigure(SpectrumSection, norms);
        Figure? update = Curves(metrics, steps, "update_norms", "Norms of the update over steps",
            "Spectral and Frobenius norm of the update *M* = *W*_{*t*} − *W*_{*t*−1} of each probed step; their ratio squared is the stable rank of the update.",
            "norm of the update *M*",
            [("update_frobenius_norm", "Frobenius norm", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross), ("update_spectral_norm", "spectral norm", Palette.Blue, LineDash.Solid, MarkerShape.Circle)]);
        if (update is not null) yield return new RunFigure(SpectrumSection, update);
    }

    /// <summary>Panels of leading singular values, stable rank, number of values above the initial edge and distance from the Marchenko-Pastur law.</summary>
    private static Figure? Norms(RunRecord run, MetricsTable metrics, double[] steps)
    {
        Figure figure = new("norms", "Singular values, rank and bulk over steps",
            "First and second singular value of *W*; stable rank ‖*W*‖_{F}^{2} / ‖*W*‖_{2}^{2}; number of singular values above the edge of the initial law; Kolmogorov distance of the eigenvalues from the Marchenko–Pastur law.")
        { Columns = 2, PanelWidth = 310, PanelHeight = 225 };
        if (metrics.HasNumbers("spectral_norm"))
        {
            double[] first = metrics.Numbers("spectral_norm"), second = metrics.Numbers("second_singular_value");
            Panel panel = new(StepAxis(), new Axis("singular values σ_{1}, σ_{2}", Scale.For(first.Concat(second))));
            panel.Add(new LineSeries(steps, first) { Label = "σ_{1}", Marker = MarkerShape.Circle });
            if (metrics.HasNumbers("second_singular_value")) panel.Add(new LineSeries(steps, second) { Label = "σ_{2}", Colour = Palette.Vermillion, Dash = LineDash.Dashed, Marker = MarkerShape.Cross });
            if (run.Shape is { } shape) panel.Add(new ReferenceLine(Math.Sqrt(shape.H) + Math.Sqrt(shape.D), horizontal: true) { Label = "√*h* + √*d*", Colour = Palette.Black, SetsRange = true });
            figure.Add(panel);
        }
        foreach ((string column, RichText label) in ((string, RichText)[])
            [("stable_rank", "stable rank ‖*W*‖_{F}^{2}/‖*W*‖_{2}^{2}"), ("values_above_edge", "singular values above edge"), ("mp_distance", "distance from MP law")])
        {
            if (!metrics.HasNumbers(column)) continue;
            double[] values = metrics.Numbers(column);
            figure.Add(new Panel(StepAxis(), new Axis(label, column == "mp_distance" ? Scale.Linear : Scale.For(values)) { Integers = column == "values_above_edge" }) { ShowLegend = false }
                .Add(new LineSeries(steps, values) { Label = RichText.Plain(label.Text), Marker = MarkerShape.Circle }));
        }
        return figure.Panels.Count == 0 ? null : figure;
    }

    /// <summary>A figure with one line per column that holds numbers; null when none does.</summary>
    internal static Figure? Curves(MetricsTable metrics, double[] steps, string name, string title, RichText description, RichText yLabel,
        (string Column, string? Label, string Colour, LineDash Dash, MarkerShape Marker)[] lines, Scale? scale = null)
    {
        var present = lines.Where(line => metrics.HasNumbers(line.Column)).ToArray();
        if (present.Length == 0) return null;
        Panel panel = new(StepAxis(), new Axis(yLabel, scale ?? Scale.For(present.SelectMany(line => metrics.Numbers(line.Column)))))
        {
            ShowLegend = lines.Length > 1,
        };
        foreach ((string column, string? label, string colour, LineDash dash, MarkerShape marker) in present)
            panel.Add(new LineSeries(steps, metrics.Numbers(column)) { Label = RichText.Plain(label ?? yLabel.Text), Colour = colour, Dash = dash, Marker = marker });
        return new Figure(name, title, description).Add(panel);
    }

    internal static Axis StepAxis() => new("step") { Integers = true };

    private static IEnumerable<RunFigure> TrainingLoss(RunRecord run)
    {
        if (run.Metrics is not { } metrics || !metrics.HasNumbers("training_loss")) yield break;
        double[] loss = metrics.Numbers("training_loss");
        Panel panel = new(StepAxis(), new Axis("training loss (MSE)", Scale.For(loss))) { ShowLegend = false };
        panel.Add(Line(metrics.Numbers("step"), loss, "training loss"));
        yield return new RunFigure(Section, new Figure("training_loss", "Training loss over steps",
            "Mean squared error (1/*n*) Σ (*f*(*x*) − *y*)^{2} of the network on the training batch of the step that led to each probe, before its update.").Add(panel));
    }

    private static LineSeries Line(double[] steps, double[] values, string label) => new(steps, values) { Label = label, Marker = MarkerShape.Circle };
}
