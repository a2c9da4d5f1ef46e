namespace FastSpectra.Experiments;

/// <summary>Adam: heavy tails in weights and kernels, lower test error, and where that stops.</summary>
internal static class AdaptiveHeavyTails
{
    private const string Id = "p2-heavy";
    private const string Abstract = "abstract: after adaptive gradient training, lower test error, feature learning, and heavy tails in both weight and kernel matrices";
    private const string Heavy = "adam-0.05-both";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "heavy-tailed spectra after Adam (themes a to d; figure numbers not known)",
        Title = "Adam: heavy tails in weights and kernels",
        Text =
        [
            "Rate 0.01 grows one spike and generalises best. Rate 0.05 turns the bulks of *W*, CK and NTK into heavy tails while the alignment with the labels rises further. At rate 0.1 the tail is heavier and the test error worse; "
            + "with *W* alone the tail comes without alignment and without generalisation: a heavy tail by itself is not feature learning.",
        ],
        Configuration = Paper2Setting.Stated,
        Studies = [CasesStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-weights",
                Statement = "Adam at a large rate turns the bulk of W into a heavy tail, steadily over epochs.",
                Source = Abstract,
                Figure = "p2_heavy_evolution",
                Evaluate = evidence =>
                {
                    double first = evidence.First(Heavy, Metric.PlAlphaHill), middle = evidence.At(Heavy, 20, Metric.PlAlphaHill), last = evidence.Last(Heavy, Metric.PlAlphaHill);

                    // At the quick sizes the tail is complete before epoch 20: only the fall is asked for.
                    bool steady = evidence.Scale == ReproductionScale.Quick || last < middle;
                    return Finding.Of(last <= first - 0.25 && middle < first && steady, evidence.Scale == ReproductionScale.Quick ? "exponent lower by at least 0.25" : "exponent falling throughout, by at least 0.25", $"{NumberText.Of(first)}, {NumberText.Of(middle)} after 20 epochs, {NumberText.Of(last)} after 60", last);
                },
            },
            new Claim
            {
                Id = $"{Id}-kernels",
                Statement = "Both kernels grow heavy tails with it: many eigenvalues far above the edges of their initial laws.",
                Source = Abstract,
                Figure = "p2_heavy_esd",
                Evaluate = evidence =>
                {
                    double ck = evidence.Last(Heavy, Metric.CkAboveEdge), ntk = evidence.Last(Heavy, Metric.NtkAboveEdge), ratio = evidence.Last(Heavy, Metric.CkTop1) / evidence.First(Heavy, Metric.CkTop1);
                    double least = evidence.Scale == ReproductionScale.Quick ? 2 : 10, times = evidence.Scale == ReproductionScale.Quick ? 2 : 5;
                    return Finding.Of(ck >= least && ntk >= least && ratio >= times, $"at least {NumberText.Of(least)} eigenvalues above either edge, the largest of CK {NumberText.Of(times)} times the initial one",
                        $"{NumberText.Of(ck)} (CK), {NumberText.Of(ntk)} (NTK), {NumberText.Of(ratio)} times", ck);
                },
            },
            new Claim
            {
                Id = $"{Id}-alignment",
                Statement = "Kernel-target alignment of CK and NTK rises many times over: features are learnt.",
                Source = Abstract,
                Figure = "p2_heavy_evolution",
                Evaluate = evidence =>
                {
                    double ck = evidence.Last(Heavy, Metric.CkKta) / evidence.First(Heavy, Metric.CkKta), ntk = evidence.Last(Heavy, Metric.NtkKta) / evidence.First(Heavy, Metric.NtkKta);
                    double least = evidence.Scale == ReproductionScale.Quick ? 3 : 8;
                    return Finding.Of(ck >= least && ntk >= least, $"at least {NumberText.Of(least)} times the initial alignment", $"{NumberText.Of(ck)} (CK), {NumberText.Of(ntk)} (NTK)", ck);
                },
            },
            new Claim
            {
                Id = $"{Id}-test-error",
                Statement = "Adam reaches a lower test error than any rate of SGD that leaves the bulk invariant.",
                Source = Abstract,
                Figure = "p2_heavy_losses",
                Evaluate = evidence =>
                {
                    double adam = evidence.Last("adam-0.01-both", Metric.NetworkTestLoss);
                    double sgd = new[] { "sgd-0.1-both", "sgd-1-both", "sgd-10-both", "sgd-10-w", "gd-20-w" }.Min(strategy => evidence.Last(strategy, Metric.NetworkTestLoss));
                    return Finding.Of(adam < 0.95 * sgd, $"below 0.95 times the best of SGD, {NumberText.Of(sgd)}", NumberText.Of(adam), adam);
                },
            },
            new Claim
            {
                Id = $"{Id}-sweet-spot",
                Statement = "A heavier tail is not always better: beyond a rate the tail grows heavier and the test error rises.",
                Source = "abstract: simple examples explain when heavy tails generalise better; measured table 5.6",
                Figure = "p2_heavy_losses",
                Evaluate = evidence =>
                {
                    double best = evidence.Last("adam-0.01-both", Metric.NetworkTestLoss), mid = evidence.Last(Heavy, Metric.NetworkTestLoss), worst = evidence.Last("adam-0.1-both", Metric.NetworkTestLoss);
                    double hill = evidence.Last("adam-0.01-both", Metric.PlAlphaHill), hillMid = evidence.Last(Heavy, Metric.PlAlphaHill), hillWorst = evidence.Last("adam-0.1-both", Metric.PlAlphaHill);
                    return Finding.Of(best < mid && mid < worst && hill > hillMid && hillMid > hillWorst, "test loss rising and exponent falling with rates 0.01, 0.05, 0.1",
                        $"loss {NumberText.Of(best)}, {NumberText.Of(mid)}, {NumberText.Of(worst)}; exponent {NumberText.Of(hill)}, {NumberText.Of(hillMid)}, {NumberText.Of(hillWorst)}", worst);
                },
            },
            new Claim
            {
                Id = $"{Id}-without-features",
                Statement = "Heavy tails without feature learning exist: Adam on W alone makes the tail without alignment, and its test error exceeds the zero predictor's.",
                Source = "measured table 5.6 (counterexample); limits of the abstract's statement",
                Figure = "p2_heavy_losses",
                Evaluate = evidence =>
                {
                    double hill = evidence.Last("adam-0.1-w", Metric.PlAlphaHill), start = evidence.First("adam-0.1-w", Metric.PlAlphaHill), sim = evidence.Last("adam-0.1-w", Metric.WBetaAlignment), r2 = evidence.Last("adam-0.1-w", Metric.RSquared);
                    double most = evidence.Scale == ReproductionScale.Quick ? 0.5 : 0.25;
                    return Finding.Of(hill < start - 0.1 && sim < most && r2 < 0, $"exponent 0.1 lower, |v_1 . beta| below {NumberText.Of(most)}, R^2 negative",
                        $"exponent {NumberText.Of(start)} to {NumberText.Of(hill)}, alignment {NumberText.Of(sim)}, R^2 {NumberText.Of(r2)}", r2);
                },
            },
        ],
    };

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition density = Paper2Figures.Densities("p2_heavy_esd", "Spectra before and after Adam at rate 0.05", "Logarithmic axes: the bulks of all three turn into tails.", Heavy, lastLayerTrained: true, isLogarithmic: true);
        FigureDefinition evolution = new FigureDefinition("p2_heavy_evolution", "Evolution under Adam at rate 0.05", "Exponent of the tail, leading eigenvalues, alignments.")
        { Columns = 3, PanelWidth = 300, PanelHeight = 260 }
            .Add(Paper2Figures.Strategies("tail exponent of *W*", "Hill exponent", false, Metric.PlAlphaHill, ("adam-0.01-both", "η = 0.01"), (Heavy, "η = 0.05"), ("adam-0.1-both", "η = 0.1"), ("adam-0.1-w", "η = 0.1, *W* only")))
            .Add(Paper2Figures.Evolution("leading eigenvalues", "eigenvalue", true, Heavy, (Metric.CkTop1, "CK λ_{1}"), (Metric.CkTop2, "CK λ_{2}"), (Metric.NtkTop1, "NTK λ_{1}"), (Metric.NtkTop2, "NTK λ_{2}")))
            .Add(Paper2Figures.Evolution("alignment", "alignment", false, Heavy, (Metric.CkKta, "KTA of CK"), (Metric.NtkKta, "KTA of NTK"), (Metric.CkLabelAlignment, "*u*_{1} of CK with *y*"), (Metric.WBetaAlignment, "*v*_{1} of *W* with β")));
        FigureDefinition losses = new FigureDefinition("p2_heavy_losses", "Test loss", "Test loss over epochs of Adam, and of every strategy's last probe against its tail exponent.")
        { Columns = 2, PanelWidth = 340, PanelHeight = 270 }
            .Add(Paper2Figures.Strategies("Adam", "test loss", true, Metric.NetworkTestLoss, ("adam-0.001-both", "η = 0.001"), ("adam-0.01-both", "η = 0.01"), (Heavy, "η = 0.05"), ("adam-0.1-both", "η = 0.1"), ("adam-0.1-w", "η = 0.1, *W* only")))
            .Add(new PanelDefinition(new AxisDefinition("Hill exponent of *W*"), new AxisDefinition("test loss", true), "all strategies, all probes")
                .Add(new ElementDefinition(ElementKind.Points, Paper2Evidence.Runs) { X = "pl_alpha_hill", Y = "network_test_loss", Label = "probes" }));
        return [density, evolution, losses];
    }
}
