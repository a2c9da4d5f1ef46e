using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Hidden units of seven kinds: the first gradient is of rank one with a strength that follows from the mean slope of the activation.</summary>
internal static class ActivationFunctions
{
    private const string Id = "b-activations";
    private const int Steps = 10;

    private static readonly (string Name, ActivationKind Kind)[] s_kinds =
    [
        .. ((ActivationKind[])[ActivationKind.Tanh, ActivationKind.Erf, ActivationKind.Relu, ActivationKind.Gelu, ActivationKind.Softplus, ActivationKind.Sigmoid, ActivationKind.Linear])
            .Select(kind => (Activation<double>.Of(kind).Name, kind)),
    ];

    public static Study Study { get; } = new BeyondStudy(Id, Cases);

    private static IReadOnlyList<BeyondCase> Cases(ReproductionScale scale, ulong seed) =>
    [
        .. s_kinds.Select(entry =>
        {
            ExperimentConfiguration c = BeyondSizes.Base(scale, seed, Steps);
            return new BeyondCase(entry.Name, c with { Optimizer = OptimizerKind.Sgd, Lr = BeyondSizes.RootOfElements(c) / 2, Activation = entry.Kind });
        }),
        .. s_kinds.Select(entry =>
        {
            ExperimentConfiguration c = BeyondSizes.Base(scale, seed, Steps);
            return new BeyondCase(entry.Name + "-adam", c with { Optimizer = OptimizerKind.Adam, Lr = 1, Activation = entry.Kind });
        }),
    ];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.Beyond,
        Figure = "seven activations",
        Title = "What the hidden unit's function changes",
        Text =
        [
            "The first gradient is *a* times a vector for every activation, and the activation enters by its mean slope *b* = E σ′(*g*): the norm of the step of gradient descent is predicted for seven of them without a fitted number. "
            + "For a linear student the gradient is exactly of rank one, and ten steps of Adam at rate 1 leave one spike where every other function leaves a heavy tail.",
        ],
        Configuration = BeyondSizes.Stated,
        Studies = [Study],
        Figures = evidence =>
        [
            Strengths(evidence),
            new FigureDefinition("b_activations_tails", "*W* after ten steps of Adam at rate 1", "Singular values by rank for seven activations (first repeat).")
                .Add(BeyondEvidence.Spectra(Id, "*W* after ten steps", "singular value", "W", Steps, [.. s_kinds.Select(entry => (entry.Name + "-adam", entry.Name))])),
        ],
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-strength",
                Statement = "The norm of the first step of gradient descent follows from the mean slope of the activation.",
                Source = "rank-one part of the first gradient (arXiv 2406.04657, appendix): 2 b / sqrt d (c^2 + b^2 + (d/n) loss)^(1/2) per unit of rate",
                Figure = "b_activations_strength",
                Evaluate = evidence => BeyondEvidence.Each("measured over predicted within 10 % of 1",
                    [.. s_kinds.Select(entry => (entry.Name, evidence.Ratio(Id, entry.Name, 1, "update_norm", "update_predicted")))], (_, value) => Math.Abs(value - 1) <= 0.1),
            },
            new Claim
            {
                Id = $"{Id}-left",
                Statement = "Its left singular vector is the last layer, for every activation.",
                Source = "the same: a (X^T r)^T",
                Figure = "b_activations_strength",
                Evaluate = evidence => BeyondEvidence.Each("|u_1 . a| / |a| at least 0.97", [.. s_kinds.Select(entry => (entry.Name, evidence.At(Id, entry.Name, 1, "update_left").Mean))], (_, value) => value >= 0.97),
            },
            new Claim
            {
                Id = $"{Id}-linear",
                Statement = "A linear student's first gradient is exactly of rank one, no other's is.",
                Source = "sigma' = 1: G = 2 / (n sqrt(h d)) a^T r^T X",
                Figure = "b_activations_strength",
                Evaluate = evidence => BeyondEvidence.Each("second over first singular value of the step: linear at most 1e-5, the others at least 0.01",
                    [.. s_kinds.Select(entry => (entry.Name, evidence.Ratio(Id, entry.Name, 1, "update_second", "update_norm")))], (run, value) => run == "linear" ? value <= 1e-5 : value >= 0.01),
            },
            new Claim
            {
                Id = $"{Id}-tails",
                Statement = "Ten steps of Adam at rate 1 make many outliers with every nonlinear unit, and at most two with a linear one.",
                Source = "ours: without sigma' every gradient has the left vector a",
                Figure = "b_activations_tails",
                Evaluate = evidence => BeyondEvidence.Each("values above the edge: at least 10, with the linear unit at most 2",
                    [.. s_kinds.Select(entry => (entry.Name, evidence.At(Id, entry.Name + "-adam", Steps, "values_above_edge").Mean))], (run, value) => run == "linear" ? value <= 2 : value >= 10),
            },
        ],
    };

    private static FigureDefinition Strengths(Evidence evidence)
    {
        PanelDefinition panel = new PanelDefinition(new AxisDefinition("predicted norm", true), new AxisDefinition("measured norm", true))
            .Add(new ElementDefinition(ElementKind.Line, Id + "/probes")
            { X = "update_predicted", Y = "update_predicted", Where = [("step", 1), ("repeat", 0)], Label = "equal", Style = 6, Plain = true, SetsRange = false });
        for (int i = 0; i < s_kinds.Length; i++)
        {
            panel.Add(new ElementDefinition(ElementKind.Points, Id + "/probes")
            { X = "update_predicted", Y = "update_norm", Where = [("case", s_kinds[i].Name), ("step", 1)], Label = s_kinds[i].Name, Style = i });
        }

        double low = s_kinds.Min(entry => evidence.At(Id, entry.Name, 1, "update_predicted").Mean), high = s_kinds.Max(entry => evidence.At(Id, entry.Name, 1, "update_predicted").Mean);
        return new FigureDefinition("b_activations_strength", "Norm of the first step of gradient descent",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Each point a repeat; predicted from the mean slope and the loss, from {NumberText.Of(low, 2)} (sigmoid) to {NumberText.Of(high, 2)} (linear).")).Add(panel);
    }
}
