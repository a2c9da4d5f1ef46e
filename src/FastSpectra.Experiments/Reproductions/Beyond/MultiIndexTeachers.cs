namespace FastSpectra.Experiments;

/// <summary>Teachers of one, two and three directions: what one step and ten steps find of them.</summary>
internal static class MultiIndexTeachers
{
    private const string Id = "b-multi-index";
    private const int Steps = 10;

    private static readonly int[] s_directions = [1, 2, 3];

    private static readonly (string Name, OptimizerKind Rule, string Label)[] s_rules = [("sgd", OptimizerKind.Sgd, "gradient descent"), ("adam", OptimizerKind.Adam, "Adam")];

    public static Study Study { get; } = new BeyondStudy(Id, Cases);

    private static IReadOnlyList<BeyondCase> Cases(ReproductionScale scale, ulong seed) =>
    [
        .. s_rules.SelectMany(rule => s_directions.Select(directions =>
        {
            ExperimentConfiguration c = BeyondSizes.Base(scale, seed, Steps);
            double lr = rule.Rule == OptimizerKind.Sgd ? BeyondSizes.RootOfElements(c) : BeyondSizes.AtThreshold(c, 4);
            return new BeyondCase($"{rule.Name}-{directions}", c with { Optimizer = rule.Rule, Lr = lr, TeacherDirections = directions });
        })),
    ];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.Beyond,
        Figure = "teachers of one, two and three directions",
        Title = "Several directions, one spike",
        Text =
        [
            "The labels are *K*^{-1/2} times the sum of softplus over *K* orthonormal directions. The mean of label times input is one vector, along the sum of the directions: "
            + "the first gradient is of rank one for every *K*, and its spike knows the mean direction, not the plane. Ten steps do not change that.",
        ],
        Configuration = BeyondSizes.Stated,
        Studies = [Study],
        Figures = _ =>
        [
            new FigureDefinition("b_multi_index", "Teachers of several directions", "Alignment of the first right singular vector of *W* with the span of the directions and with their mean, Adam; and singular values of the first update of gradient descent.")
            { Columns = 3, PanelWidth = 320, PanelHeight = 280 }
                .Add(Alignment("with the span", "alignment"))
                .Add(Alignment("with the mean direction", "mean_direction_alignment"))
                .Add(BeyondEvidence.Spectra(Id, "first update, gradient descent", "singular value", "update", 1, [.. s_directions.Select(k => ($"sgd-{k}", $"*K* = {k}"))])),
        ],
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-rank-one",
                Statement = "The first step of gradient descent is of rank one for every number of directions, and makes at most one outlier.",
                Source = "leading part of the first gradient: a times (X^T r)^T, whatever the teacher",
                Figure = "b_multi_index",
                Evaluate = evidence =>
                {
                    bool few = s_directions.All(k => evidence.At(Id, $"sgd-{k}", 1, "values_above_edge").Mean <= 1);
                    Finding rank = BeyondEvidence.Each("stable rank of the step at most 1.3, and at most one value of W above the edge",
                        [.. s_directions.Select(k => ($"K = {k}", evidence.At(Id, $"sgd-{k}", 1, "update_stable_rank").Mean))], (_, value) => value <= 1.3);
                    return rank with { Verdict = few && rank.Verdict == ClaimVerdict.Holds ? ClaimVerdict.Holds : ClaimVerdict.Fails };
                },
            },
            new Claim
            {
                Id = $"{Id}-mean",
                Statement = "What the spike of the first step holds of the directions is their mean.",
                Source = "E x y = K^(-1/2) c sum_k beta_k",
                Figure = "b_multi_index",
                Evaluate = evidence => BeyondEvidence.Each("alignment with the mean over that with the span after one step of Adam at least 0.85; a direction of the span at random has 0.64 and 0.5",
                    [.. s_directions.Skip(1).Select(k => ($"K = {k}", evidence.Ratio(Id, $"adam-{k}", 1, "mean_direction_alignment", "alignment")))], (_, value) => value >= 0.85),
            },
            new Claim
            {
                Id = $"{Id}-one-direction",
                Statement = "Ten steps of Adam put one direction of the teacher's into the leading singular vectors, not K.",
                Source = "ours: the other directions enter by higher Hermite coefficients of the teacher, for which n of the order of d is too small",
                Figure = "b_multi_index",
                Evaluate = evidence => BeyondEvidence.Each("sum of squares over the first K vectors at most 1.6 times that of the first",
                    [.. s_directions.Skip(1).Select(k => ($"K = {k}", k * Square(evidence.Ratio(Id, $"adam-{k}", Steps, "subspace_alignment", "alignment"))))], (_, value) => value <= 1.6),
            },
        ],
    };

    private static double Square(double x) => x * x;

    private static PanelDefinition Alignment(string title, string column)
    {
        PanelDefinition panel = new(new AxisDefinition("step") { Integers = true }, new AxisDefinition("alignment of *v*_{1}") { Low = 0 }, title);
        foreach (int k in s_directions)
        {
            panel.Add(new ElementDefinition(ElementKind.Line, Id + "/probes") { X = "step", Y = column, Where = [("case", $"adam-{k}")], Label = $"*K* = {k}", Style = k - 1 });
        }

        return panel;
    }
}
