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

        Figure? alphas = Curves(metrics, steps, "pl_alphas", "Power-law exponents over steps",
            "Exponent α of a tail density λ^{−α} of the eigenvalues of *W*^{T}*W*: Hill estimate over the upper half (PL_Alpha_Hill) and at the threshold with the smallest Kolmogorov-Smirnov distance (PL_Alpha_KS). A smaller exponent is a heavier tail.",
            "power-law exponent α", [("pl_alpha_hill", "Hill", Palette.Blue, LineDash.Solid, MarkerShape.Circle), ("pl_alpha_ks", "Kolmogorov–Smirnov", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross)]);
        if (alphas is not null) yield return new RunFigure(SpectrumSection, alphas);

        Panel norm = OverSteps("spectral norm ‖*W*‖_{2}", metrics.Numbers("spectral_norm"));
        Panel rank = OverSteps("stable rank ‖*W*‖_{F}^{2} / ‖*W*‖_{2}^{2}", metrics.Numbers("stable_rank"));
        if (metrics.HasNumbers("spectral_norm") && metrics.HasNumbers("stable_rank"))
        {
            norm.Add(Line(steps, metrics.Numbers("spectral_norm"), "spectral norm"));
            rank.Add(Line(steps, metrics.Numbers("stable_rank"), "stable rank"));
            yield return new RunFigure(SpectrumSection, new Figure("norms", "Spectral norm and stable rank over steps",
                "Largest singular value of *W*, and stable rank ‖*W*‖_{F}^{2} / ‖*W*‖_{2}^{2}: the number of directions that carry the weights' energy.")
            { Columns = 2, PanelWidth = 300, PanelHeight = 250 }.Add(norm).Add(rank));
        }
    }

    /// <summary>A figure with one line per column that holds numbers; null when none does.</summary>
    internal static Figure? Curves(MetricsTable metrics, double[] steps, string name, string title, RichText description, RichText yLabel,
        (string Column, string? Label, string Colour, LineDash Dash, MarkerShape Marker)[] lines)
    {
        var present = lines.Where(line => metrics.HasNumbers(line.Column)).ToArray();
        if (present.Length == 0) return null;
        Panel panel = new(StepAxis(), new Axis(yLabel, Scale.For(present.SelectMany(line => metrics.Numbers(line.Column)))))
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
        // Recorded at every optimiser step where the run kept it, otherwise at the probed ones.
        (MetricsTable? table, string column) = run.Training is { } training && training.HasNumbers("loss") ? (training, "loss") : (run.Metrics, "training_loss");
        if (table is null || !table.HasNumbers(column)) yield break;
        double[] loss = table.Numbers(column);
        Panel panel = new(StepAxis(), new Axis("training loss (MSE)", Scale.For(loss))) { ShowLegend = false };
        panel.Add(Line(table.Numbers("step"), loss, "training loss"));
        yield return new RunFigure(Section, new Figure("training_loss", "Training loss over steps",
            "Mean squared error (1/*n*) Σ (*f*(*x*) − *y*)^{2} of the network on the batch of each step, before its update.").Add(panel));
    }

    private static Panel OverSteps(string label, double[] values) => new(StepAxis(), new Axis(label, Scale.For(values))) { ShowLegend = false };

    private static LineSeries Line(double[] steps, double[] values, string label) => new(steps, values) { Label = label, Marker = MarkerShape.Circle };
}
