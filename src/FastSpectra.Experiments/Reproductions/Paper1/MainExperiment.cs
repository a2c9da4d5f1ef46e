namespace FastSpectra.Experiments;

/// <summary>Bulk, bulk and spike, heavy tail: ten steps of the main experiment.</summary>
internal static class MainExperiment
{
    private const string Id = "p1-main-esd";
    private const string Probes = "main/probes";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "spectral densities before and after 1 and 10 steps (plot W0_initial_final_esd)",
        Title = "From bulk to bulk and spike to heavy tail",
        Text =
        [
            "Ten steps of full-batch Adam at rate 1: the first step adds one spike of the size of the whole matrix, the following ones spread it over the bulk until the spectrum has a heavy tail. Gradient descent at its own large rate "
            + "leaves one spike after a step and starts to decay the bulk within ten.",
        ],
        Configuration = "published (main.yml): n = 2000, d = 1000, h = 1500, noise 0.3, ridge 0.01, Adam at rate 1; gradient descent at rate 2000. 2000 test points instead of 200",
        Studies = [Paper1Studies.Main],
        Figures = Figures,
        Claims =
        [
            Make("one-spike", "One Adam step at rate 1 adds one dominant spike to the bulk.", "plot W0_initial_final_esd, 1 step", "p1_main_esd", evidence =>
            {
                ResultTable after = Adam(evidence, 1);
                SampleMean ratio = SampleMean.Of(after.Numbers("spectral_norm").Zip(after.Numbers("second_singular_value"), (first, second) => first / second));
                return Finding.Of(ratio.Mean > 5, "first over second singular value above 5", ratio.ToString(), ratio.Mean, ratio.StandardError);
            }),
            Make("bulk-after-one", "After one step the power-law exponent is still close to the bulk's.", "plot W0_initial_final_esd, 1 step: PL_Alpha_Hill 2.33 against 2.45", "p1_main_steps", evidence =>
                Finding.Between(Adam(evidence, 1).Mean("pl_alpha_hill"), 2.2, 2.45, "PL_Alpha_Hill")),
            Make("heavy-tail", "Ten Adam steps at rate 1 turn the bulk into a heavy tail.", "abstract (v1, v3); plot W0_initial_final_esd", "p1_main_steps", evidence =>
            {
                SampleMean before = Adam(evidence, 0).Mean("pl_alpha_hill"), after = Adam(evidence, 10).Mean("pl_alpha_hill");
                return Finding.Of(after.Mean < 2 && before.Mean > 2.4, "PL_Alpha_Hill from above 2.4 to below 2", $"from {before} to {after}", after.Mean, after.StandardError);
            }),
            Make("decay", "The bulk decays step by step: the exponent falls over the first five steps.", "v2 Fig 4 (bulk decay)", "p1_main_steps", evidence =>
            {
                double[] means = [.. Enumerable.Range(0, 6).Select(step => Adam(evidence, step).Mean("pl_alpha_hill").Mean)];
                bool falls = Enumerable.Range(1, 5).All(step => means[step] < means[step - 1]);
                return Finding.Of(falls, "PL_Alpha_Hill smaller at each of steps 1 to 5", string.Join(", ", means.Select(mean => NumberText.Of(mean))), means[^1]);
            }),
            Make("outside", "After ten steps more than half of the singular values lie above the edge of the initial bulk.", "plot W0_initial_final_esd: 615 of 1000", "p1_main_esd", evidence =>
            {
                SampleMean count = Adam(evidence, 10).Mean("values_above_edge");
                double all = (double)Paper1Sizes.D / Paper1Sizes.Divisor(evidence.Scale);
                SampleMean share = new(count.Mean / all, count.Deviation / all, count.Count);
                return Finding.Between(share, 0.5, 0.7, "share");
            }),
            Make("gradient-spike", "One step of gradient descent at a rate of order h leaves a single spike.", "plot W0_initial_final_esd, optimizer sgd, 1 step", "p1_main_esd", evidence =>
            {
                ResultTable rows = evidence[Probes].Where("optimizer", Paper1Studies.Sgd).Where("step", 1L);
                SampleMean single = Paper1Sizes.SingleSpikes(rows, evidence.Scale), hill = rows.Mean("pl_alpha_hill");
                return Finding.Of(single.Mean == 1 && hill.Mean > 2.38, "one value above the edge in every repeat, and PL_Alpha_Hill above 2.38", $"in a share {single} of repeats; {hill}", hill.Mean, hill.StandardError);
            }),
            Make("table", "All means of the main experiment agree with an independent implementation.", "independent measurement of the published configuration (C++ with LAPACK), Adam at rate 1, steps 1 and 10", "p1_main_steps",
                evidence => MeasuredTable.Compare("rates", 5, key => key[0] == Paper1Studies.Adam && key[1] == "1" ? Adam(evidence, long.Parse(key[2], System.Globalization.CultureInfo.InvariantCulture)) : null), "the independent measurement is of the full size"),
        ],
    };

    private static Claim Make(string id, string statement, string source, string figure, Func<Evidence, Finding> evaluate, string? fullSizeOnly = null) =>
        new() { Id = $"{Id}-{id}", Statement = statement, Source = source, Figure = figure, Evaluate = evaluate, FullSizeOnly = fullSizeOnly };

    private static ResultTable Adam(Evidence evidence, long step) => evidence[Probes].Where("optimizer", Paper1Studies.Adam).Where("step", step);

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition densities = new FigureDefinition("p1_main_esd", "Spectral densities: bulk, bulk and spike, heavy tail",
            "Eigenvalues λ of *W*^{T}*W* in log_{10} λ, before training (dashed) and after 1, 2 and 10 steps; upper row Adam at rate 1, lower row gradient descent at a rate of order *h*. Densities are of log_{10} λ.")
        { Columns = 3, PanelWidth = 270, PanelHeight = 230 };
        foreach ((string optimizer, string name) in ((string, string)[])[(Paper1Studies.Adam, "Adam"), (Paper1Studies.Sgd, "GD")])
        {
            foreach (long step in (long[])[1, 2, 10])
            {
                densities.Add(new PanelDefinition(new AxisDefinition("eigenvalue λ", true), new AxisDefinition("density", true), $"{name}, step {step}") { ShowLegend = false }
                    .Add(new ElementDefinition(ElementKind.Histogram, "main/spectra") { X = "eigenvalue", Where = [("optimizer", optimizer), ("step", step)] })
                    .Add(new ElementDefinition(ElementKind.Histogram, "main/spectra") { X = "eigenvalue", Where = [("optimizer", optimizer), ("step", 0L)], Style = 1 }));
            }
        }

        FigureDefinition steps = new FigureDefinition("p1_main_steps", "Tail, norm, alignment and losses step by step",
            "Mean over repeats with a band of one standard deviation. Dotted: PL_Alpha_Hill of the Marchenko–Pastur law. Losses of the ridge read-out for both scalings of the features.")
        { Columns = 2, PanelWidth = 330, PanelHeight = 250 }
            .Add(Panel("PL_Alpha_Hill", "pl_alpha_hill").Add(new ElementDefinition(ElementKind.Reference) { At = 2.446, Style = 6 }))
            .Add(Panel("σ_{1}", "spectral_norm", true))
            .Add(Panel("alignment |⟨*v*_{1}, β⟩|", "w_beta_alignment"))
            .Add(Panel("distance to Marchenko–Pastur", "mp_distance"))
            .Add(Losses("paper", "features tanh(*Wx*/√*d*)")).Add(Losses("code", "features tanh(*Wx*/*d*)"));
        return [densities, steps];

        static PanelDefinition Panel(string label, string column, bool logarithmic = false) => new PanelDefinition(new AxisDefinition("step") { Integers = true }, new AxisDefinition(label, logarithmic))
            .Add(new ElementDefinition(ElementKind.Line, Probes) { X = "step", Y = column, Where = [("optimizer", Paper1Studies.Adam)], Label = "Adam" })
            .Add(new ElementDefinition(ElementKind.Line, Probes) { X = "step", Y = column, Where = [("optimizer", Paper1Studies.Sgd)], Label = "GD", Style = 1 });

        static PanelDefinition Losses(string scaling, string title) => new PanelDefinition(new AxisDefinition("step") { Integers = true }, new AxisDefinition("loss"), title)
            .Add(new ElementDefinition(ElementKind.Line, Probes) { X = "step", Y = "train_loss_" + scaling, Where = [("optimizer", Paper1Studies.Adam)], Label = "train, Adam" })
            .Add(new ElementDefinition(ElementKind.Line, Probes) { X = "step", Y = "test_loss_" + scaling, Where = [("optimizer", Paper1Studies.Adam)], Label = "test, Adam", Style = 1 })
            .Add(new ElementDefinition(ElementKind.Line, Probes) { X = "step", Y = "test_loss_" + scaling, Where = [("optimizer", Paper1Studies.Sgd)], Label = "test, GD", Style = 2 });
    }
}
