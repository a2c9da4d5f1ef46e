namespace FastSpectra.Experiments;

/// <summary>Falling learning rates and weight normalisation.</summary>
internal static class Schedules
{
    private const string ScheduleId = "p1-schedule";
    private const string NormalisationId = "p1-normalisation";

    public static Reproduction Schedule { get; } = new()
    {
        Id = ScheduleId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "losses per step for falling rates (main_lr_schedule.yml; plot bulk_losses_vary_step_lr_gamma)",
        Title = "Falling learning rates",
        Text = ["The rate of step *t* is γ^{*t*−1}. A fast decay freezes the spectrum as bulk and spike, with the best alignment; a slow one lets the tail grow. γ = 1 is no schedule."],
        Configuration = "published (bulk_losses_vary_step_lr_gamma.yml): n = 8000, StepLR of step 1, two repeats that all factors share; factor 1 added",
        Studies = [Paper1Studies.Schedule],
        Figures = evidence => StepCurves.Curves("p1_schedule", "schedule/probes", "gamma", "γ", Paper1Studies.Gammas, _ => null, evidence.Scale),
        Claims =
        [
            StepCurves.Make(ScheduleId, "frozen", "Fast decay keeps bulk and spike: the exponent stays in (2, 2.5).", "plot bulk_losses_vary_step_lr_gamma; v3 on PL_Alpha_Hill in (2, 2.5)", "p1_schedule_spectrum", evidence =>
            {
                (SampleMean a, SampleMean b) = (Gamma(evidence, 0.2).Mean("pl_alpha_hill"), Gamma(evidence, 0.4).Mean("pl_alpha_hill"));
                return Finding.Of(a.Mean is > 2.1 and < 2.5 && b.Mean is > 2.1 and < 2.5, "PL_Alpha_Hill at step 10 from 2.1 to 2.5 for factors 0.2 and 0.4", $"{a} and {b}", b.Mean, b.StandardError);
            }),
            StepCurves.Make(ScheduleId, "order", "The slower the rate falls, the heavier the tail.", "independent measurement: PL_Alpha_Hill 2.26-2.32 for factors up to 0.4, 2.05-2.15 for 0.6-0.8, 1.93 without decay", "p1_schedule_spectrum", evidence =>
            {
                double[] hill = [.. Paper1Studies.Gammas.Select(gamma => Gamma(evidence, gamma).Mean("pl_alpha_hill").Mean)];
                return Finding.Of(StepCurves.IsDescending(hill), "PL_Alpha_Hill at step 10 falls with the factor", StepCurves.List(hill), hill[^1]);
            }),
            StepCurves.Make(ScheduleId, "alignment", "Fast decay keeps the alignment with the teacher and of features with labels that constant rates lose.", "plot W_beta_alignment and KTA with StepLR", "p1_schedule_spectrum", evidence =>
            {
                ResultTable fast = Gamma(evidence, 0.2), none = Gamma(evidence, 1);
                (SampleMean a, SampleMean b, SampleMean c, SampleMean d) = (fast.Mean("w_beta_alignment"), none.Mean("w_beta_alignment"), fast.Mean("kta_paper"), none.Mean("kta_paper"));
                return Finding.Of(a.Mean > b.Mean + 0.05 && c.Mean > 1.5 * d.Mean, "alignment at step 10 larger by 0.05 and KTA 1.5 times as large for factor 0.2 as without decay", $"{a} against {b}; {c} against {d}", a.Mean, a.StandardError);
            }),
        ],
    };

