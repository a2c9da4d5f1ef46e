namespace FastSpectra.Experiments;

/// <summary>Test loss and R^2 of trained networks against regression with the kernels at random weights.</summary>
internal static class Generalisation
{
    private const string Id = "p2-regression";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "test error and R^2 per case against the initial kernels (theme d; table number not known)",
        Title = "What was learnt beyond the initial kernels",
        Text =
        [
            "Where spectra stay, the network is its linearisation: slow training of *W* ends at regression with the initial NTK. The best ridge regression with the initial kernels, its ridge chosen on the test set in its favour, is what a "
            + "network without feature learning could reach at most.",
        ],
        Configuration = Paper2Setting.Stated + "; ridges 0 to 10, our choice",
        Studies = [CasesStudy.Instance, RegressorStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-linearised",
                Statement = "Trained slowly, the network predicts as regression with its initial NTK does.",
                Source = "invariance of the NTK (Corollary 5.3); lazy training",
                Figure = "p2_regression",
                Evaluate = evidence =>
                {
                    double network = evidence.Last("gd-20-w", Metric.NetworkTestLoss), kernel = Loss(evidence, "linearised network; W");
                    double tolerance = (evidence.Scale == ReproductionScale.Quick ? 0.25 : 0.1) * kernel;
                    return Finding.Near(SampleMean.Single(network), kernel, tolerance, "a share of the loss of the linearised network");
                },
            },
            new Claim
            {
                Id = $"{Id}-beyond",
                Statement = "Adam with a spike generalises better than the best ridge regression with either initial kernel.",
                Source = "abstract: lower test error and feature learning after adaptive training",
                Figure = "p2_regression",
                FullSizeOnly = "at the quick sizes the network has too few samples to find the direction",
                Evaluate = evidence =>
                {
                    double network = evidence.Last("adam-0.01-both", Metric.NetworkTestLoss), kernel = Math.Min(Best(evidence, "CK"), Best(evidence, "NTK"));
                    return Finding.Of(network < kernel, $"below the best ridge regression, {NumberText.Of(kernel)}", NumberText.Of(network), network);
                },
            },
            new Claim
            {
                Id = $"{Id}-r-squared",
                Statement = "R^2 on the test set orders the three behaviours: invariant bulk, then spike.",
                Source = "abstract: the behaviours are correlated with feature learning",
                Figure = "p2_regression",
                Evaluate = evidence =>
                {
                    double bulk = evidence.Last("sgd-1-both", Metric.RSquared), spike = evidence.Last("sgd-20-both", Metric.RSquared), adam = evidence.Last("adam-0.01-both", Metric.RSquared);
                    return Finding.Of(bulk < spike && bulk < adam, "invariant bulk below either spike", $"{NumberText.Of(bulk)} (SGD 1), {NumberText.Of(spike)} (SGD 20), {NumberText.Of(adam)} (Adam 0.01)", adam - bulk);
                },
            },
        ],
    };

    private static double Loss(Evidence evidence, string kernel) => evidence[Paper2Evidence.Losses].Where("kernel", kernel).Numbers("test_loss")[0];

    private static double Best(Evidence evidence, string kernel) => evidence[Paper2Evidence.Losses].Where("kernel", kernel).Numbers("test_loss").Where(double.IsFinite).Min();

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence) =>
    [
        new FigureDefinition("p2_regression", "Networks and kernel regressors", "Left: test loss of ridge regression with the kernels at random weights; horizontal lines are trained networks. Right: R^{2} over epochs.")
        { Columns = 2, PanelWidth = 360, PanelHeight = 280 }
            .Add(new PanelDefinition(new AxisDefinition("ridge λ", true), new AxisDefinition("test loss"), "initial kernels")
                .Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Losses) { X = "lambda", Y = "test_loss", Where = [("kernel", "CK")], Label = "CK", Style = 0 })
                .Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Losses) { X = "lambda", Y = "test_loss", Where = [("kernel", "NTK")], Label = "NTK", Style = 1 })
                .Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Losses) { X = "lambda", Y = "test_loss", Where = [("kernel", "NTK_W")], Label = "NTK of *W*", Style = 2 })
                .Add(new ElementDefinition(ElementKind.Reference) { At = evidence.Last("gd-20-w", Metric.NetworkTestLoss), Label = "GD on *W*", Style = 4 })
                .Add(new ElementDefinition(ElementKind.Reference) { At = evidence.Last("adam-0.01-both", Metric.NetworkTestLoss), Label = "Adam η = 0.01", Style = 3 }))
            .Add(Paper2Figures.Strategies("R^{2} on the test set", "R^{2}", false, Metric.RSquared, ("sgd-1-both", "SGD η = 1"), ("sgd-20-both", "SGD η = 20"), ("gd-20-w", "GD η = 20, *W*"), ("adam-0.01-both", "Adam η = 0.01"), ("adam-0.05-both", "Adam η = 0.05"))),
    ];
}
