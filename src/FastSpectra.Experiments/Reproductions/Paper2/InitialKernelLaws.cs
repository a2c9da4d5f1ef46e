namespace FastSpectra.Experiments;

/// <summary>Spectra of W and of both kernels at random weights against the Marchenko-Pastur law and its deformations.</summary>
internal static class InitialKernelLaws
{
    private const string Id = "p2-laws";
    private const string Source = "initial limit laws used by the paper (Fan and Wang 2020, two layers)";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "spectra of W, CK and NTK at initialisation (theme a and b; figure numbers not known)",
        Title = "Before training: deformed Marchenko-Pastur laws of both kernels",
        Text =
        [
            "With *b* = E σ′ and *a* = E σ′^{2}, the conjugate kernel follows the Marchenko–Pastur map of ratio *n*/*h* of (1 − *b*^{2}) + *b*^{2}*XX*^{T}/*d*, and the neural tangent kernel the law of "
            + "*K*_{CK} + *b*^{2}*XX*^{T}/*d* + (*a* − *b*^{2})*I*. Both are solved from one fixed-point equation for the Stieltjes transform.",
        ],
        Configuration = Paper2Setting.Stated,
        Studies = [LawsStudy.Instance, CasesStudy.Instance],
        Figures = Figures,
        Claims =
        [
            Law("ck-rate", "The spectrum of the conjugate kernel at random weights tends to the deformed Marchenko-Pastur law as n, h and d grow together.", "ck_distance"),
            Law("ntk-rate", "The spectrum of the neural tangent kernel at random weights tends to its limit law.", "ntk_distance",
                "below n = 250 half of the spectrum lies within the spread of the law's floor, and the distance saturates (p = -0.27 at n = 50 to 200)"),
            new Claim
            {
                Id = $"{Id}-ntk-w",
                Statement = "Without the last layer, the tangent kernel tends to b^2 X X^T / d + (a - b^2) I.",
                Source = Source,
                Figure = "p2_laws_rate",
                Evaluate = evidence => Paper2Evidence.Exponent(evidence[Paper2Evidence.Sizes], "ntk_w_wasserstein", -1.3, -0.25, "Wasserstein-1 distance ~ n^p"),
            },
            new Claim
            {
                Id = $"{Id}-edges",
                Statement = "The largest eigenvalues of CK and NTK lie at the edges of their laws.",
                Source = Source,
                Figure = "p2_laws_esd",
                Evaluate = Edges,
            },
            new Claim
            {
                Id = $"{Id}-floor",
                Statement = "The smallest eigenvalue of the NTK stays above a constant, the condition of the convergence theorem.",
                Source = "Theorem 5.2 (step-size bound) with the lower edge of the law",
                Figure = "p2_laws_rate",
                Evaluate = Floor,
            },
        ],
    };

    private static Claim Law(string word, string statement, string column, string? fullSizeOnly = null) => new()
    {
        Id = $"{Id}-{word}",
        Statement = statement,
        Source = Source,
        Figure = "p2_laws_rate",
        FullSizeOnly = fullSizeOnly,
        Evaluate = evidence => Paper2Evidence.Exponent(evidence[Paper2Evidence.Sizes], column, -1.3, -0.3, "Kolmogorov distance ~ n^p"),
    };

    private static Finding Edges(Evidence evidence)
    {
        ResultTable table = evidence[Paper2Evidence.Sizes];
        double largest = table.Numbers("n").Max();
        table = table.Where("n", largest);
        double ck = table.Mean("ck_top").Mean / table.Mean("ck_edge").Mean, ntk = table.Mean("ntk_top").Mean / table.Mean("ntk_edge").Mean;
        double tolerance = evidence.Scale == ReproductionScale.Quick ? 0.08 : 0.03;
        return Finding.Of(Math.Abs(ck - 1) <= tolerance && Math.Abs(ntk - 1) <= tolerance, $"both ratios 1 ± {NumberText.Of(tolerance)} (several times the fluctuation n^(-2/3))",
            $"{NumberText.Of(ck)} (CK), {NumberText.Of(ntk)} (NTK) at n = {NumberText.Of(largest)}", ck);
    }

    private static Finding Floor(Evidence evidence)
    {
        ResultTable table = evidence[Paper2Evidence.Sizes];
        double largest = table.Numbers("n").Max();
        table = table.Where("n", largest);
        SampleMean smallest = table.Mean("ntk_smallest");
        double floor = table.Mean("ntk_floor").Mean;
        double share = evidence.Scale == ReproductionScale.Quick ? 0.6 : 0.8;
        return Finding.Of(smallest.Mean >= share * floor && smallest.Mean <= 1.2 * floor,
            $"lower edge {NumberText.Of(floor)} of the law, from {NumberText.Of(share)} to 1.2 times", smallest.ToString(), smallest.Mean, smallest.StandardError);
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition density = Paper2Figures.Densities(
            "p2_laws_esd", "Spectra at random weights and their laws", "Eigenvalues of the initial network at the paper's sizes; lines are the limit laws. The conjugate kernel has *n* − *h* eigenvalues 0 besides.",
            "sgd-0.1-both", lastLayerTrained: true, isLogarithmic: false, beforeOnly: true);
        FigureDefinition rate = new FigureDefinition("p2_laws_rate", "Distance to the laws and smallest eigenvalue against size", "Mean and standard deviation over draws; Kolmogorov distances of W, CK and NTK, Wasserstein-1 distance for the NTK of *W* alone, whose law has a point mass.")
        { Columns = 2, PanelWidth = 340, PanelHeight = 270 }
            .Add(Paper2Figures.AgainstWidth("distance to the law", "distance", Paper2Evidence.Sizes, ("w_distance", "*W*"), ("ck_distance", "CK"), ("ntk_distance", "NTK"), ("ntk_w_wasserstein", "NTK, *W* only")))
            .Add(new PanelDefinition(new AxisDefinition("*n* (with *h*, *d* in proportion)", true), new AxisDefinition("smallest eigenvalue of the NTK"), "floor of the NTK")
                .Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Sizes) { X = "n", Y = "ntk_smallest", Label = "measured" })
                .Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Sizes) { X = "n", Y = "ntk_floor", Label = "edge of the law", Style = 6, Plain = true }));
        return [density, rate];
    }
}
