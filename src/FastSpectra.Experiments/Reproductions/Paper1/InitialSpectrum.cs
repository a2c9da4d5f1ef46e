using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>The bulk before training, its edge and the rate at which finite matrices approach the law.</summary>
internal static class InitialSpectrum
{
    private const string Id = "p1-initial";
    private const string Sizes = "initial/sizes";

    // Mean of the Tracy-Widom law of order 1 (Bornemann 2010).
    private const double TracyWidomMean = -1.2065335746;

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "spectrum before training (Marchenko-Pastur bulk)",
        Title = "Before training: the Marchenko-Pastur bulk",
        Text =
        [
            "The entries of the initial weights *W*_{0} are independent standard normals, so the eigenvalues of *W*_{0}^{T}*W*_{0}/*h* follow the Marchenko–Pastur law of ratio *d*/*h* = 2/3. "
            + "The distance to the law, its edge and the exponent that a power law would have are the baselines against which every later statement is read.",
        ],
        Configuration = "sizes of the published configuration (d = 1000, h = 1500), and 1/4, 1/2 and 2 times them",
        Studies = [InitialSpectrumStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-rate",
                Statement = "The spectrum of the initial weights tends to the Marchenko-Pastur law as h and d grow together.",
                Source = "law of the initial spectrum; rate 1/d up to logarithms by rigidity",
                Figure = "p1_initial_rate",
                Evaluate = Rate,
            },
            new Claim
            {
                Id = $"{Id}-edge",
                Statement = "The largest singular value lies at sqrt h + sqrt d with Tracy-Widom fluctuations.",
                Source = "|W_0|_2 -> sqrt h + sqrt d; Tracy-Widom law of order 1",
                Figure = "p1_initial_rate",
                Evaluate = evidence =>
                {
                    SampleMean fluctuation = evidence[Sizes].Mean("edge_fluctuation");
                    return Finding.Near(fluctuation, TracyWidomMean, 3 * fluctuation.StandardError, "mean of the Tracy-Widom law, 3 standard errors over all sizes");
                },
            },
            new Claim
            {
                Id = $"{Id}-exponent",
                Statement = "The power-law exponent of the pure bulk is that of the Marchenko-Pastur law of ratio 2/3, inside (2, 2.5): the value alone does not tell a spike from none.",
                Source = "definition of PL_Alpha_Hill applied to the law; independent measurement 2.446",
                Figure = "p1_initial_esd",
                Evaluate = evidence =>
                {
                    SampleMean hill = evidence[Sizes].Where("d", InitialSpectrumStudy.Dimensions(evidence.Scale)[2]).Mean("hill");
                    return Finding.Near(hill, LawExponent(), 0.01 + (3 * hill.StandardError), "exponent of the law's upper half; 0.01 and 3 standard errors");
                },
            },
            new Claim
            {
                Id = $"{Id}-alignment",
                Statement = "Before training the leading vector is not aligned with the teacher: |<v_1, beta>| is that of a random direction, sqrt(2/(pi d)) on average.",
                Source = "random direction in d dimensions; independent measurement 0.022 ± 0.012 at d = 1000",
                Figure = "p1_initial_rate",
                Evaluate = evidence =>
                {
                    ResultTable table = evidence[Sizes];
                    SampleMean scaled = SampleMean.Of(table.Numbers("alignment").Zip(table.Numbers("d"), (alignment, d) => alignment * Math.Sqrt(Math.PI * d / 2)));
                    return Finding.Near(scaled, 1, 3 * scaled.StandardError, "alignment times sqrt(pi d / 2), 3 standard errors over all sizes");
                },
            },
        ],
    };

    // 1 + 1 / mean of ln(lambda / median) over the upper half of the law, by 4000 quantiles.
    private static double LawExponent()
    {
        const int quantiles = 4000;
        Spectra.MarchenkoPastur law = new(3, 2);
        double median = Quantile(0.5), sum = 0;
        for (int i = 0; i < quantiles; i++)
        {
            sum += Log.Of(Quantile(0.5 + (0.5 * (i + 0.5) / quantiles)) / median);
        }

        return 1 + (quantiles / sum);

        double Quantile(double share)
        {
            double low = law.LowerEdge, high = law.UpperEdge;
            for (int i = 0; i < 40; i++)
            {
                double middle = (low + high) / 2;
                (low, high) = law.Cumulative(middle) < share ? (middle, high) : (low, middle);
            }

            return (low + high) / 2;
        }
    }

    private static Finding Rate(Evidence evidence)
    {
        (double slope, double error) = PowerFit.Exponent(evidence[Sizes], "d", "distance");
        return Finding.Of(slope <= -0.7 && slope >= -1.3, "distance ~ d^p with p from -1.3 to -0.7", $"p = {NumberText.Of(slope, 3)} ± {NumberText.Of(error, 2)}", slope, error);
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition density = new FigureDefinition("p1_initial_esd", "Initial spectrum and the Marchenko–Pastur law",
            "Eigenvalues of *W*_{0}^{T}*W*_{0}/*h* at the size of the main experiment; the line is the law of ratio *d*/*h* = 2/3.")
            .Add(new PanelDefinition(new AxisDefinition("eigenvalue λ/*h*"), new AxisDefinition("density"))
                .Add(new ElementDefinition(ElementKind.Histogram, "initial/eigenvalues") { X = "eigenvalue_over_h", Label = "initial weights" })
                .Add(new ElementDefinition(ElementKind.Line, "initial/law") { X = "eigenvalue_over_h", Y = "density", Label = "Marchenko–Pastur", Style = 6, Plain = true }));
        FigureDefinition rate = new FigureDefinition("p1_initial_rate", "Distance to the law and place of the edge against size",
            "Left: Kolmogorov distance between spectrum and law; right: largest singular value over √*h* + √*d*. Mean and standard deviation over repeats.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("Kolmogorov distance", true))
                .Add(new ElementDefinition(ElementKind.Line, Sizes) { X = "d", Y = "distance", Label = "measured" }))
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("σ_{1}/(√*h* + √*d*)"))
                .Add(new ElementDefinition(ElementKind.Line, Sizes) { X = "d", Y = "edge_ratio", Label = "measured" })
                .Add(new ElementDefinition(ElementKind.Reference) { At = 1, Label = "limit", Style = 6 }));
        return [density, rate];
    }
}
