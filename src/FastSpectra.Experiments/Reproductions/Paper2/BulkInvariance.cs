namespace FastSpectra.Experiments;

/// <summary>Small constant rates: the training loss goes to zero and the bulk spectra stay.</summary>
internal static class BulkInvariance
{
    private const string Id = "p2-invariance";
    private const string Corollary = "abstract; Corollary 5.3 (invariance of the bulk under the step-size bound of Theorem 5.2)";

    private static readonly string[] s_small = ["sgd-10-w", "gd-20-w", "gd-100-w"];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "spectra before and after GD and SGD with small rates; change norms against width (themes a, b, e; figure numbers not known)",
        Title = "Small constant rates: invariant bulk",
        Text =
        [
            "With λ_{min} of the NTK bounded below, gradient descent below the stability bound drives the residual to 0 while |*W*_{t} − *W*_{0}|_{F} stays of order √*n*: by Hoffman and Wielandt the bulk spectra "
            + "of *W*, CK and NTK cannot move. If the last layer is trained at the same rate, the NTK, which contains it, drifts; *W* and CK stay.",
        ],
        Configuration = Paper2Setting.Stated + "; widths: rate n/20 for full-batch GD on W, 300 steps, our choice below the bound n/lambda_max",
        Studies = [CasesStudy.Instance, ScalingStudy.Instance],
        Figures = Figures,
        Claims =
        [
            Kept("w", "GD and SGD with small rates leave the spectrum of W where it was.", Metric.WDistance, 0.006, 0.05),
            Kept("ck", "They leave the bulk of the conjugate kernel where it was.", Metric.CkDistance, 0.006, 0.05),
            Kept("ntk", "They leave the bulk of the neural tangent kernel of W where it was.", Metric.NtkDistance, 0.006, 0.05),
            new Claim
            {
                Id = $"{Id}-fit",
                Statement = "Meanwhile the training loss goes to zero.",
                Source = Corollary,
                Figure = "p2_invariance_loss",
                Evaluate = evidence => Paper2Evidence.AtMost(s_small.Max(strategy => evidence.Last(strategy, Metric.NetworkTrainLoss) / evidence.First(strategy, Metric.NetworkTrainLoss)), evidence.Scale == ReproductionScale.Quick ? 0.02 : 1e-3,
                    "largest remaining share of the initial training loss"),
            },
            new Claim
            {
                Id = $"{Id}-drift",
                Statement = "Training the last layer as well moves the NTK, which contains it, but neither W nor CK.",
                Source = "measured table 5.6; our reading of the corollary's hypotheses",
                Figure = "p2_invariance_loss",
                Evaluate = evidence =>
                {
                    double ntk = evidence.Last("sgd-1-both", Metric.NtkDistance), w = evidence.Last("sgd-1-both", Metric.WDistance), ck = evidence.Last("sgd-1-both", Metric.CkDistance);
                    return Finding.Of(ntk >= 0.15 && Math.Max(w, ck) <= ntk / 5, "Kolmogorov distance at least 0.15 for NTK, at most a fifth of that for W and CK",
                        $"{NumberText.Of(ntk)} (NTK), {NumberText.Of(w)} (W), {NumberText.Of(ck)} (CK)", ntk);
                },
            },
            Growth("frobenius", "The mean squared change of an entry of W falls as 1/n as n, h and d grow together.", "change_frobenius", -0.65, -0.35, "|W_t - W_0|_F / sqrt(h d) ~ n^p"),
            Growth("spectral", "The largest singular value of the change grows as sqrt n, like that of W_0: outliers are not excluded.", "change_spectral", 0.35, 0.65, "|W_t - W_0|_2 ~ n^p"),
            Growth("kernels", "Eigenvalues of the NTK move by amounts that vanish with n on average.", "ntk_mean_shift", -2.2, -0.4, "mean |lambda_i(t) - lambda_i(0)| ~ n^p (the bound is n^(-1/2), faster is allowed)"),
        ],
    };

    private static Claim Kept(string word, string statement, Metric metric, double full, double quick) => new()
    {
        Id = $"{Id}-{word}",
        Statement = statement,
        Source = Corollary,
        Figure = "p2_invariance_esd",
        Evaluate = evidence => Paper2Evidence.AtMost(s_small.Max(strategy => evidence.Last(strategy, metric)), evidence.Scale == ReproductionScale.Quick ? quick : full,
            "largest Kolmogorov distance to the initial spectrum"),
    };

    private static Claim Growth(string word, string statement, string column, double low, double high, string what) => new()
    {
        Id = $"{Id}-{word}",
        Statement = statement,
        Source = "derivation of Corollary 5.3 (|W_t - W_0|_F = O(sqrt n)); change norms against width",
        Figure = "p2_invariance_width",
        Evaluate = evidence => Paper2Evidence.Exponent(Trained(evidence), column, low, high, what),
    };

    private static ResultTable Trained(Evidence evidence) => evidence[Paper2Evidence.Scaling].Where("epoch", 300.0);

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition density = Paper2Figures.Densities(
            "p2_invariance_esd", "Spectra before and after SGD at rate 10 on *W*", "The training loss went to zero; lines are the laws at random weights.", "sgd-10-w", lastLayerTrained: false, isLogarithmic: false);
        FigureDefinition loss = new FigureDefinition("p2_invariance_loss", "Loss and distance of the spectra from where they began", "Left: training loss. Right: Kolmogorov distance of the NTK from its initial spectrum with *W* alone (not above 0.005) and with both layers trained.")
        { Columns = 2, PanelWidth = 340, PanelHeight = 270 }
            .Add(Paper2Figures.Strategies("training loss", "loss", true, Metric.NetworkTrainLoss, ("sgd-0.1-both", "SGD η = 0.1, both"), ("sgd-1-both", "SGD η = 1, both"), ("sgd-10-w", "SGD η = 10, *W*"), ("gd-100-w", "GD η = 100, *W*")))
            .Add(Paper2Figures.Strategies("distance of the NTK", "Kolmogorov distance", false, Metric.NtkDistance, ("sgd-0.1-both", "SGD η = 0.1, both"), ("sgd-1-both", "SGD η = 1, both"), ("sgd-10-w", "SGD η = 10, *W*"), ("gd-100-w", "GD η = 100, *W*")));
        PanelDefinition Width(string title, string axis, params (string Column, string Label)[] lines)
        {
            PanelDefinition panel = new(new AxisDefinition("*n* (with *h*, *d* in proportion)", true), new AxisDefinition(axis, true), title);
            for (int i = 0; i < lines.Length; i++)
            {
                panel.Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Scaling) { X = "n", Y = lines[i].Column, Where = [("epoch", 300.0)], Label = lines[i].Label, Style = i });
            }

            return panel;
        }

        FigureDefinition width = new FigureDefinition("p2_invariance_width", "Change norms against width", "Full-batch gradient descent on *W* at rate *n*/20, after 300 steps; mean and standard deviation over draws.")
        { Columns = 3, PanelWidth = 300, PanelHeight = 260 }
            .Add(Width("weights", "change of *W*", ("change_frobenius", "|Δ*W*|_{F}/√(*hd*)"), ("change_spectral", "|Δ*W*|_{2}")))
            .Add(Width("kernels", "|Δ*K*|_{F}", ("ck_change", "CK"), ("ntk_change", "NTK")))
            .Add(Width("eigenvalues", "mean |Δλ|", ("ck_mean_shift", "CK"), ("ntk_mean_shift", "NTK")));
        return [density, loss, width];
    }
}
