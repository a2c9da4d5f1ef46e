using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>Large constant rates: an outlier leaves the bulk and points at the data's structure.</summary>
internal static class LargeRateSpike
{
    private const string Id = "p2-spike";
    private const string Abstract = "abstract: with a large learning rate an outlier emerges, aligned with the structure of the training data";
    private const string Spiked = "sgd-20-both";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "bulk and spike after SGD with a large rate; evolution of leading eigenvalues and alignments (themes a, b, c; figure numbers not known)",
        Title = "Large rates: a spike that has learnt the teacher",
        Text =
        [
            "At rate 20 with both layers trained one singular value of *W* leaves the bulk. Its right vector points at the teacher's direction, the leading eigenvector of the conjugate kernel at the labels, and the test error falls. "
            + "The spike appears when the rank-one part of *W*_{t} − *W*_{0} passes (*hd*)^{1/4}, as the phase transition of spiked random matrices says.",
        ],
        Configuration = Paper2Setting.Stated,
        Studies = [CasesStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-outlier",
                Statement = "At a large rate one singular value of W leaves the bulk; at small rates none does.",
                Source = Abstract,
                Figure = "p2_spike_esd",
                Evaluate = evidence =>
                {
                    double large = evidence.Last(Spiked, Metric.ValuesAboveEdge), small = evidence.Last("sgd-1-both", Metric.ValuesAboveEdge);
                    return Finding.Of(large is >= 1 and <= 2 && small == 0, "1 or 2 values above 1.01 (sqrt h + sqrt d) at rate 20, none at rate 1", $"{NumberText.Of(large)} and {NumberText.Of(small)}", large);
                },
            },
            new Claim
            {
                Id = $"{Id}-teacher",
                Statement = "Its right singular vector is aligned with the teacher.",
                Source = Abstract,
                Figure = "p2_spike_evolution",
                Evaluate = evidence => Paper2Evidence.AtLeast(evidence.Last(Spiked, Metric.WBetaAlignment), 0.7, "|v_1 . beta|"),
            },
            new Claim
            {
                Id = $"{Id}-labels",
                Statement = "The leading eigenvector of the conjugate kernel aligns with the labels.",
                Source = Abstract,
                Figure = "p2_spike_evolution",
                Evaluate = evidence => Paper2Evidence.AtLeast(evidence.Last(Spiked, Metric.CkLabelAlignment), 0.6, "cosine with y"),
            },
            new Claim
            {
                Id = $"{Id}-threshold",
                Statement = "The outlier appears where the change of W passes the threshold (h d)^(1/4) of spiked random matrices, not below it.",
                Source = "spike phase transition (keywords of the paper); threshold of a rank-one perturbation",
                Figure = "p2_spike_threshold",
                Evaluate = Threshold,
            },
            new Claim
            {
                Id = $"{Id}-generalises",
                Statement = "The network with the spike generalises better than the one with the invariant bulk.",
                Source = "abstract: the three behaviours are correlated with feature learning",
                Figure = "p2_spike_evolution",
                Evaluate = evidence => Paper2Evidence.AtMost(evidence.Last(Spiked, Metric.NetworkTestLoss) / evidence.Last("sgd-1-both", Metric.NetworkTestLoss), 0.9, "test loss over that of rate 1"),
            },
            new Claim
            {
                Id = $"{Id}-stability",
                Statement = "The step-size bound is sharp in order: full-batch rates below n / lambda_max(NTK) converge, rate 40 in batches of 32 with both layers diverges at once.",
                Source = "Theorem 5.2 (step-size bound for GD)",
                Figure = "p2_invariance_loss",
                FullSizeOnly = "the rate at which small networks diverge varies with the draw",
                Evaluate = evidence =>
                {
                    ResultTable run = evidence[Paper2Evidence.Runs].Where("case", "sgd-40-both");
                    bool diverged = run.Numbers("diverged")[^1] == 1 || !(run.Numbers("network_train_loss")[^1] < 100);
                    double bound = evidence[Paper2Evidence.Runs].Where("case", "gd-100-w").Numbers("n")[0] / evidence.First("gd-100-w", Metric.NtkTop1);
                    double left = evidence.Last("gd-100-w", Metric.NetworkTrainLoss);
                    return Finding.Of(diverged && bound > 100 && left < 1e-3, "bound above 100, GD at 100 fits to 1e-3, SGD at 40 diverges or leaves a loss above 100",
                        $"bound {NumberText.Of(bound)}, loss {NumberText.Of(left)}, {(diverged ? "diverged" : "did not diverge")}", bound);
                },
            },
        ],
    };

    private static Finding Threshold(Evidence evidence)
    {
        ResultTable runs = evidence[Paper2Evidence.Runs];
        double threshold = TransitionThreshold(evidence);
        double[] change = runs.Numbers("change_spectral"), second = runs.Numbers("values_above_edge"), alignment = runs.Numbers("change_beta_alignment"), epoch = runs.Numbers("epoch");
        int right = 0, all = 0;
        for (int i = 0; i < change.Length; i++)
        {
            // Rank-one in good part and pointing at the teacher; the bulk of the change is not what the transition is about.
            if (epoch[i] > 0 && alignment[i] > 0.5)
            {
                all++;
                bool predicted = change[i] > 1.3 * threshold;
                right += predicted == second[i] >= 1 || (change[i] > 0.9 * threshold && change[i] < 1.6 * threshold) ? 1 : 0;
            }
        }

        return Finding.Of(all >= 3 && right == all, $"outlier where |W_t - W_0|_2 > 1.6 (h d)^(1/4) = {NumberText.Of(1.6 * threshold)}, none below 0.9 times",
            $"{right} of {all} probed networks whose change points at the teacher", (double)right / Math.Max(1, all));
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition density = Paper2Figures.Densities("p2_spike_esd", "Spectra before and after SGD at rate 20 on both layers",
            "One eigenvalue of *W* and of the conjugate kernel leaves the bulk; lines are the laws at random weights.", Spiked, lastLayerTrained: true, isLogarithmic: false);
        FigureDefinition evolution = new FigureDefinition("p2_spike_evolution", "Evolution at rate 20", "Leading singular values of *W* with the edge, alignments, and test loss with that of small rates.")
        { Columns = 3, PanelWidth = 300, PanelHeight = 260 }
            .Add(Paper2Figures.Evolution("singular values of *W*", "σ", false, Spiked, (Metric.SpectralNorm, "σ_{1}"), (Metric.SecondSingularValue, "σ_{2}")))
            .Add(Paper2Figures.Evolution("alignment", "cosine", false, Spiked, (Metric.WBetaAlignment, "*v*_{1} of *W* with β"), (Metric.CkLabelAlignment, "*u*_{1} of CK with *y*"), (Metric.NtkLabelAlignment, "*u*_{1} of NTK with *y*")))
            .Add(Paper2Figures.Strategies("test loss", "loss", false, Metric.NetworkTestLoss, (Spiked, "SGD η = 20"), ("sgd-10-both", "SGD η = 10"), ("momentum-2-both", "momentum, η = 2"), ("sgd-1-both", "SGD η = 1")));
        FigureDefinition threshold = new FigureDefinition("p2_spike_threshold", "Outlier against the size of the change", "Every probe of every strategy: largest singular value of *W*_{t} − *W*_{0} against that of *W*_{t}; the vertical line is (*hd*)^{1/4}.")
            .Add(new PanelDefinition(new AxisDefinition("|*W*_{t} − *W*_{0}|_{2}", true), new AxisDefinition("|*W*_{t}|_{2}", true))
                .Add(new ElementDefinition(ElementKind.Points, Paper2Evidence.Runs) { X = "change_spectral", Y = "spectral_norm", Label = "probes" })
                .Add(new ElementDefinition(ElementKind.Reference) { At = TransitionThreshold(evidence), IsHorizontal = false, Label = "(*hd*)^{1/4}", Style = 6 }));
        return [density, evolution, threshold];
    }

    // (h d)^(1/4) at the sizes of the runs.
    private static double TransitionThreshold(Evidence evidence)
    {
        double n = evidence[Paper2Evidence.Runs].Numbers("n")[0];
        return new BbpTransition((int)(n * Paper2Setting.H / Paper2Setting.N), (int)(n * Paper2Setting.D / Paper2Setting.N)).Threshold;
    }
}
