using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>When one step leaves an outlier, against the transition of Baik, Ben Arous and Péché.</summary>
internal static class Spike
{
    private const string Id = "p1-spike";
    private const string Spikes = "spike/spikes";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "Bulk+Spike after one step: threshold on the learning rate",
        Title = "The spike of one step: threshold, place and size",
        Text =
        [
            "A rank-one matrix θ*uv*^{T} added to independent normal entries makes an outlier only above θ_{*c*} = (*hd*)^{1/4}; then it lies at √((θ^{2} + *h*)(θ^{2} + *d*))/θ. With θ = η‖*M*_{0}‖_{2} and Theorem 4.1 the rate at which Adam's first step "
            + "leaves the bulk is η_{*c*} ∝ (*hd*)^{−1/4}.",
            "Weights that the update is independent of follow the law closely. The student's own weights do not quite: the residual contains the network's output, so the gradient has a part opposite to *W*_{0}^{T}*a*, which delays the spike. "
            + "Gradient descent shows it most.",
        ],
        Configuration = "sizes, teacher and noise of the published configuration; rates in units of the predicted threshold are ours",
        Studies = [SpikeStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-exponent",
                Statement = "The rate at which one Adam step produces a spike scales as (h d)^(-1/4), that is 1/sqrt d.",
                Source = "corollary of Theorem 4.1 with the BBP threshold (derived)",
                Figure = "p1_spike_sizes",
                Evaluate = evidence =>
                {
                    ResultTable table = evidence[Spikes].Where("kind", "adam");
                    List<double> d = [], rates = [];
                    foreach ((int size, _) in SpikeStudy.Sizes(evidence.Scale))
                    {
                        d.Add(size);
                        rates.Add(CrossingRate(table.Where("d", size)));
                    }

                    (double slope, double error) = PowerFit.Exponent(d, rates);
                    return Finding.Of(Math.Abs(slope + 0.5) <= 0.1, "rate at overlap 1/2 ~ d^p with p = -0.5 ± 0.1 over four sizes", $"p = {NumberText.Of(slope)} ± {NumberText.Of(error, 2)}", slope, error);
                },
            },
            new Claim
            {
                Id = $"{Id}-place",
                Statement = "Above the threshold the outlier lies where the BBP law puts it.",
                Source = "BBP transition, rectangular case",
                Figure = "p1_spike_law",
                Evaluate = evidence =>
                {
                    ResultTable table = Largest(evidence, "independent", 3);
                    SampleMean ratio = SampleMean.Of(table.Numbers("edge_ratio").Zip(table.Numbers("law_edge_ratio"), (measured, law) => measured / law));
                    return Finding.Near(ratio, 1, 0.02, "measured over predicted at three times the threshold, update independent of the weights; its own bulk adds a little");
                },
            },
            new Claim
            {
                Id = $"{Id}-overlap",
                Statement = "The outlier's right vector overlaps with the update's as the BBP law says.",
                Source = "BBP transition, rectangular case",
                Figure = "p1_spike_law",
                Evaluate = evidence =>
                {
                    ResultTable table = Largest(evidence, "independent", 2);
                    SampleMean difference = SampleMean.Of(table.Numbers("right_overlap").Zip(table.Numbers("law_right_overlap"), (measured, law) => measured - law));
                    return Finding.Near(difference, 0, 0.05 + (2 * difference.StandardError), "squared overlap minus law at twice the threshold, 0.05 and 2 standard errors");
                },
            },
            new Claim
            {
                Id = $"{Id}-below",
                Statement = "Below the threshold one Adam step leaves no outlier, well above it exactly one.",
                Source = "one-step spectra: no spike at rates 0.001 and 0.01, one at 0.1",
                Figure = "p1_spike_law",
                Evaluate = evidence =>
                {
                    SampleMean below = Largest(evidence, "adam", 0.5).Mean("values_above_edge"), above = Largest(evidence, "adam", 3).Mean("values_above_edge");
                    return Finding.Of(below.Mean == 0 && above.Mean == 1, "0 values above the edge (4 Tracy-Widom spreads beyond sqrt h + sqrt d) at half the threshold, 1 at three times", $"{below} and {above}", above.Mean, above.StandardError);
                },
            },
            new Claim
            {
                Id = $"{Id}-delay",
                Statement = "Gradient descent's spike is delayed beyond the law: the gradient is partly opposite to the weights.",
                Source = "no spike at rate 1000 although theta = 44 > 35; spike at 2000 (derived and measured)",
                Figure = "p1_spike_law",
                Evaluate = evidence =>
                {
                    SampleMean gradient = Largest(evidence, "gradient", 2).Mean("right_overlap"), independent = Largest(evidence, "independent", 2).Mean("right_overlap");
                    double separation = SampleMean.Separation(independent, gradient);
                    return Finding.Of(separation > 3, "squared overlap at twice the threshold below that of an independent matrix by more than 3 combined standard errors", $"{gradient} against {independent}: {NumberText.Of(separation, 3)} standard errors", separation);
                },
            },
        ],
    };

    private static ResultTable Largest(Evidence evidence, string kind, double strength) =>
        evidence[Spikes].Where("kind", kind).Where("d", SpikeStudy.Sizes(evidence.Scale)[^2].D).Where("strength", strength);

    // The rate at which the mean overlap passes one half, by interpolation in the logarithm of the rate.
    private static double CrossingRate(ResultTable table)
    {
        double[] strengths = [.. table.Numbers("strength").Distinct()];
        double earlierRate = double.NaN, earlierOverlap = double.NaN;
        foreach (double strength in strengths)
        {
            ResultTable rows = table.Where("strength", strength);
            double rate = Log.Of(rows.Mean("rate").Mean), overlap = rows.Mean("right_overlap").Mean;
            if (overlap >= 0.5)
            {
                return Exp.Of(earlierRate + ((rate - earlierRate) * (0.5 - earlierOverlap) / (overlap - earlierOverlap)));
            }

            (earlierRate, earlierOverlap) = (rate, overlap);
        }

        return double.NaN;
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        int d = SpikeStudy.Sizes(evidence.Scale)[^2].D;
        FigureDefinition law = new FigureDefinition("p1_spike_law", "The outlier of one step against the BBP law",
            "Largest singular value over the edge √*h* + √*d*, and squared overlap of its right vector with the update's, against the update's strength in units of θ_{*c*} = (*hd*)^{1/4}. The black line is the law; the control adds Adam's update to independent weights.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 290 }
            .Add(Panel("edge_ratio", "σ_{1}/(√*h* + √*d*)")).Add(Panel("right_overlap", "⟨*v*_{1}(*W*_{1}), *v*_{1}(*M*_{0})⟩^{2}"));
        FigureDefinition sizes = new FigureDefinition("p1_spike_sizes", "One threshold for all sizes",
            "The squared overlap for Adam at four sizes, against the rate itself (left) and against the strength η‖*M*_{0}‖_{2}/(*hd*)^{1/4} (right), where the curves fall together.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 290 };
        foreach ((string x, string label) in ((string, string)[])[("rate", "learning rate η"), ("strength", "η‖*M*_{0}‖_{2}/(*hd*)^{1/4}")])
        {
            PanelDefinition panel = new(new AxisDefinition(label, true), new AxisDefinition("squared overlap"));
            int style = 0;
            foreach ((int size, _) in SpikeStudy.Sizes(evidence.Scale))
            {
                panel.Add(new ElementDefinition(x == "rate" ? ElementKind.Points : ElementKind.Line, Spikes) { X = x, Y = "right_overlap", Where = [("kind", "adam"), ("d", size)], Label = $"*d* = {size}", Style = style++ });
            }

            sizes.Add(panel);
        }

        return [law, sizes];

        PanelDefinition Panel(string column, string label) => new PanelDefinition(new AxisDefinition("θ/θ_{*c*}"), new AxisDefinition(label))
            .Add(new ElementDefinition(ElementKind.Line, "spike/law") { X = "strength", Y = column, Label = "law", Style = 6, Plain = true })
            .Add(Line("independent", column, "Adam's update, independent weights", 2)).Add(Line("adam", column, "Adam", 0)).Add(Line("gradient", column, "gradient descent", 1));

        ElementDefinition Line(string kind, string column, string label, int style) => new(ElementKind.Line, Spikes) { X = "strength", Y = column, Label = label, Style = style, Where = [("kind", kind), ("d", d)] };
    }
}
