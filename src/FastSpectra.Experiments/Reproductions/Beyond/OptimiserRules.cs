namespace FastSpectra.Experiments;

/// <summary>Seven rules at steps of equal root mean square: which make a spike, which heavy tails, and which neither.</summary>
internal static class OptimiserRules
{
    private const string Id = "b-optimisers";
    private const int Steps = 10;

    // The small rate makes the norm of a step of rank one twice the threshold, the large one is Adam's rate 1 of the first paper.
    private static readonly string[] s_rates = ["small", "large"];

    private static readonly (string Name, OptimizerKind Rule, string Label)[] s_rules =
    [
        ("normalized-gd", OptimizerKind.NormalizedGd, "normalised GD"), ("signgd", OptimizerKind.SignGd, "SignGD"), ("adam", OptimizerKind.Adam, "Adam"), ("rmsprop", OptimizerKind.RmsProp, "RMSProp"),
        ("muon", OptimizerKind.Muon, "Muon"),
    ];

    public static Study Study { get; } = new BeyondStudy(Id, Cases);

    private static IReadOnlyList<BeyondCase> Cases(ReproductionScale scale, ulong seed) =>
    [
        .. s_rates.SelectMany(rate => s_rules.Select(rule =>
        {
            ExperimentConfiguration c = BeyondSizes.Base(scale, seed, Steps);
            double rms = rate == "small" ? BeyondSizes.AtThreshold(c, 2) : 1;
            double lr = rule.Rule switch
            {
                OptimizerKind.RmsProp => rms / 10,
                OptimizerKind.Muon => rms * Math.Sqrt(c.D),
                _ => rms,
            };
            return new BeyondCase($"{rule.Name}-{rate}", c with { Optimizer = rule.Rule, Lr = lr });
        })),
    ];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.Beyond,
        Figure = "optimisers at steps of equal root mean square",
        Title = "Which rules make spikes and heavy tails",
        Text =
        [
            "Five rules take ten full-batch steps whose elements have the same root mean square in the first one: twice the threshold (*hd*)^{1/4} of a matrix of rank one over √(*hd*), and 1 as with Adam in the first paper. "
            + "Normalised GD, SignGD, Adam and RMSProp move *W* by a matrix that is of rank one in good part and so make a spike; Muon's step has all singular values near each other, and its norm is smaller by √*d*.",
        ],
        Configuration = BeyondSizes.Stated,
        Studies = [Study],
        Figures = _ =>
        [
            new FigureDefinition("b_optimisers", "Five rules at the large rate", "Singular values of the first update and of *W* after one and ten steps (first repeat). RMSProp and Adam lie on SignGD in the first step.")
            { Columns = 3, PanelWidth = 320, PanelHeight = 280 }
                .Add(BeyondEvidence.Spectra(Id, "first update", "singular value", "update", 1, Lines))
                .Add(BeyondEvidence.Spectra(Id, "*W* after one step", "singular value", "W", 1, Lines))
                .Add(BeyondEvidence.Spectra(Id, "*W* after ten steps", "singular value", "W", Steps, Lines)),
        ],
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-first",
                Statement = "The first updates of SignGD, of Adam, and of RMSProp at a tenth of the rate, have the same spectrum but for epsilon.",
                Source = "from the rules: without memory m / sqrt(v) is the sign of the gradient, and RMSProp's is 10 times it",
                Figure = "b_optimisers",
                Evaluate = evidence => BeyondEvidence.Each("norms of first and second singular value within 5 % of SignGD's",
                    [.. ((string[])["adam", "rmsprop"]).SelectMany(rule => ((string[])["update_norm", "update_second"]).Select(column =>
                        ($"{rule} {column}", (evidence.At(Id, rule + "-large", 1, column).Mean / evidence.At(Id, "signgd-large", 1, column).Mean) - 1)))],
                    (_, value) => Math.Abs(value) <= 0.05),
            },
            new Claim
            {
                Id = $"{Id}-muon-flat",
                Statement = "Muon's first update has a flat spectrum where the gradient's is of rank one.",
                Source = "five quintic Newton-Schulz steps take values from 0.002 to 1 to between 0.68 and 1.21",
                Figure = "b_optimisers",
                Evaluate = evidence => BeyondEvidence.Each("median over largest value: Muon at least 0.68 / 1.21, normalised GD at most 0.1",
                    [.. ((string[])["muon-large", "normalized-gd-large"]).Select(run => (run, evidence.Ratio(Id, run, 1, "update_median", "update_norm")))],
                    (run, value) => run == "muon-large" ? value >= 0.68 / 1.21 : value <= 0.1),
            },
            new Claim
            {
                Id = $"{Id}-spike",
                Statement = "At twice the threshold one step of every rule but Muon makes an outlier; at the large rate it stands alone, and Muon's largest value is one of many.",
                Source = "spike threshold (h d)^(1/4) of a matrix of rank one; norm of Muon's step is smaller by sqrt d at equal root mean square",
                Figure = "b_optimisers",
                Evaluate = evidence =>
                {
                    bool outliers = s_rules.Where(rule => rule.Rule != OptimizerKind.Muon).All(rule => evidence.At(Id, rule.Name + "-small", 1, "values_above_edge").Mean >= 1);
                    Finding alone = BeyondEvidence.Each("an outlier at the small rate but with Muon; first over second value at the large one at least 2, with Muon at most 1.1",
                        [.. s_rules.Select(rule => (rule.Name, evidence.Ratio(Id, rule.Name + "-large", 1, "spectral_norm", "second_singular_value")))],
                        (run, value) => run == "muon" ? value <= 1.1 : value >= 2);
                    return alone with { Verdict = outliers && alone.Verdict == ClaimVerdict.Holds ? ClaimVerdict.Holds : ClaimVerdict.Fails };
                },
            },
            new Claim
            {
                Id = $"{Id}-tails",
                Statement = "Ten large steps give heavy tails with the rules whose steps are near rank one, and a lighter tail than at random weights with Muon.",
                Source = "ours: a sum of matrices of rank one fills the tail, a sum of near-orthogonal ones the bulk",
                Figure = "b_optimisers",
                Evaluate = evidence =>
                {
                    double before = evidence.At(Id, "muon-large", 0, "pl_alpha_hill").Mean;
                    return BeyondEvidence.Each($"alpha (Hill) below 2.25, with Muon above that of random weights, {NumberText.Of(before, 3)}",
                        [.. s_rules.Select(rule => (rule.Name, evidence.At(Id, rule.Name + "-large", Steps, "pl_alpha_hill").Mean))],
                        (run, value) => run == "muon" ? value > before : value < 2.25);
                },
            },
        ],
    };

    private static IReadOnlyList<(string Run, string Label)> Lines => [.. s_rules.Select(rule => (rule.Name + "-large", rule.Label))];
}
