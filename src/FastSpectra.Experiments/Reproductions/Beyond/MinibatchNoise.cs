namespace FastSpectra.Experiments;

/// <summary>Noise of mini-batches switched on and off: batches of n and of n/8 samples at equal rates and equally many steps.</summary>
internal static class MinibatchNoise
{
    private const string Id = "b-minibatch";
    private const int Steps = 16;

    private static readonly (string Name, OptimizerKind Rule, string Label)[] s_rules = [("sgd", OptimizerKind.Sgd, "gradient descent"), ("adam", OptimizerKind.Adam, "Adam")];

    public static Study Study { get; } = new BeyondStudy(Id, Cases);

    private static IReadOnlyList<BeyondCase> Cases(ReproductionScale scale, ulong seed) =>
    [
        .. s_rules.SelectMany(rule => ((int[])[1, 8]).Select(share =>
        {
            ExperimentConfiguration c = BeyondSizes.Base(scale, seed, Steps / share);
            double lr = rule.Rule == OptimizerKind.Sgd ? BeyondSizes.RootOfElements(c) / 2 : BeyondSizes.AtThreshold(c, 2);
            return new BeyondCase($"{rule.Name}-{(share == 1 ? "full" : "eighth")}", c with { Optimizer = rule.Rule, Lr = lr, BatchSize = c.N / share });
        })),
    ];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.Beyond,
        Figure = "mini-batch noise on and off",
        Title = "Noise of mini-batches at equal rates and equally many steps",
        Text =
        [
            "Sixteen steps on all samples and on batches of an eighth, at one rate. A batch's gradient is still *a* times a vector, but most of the vector is noise: *X*^{T}*r*/*m* has a mean and a noise of *d*/*m* times the loss. "
            + "With gradient descent the noise makes steps longer and leaves outliers that know little of the teacher; Adam's steps have the same length with and without.",
        ],
        Configuration = BeyondSizes.Stated,
        Studies = [Study],
        Figures = _ =>
        [
            new FigureDefinition("b_minibatch", "Noise on and off", "Singular values of the first update and of *W* after sixteen steps (first repeat), for gradient descent and Adam.")
            { Columns = 2, PanelWidth = 400, PanelHeight = 280 }
                .Add(BeyondEvidence.Spectra(Id, "first update", "singular value", "update", 1, Lines))
                .Add(BeyondEvidence.Spectra(Id, "*W* after sixteen steps", "singular value", "W", Steps, Lines)),
        ],
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-length",
                Statement = "The norm of the first step of gradient descent follows from signal and noise, with batches of n and of n/8.",
                Source = "rank-one part of the first gradient (arXiv 2406.04657, appendix), with the noise of m samples: |X^T r / m|^2 = c^2 + b^2 + (d/m) loss",
                Figure = "b_minibatch",
                Evaluate = evidence => BeyondEvidence.Each("measured over predicted within 12 % of 1",
                    [.. ((string[])["sgd-full", "sgd-eighth"]).Select(run => (run, evidence.Ratio(Id, run, 1, "update_norm", "update_predicted")))], (_, value) => Math.Abs(value - 1) <= 0.12),
            },
            new Claim
            {
                Id = $"{Id}-direction",
                Statement = "Noise turns the first step away from the teacher, with either rule.",
                Source = "the same: the noise has no direction",
                Figure = "b_minibatch",
                Evaluate = evidence => BeyondEvidence.Each("alignment of the update's first right vector, n/8 over n, at most 0.7",
                    [.. s_rules.Select(rule => (rule.Name, evidence.At(Id, rule.Name + "-eighth", 1, "update_alignment").Mean / evidence.At(Id, rule.Name + "-full", 1, "update_alignment").Mean))], (_, value) => value <= 0.7),
            },
            new Claim
            {
                Id = $"{Id}-outliers",
                Statement = "After equally many steps of gradient descent the noise has made outliers that are not there without it.",
                Source = "ours: independent matrices of rank one, each above the threshold",
                Figure = "b_minibatch",
                Evaluate = evidence => BeyondEvidence.Each("values above the edge: at most 2 with n, at least 5 with n/8",
                    [.. ((string[])["sgd-full", "sgd-eighth"]).Select(run => (run, evidence.At(Id, run, Steps, "values_above_edge").Mean))], (run, value) => run == "sgd-full" ? value <= 2 : value >= 5),
            },
        ],
    };

    private static IReadOnlyList<(string Run, string Label)> Lines => [.. s_rules.SelectMany(rule => ((string Run, string Label)[])[($"{rule.Name}-full", $"{rule.Label}, *n*"), ($"{rule.Name}-eighth", $"{rule.Label}, *n*/8")])];
}