    public static Reproduction Normalisation { get; } = new()
    {
        Id = NormalisationId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "weight normalisation (enable_weight_normalization)",
        Title = "Weight normalisation",
        Text = ["Before every step *W* is rescaled to ‖*W*‖_{F} = √(*hd*). The tail becomes heavier than without, while the largest singular value falls back."],
        Configuration = "n = 2000, Adam at rate 1; the switch is in the published configurations, the figure's own is not stated",
        Studies = [Paper1Studies.Normalisation],
        Figures = Figures,
        Claims =
        [
            StepCurves.Make(NormalisationId, "heavier", "With weight normalisation the tail is heavier after ten steps than without.", "independent measurement: PL_Alpha_Hill 1.63 against 1.83", "p1_normalisation", evidence =>
            {
                (SampleMean on, SampleMean off) = (Normalised(evidence, "yes", 10).Mean("pl_alpha_hill"), Normalised(evidence, "no", 10).Mean("pl_alpha_hill"));
                return Finding.Of(on.Mean < off.Mean - 0.05, "PL_Alpha_Hill lower by more than 0.05", $"{on} against {off}", on.Mean - off.Mean);
            }),
            StepCurves.Make(NormalisationId, "norm", "With weight normalisation the largest singular value falls back after the first step's spike.", "independent measurement: sigma_1 1003 after step 1, 155 after step 10", "p1_normalisation", evidence =>
            {
                SampleMean first = Normalised(evidence, "yes", 1).Mean("spectral_norm"), last = Normalised(evidence, "yes", 10).Mean("spectral_norm"), off = Normalised(evidence, "no", 10).Mean("spectral_norm");
                return Finding.Of(last.Mean < 0.4 * first.Mean && last.Mean < 0.6 * off.Mean, "sigma_1 at step 10 below 0.4 of that at step 1 and below 0.6 of that without normalisation", $"{last} after {first}; {off} without", last.Mean, last.StandardError);
            }),
            StepCurves.Make(NormalisationId, "first-step", "The first step is the same with and without: initial weights already have that norm.", "definition of weight normalisation", "p1_normalisation", evidence =>
            {
                SampleMean difference = SampleMean.Of(Normalised(evidence, "yes", 1).Numbers("pl_alpha_hill").Zip(Normalised(evidence, "no", 1).Numbers("pl_alpha_hill"), (on, off) => on - off));
                SampleMean later = SampleMean.Of(Normalised(evidence, "yes", 10).Numbers("spectral_norm").Zip(Normalised(evidence, "no", 10).Numbers("spectral_norm"), (on, off) => on / off));
                return Finding.Of(Math.Abs(difference.Mean) < 0.01 && later.Mean < 0.9, "PL_Alpha_Hill after step 1 equal to 0.01, while sigma_1 after step 10 is not", $"{NumberText.Of(difference.Mean, 2)}; ratio {later}", difference.Mean, difference.StandardError);
            }),
        ],
    };

    private static ResultTable Gamma(Evidence evidence, double gamma) => evidence["schedule/probes"].Where("gamma", gamma).Where("step", 10L);

    private static ResultTable Normalised(Evidence evidence, string on, long step) => evidence["normalisation/probes"].Where("normalised", on).Where("step", step);

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition figure = new FigureDefinition("p1_normalisation", "With and without weight normalisation",
            "Exponent, largest singular value, alignment and distance to the Marchenko–Pastur law of unit variance per step. Mean over repeats with a band of one standard deviation.") { Columns = 2, PanelWidth = 330, PanelHeight = 240 };
        foreach ((string column, string label, bool logarithmic) in ((string, string, bool)[])[("pl_alpha_hill", "PL_Alpha_Hill", false), ("spectral_norm", "σ_{1}", true), ("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|", false), ("mp_distance", "distance to Marchenko–Pastur", false)])
        {
            figure.Add(new PanelDefinition(new AxisDefinition("step") { Integers = true }, new AxisDefinition(label, logarithmic))
                .Add(new ElementDefinition(ElementKind.Line, "normalisation/probes") { X = "step", Y = column, Where = [("normalised", "no")], Label = "without" })
                .Add(new ElementDefinition(ElementKind.Line, "normalisation/probes") { X = "step", Y = column, Where = [("normalised", "yes")], Label = "normalised", Style = 1 }));
        }

        return [figure];
    }
}
