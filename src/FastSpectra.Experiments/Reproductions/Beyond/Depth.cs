namespace FastSpectra.Experiments;

/// <summary>Deeper students: the bulk, the first gradient, the order of the spikes and heavy tails, layer by layer.</summary>
internal static class Depth
{
    private const string Id = "b-depth";
    private const string First = "depth/first";
    private const string Spikes = "depth/spikes";
    private const string Steps = "depth/steps";

    // Where a spike of strength 2 puts the largest value of a square matrix: (2 + 1/2) / 2 edges.
    private const double ClearRatio = 1.25;
    private const double ClearStrength = 2;

    private static readonly string[] s_layerNames = ["*W*_{1}", "*W*_{2}", "*W*_{3}"];

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.Beyond,
        Figure = "deeper networks: L = 2, 3 and 4",
        Title = "Deeper networks: which layer gets the spike first",
        Text =
        [
            "Both papers train one hidden layer. Here the student has up to three, *W*_{1} of *h* × *d* and *W*_{2}, *W*_{3} of *h* × *h* with *h* = *d*, all trained by full-batch Adam with the last layer fixed. "
            + "At random weights the slopes σ′ are nearly independent of everything else, so the gradient of *every* layer is close to rank one: *G*_{*l*} ∝ (*W*_{*l*+1}^{T} ⋯ *W*_{*L*−1}^{T}*a*) (*Z*_{*l*−1}^{T}*r*)^{T} "
            + "with *r* = *f* − *y*. Adam takes its sign.",
            "What each pass back through a layer leaves behind: it multiplies by slopes that differ from sample to sample, so the share of the rank-one part falls towards the input, and with it the share in the sign. "
            + "A spike of strength θ leaves the bulk of a square matrix at θ = √*h*: the last hidden layer should be the first to have one as the rate grows, the first layer the last. "
            + "The update works against what the layer already writes along it (*f* is part of *r*), which is taken off its strength before it is compared with the law.",
        ],
        Configuration = "our choice: n = 2000, h = d = 1000, teacher, noise and ridge of arXiv 2406.04657; Adam, ten steps at rate 0.3",
        Studies = [DepthStudy.Instance],
        Figures = _ => Figures(),
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-bulk",
                Statement = "Before training the spectrum of every hidden layer is a Marchenko-Pastur bulk, however deep the student.",
                Source = "law of matrices of independent entries; distance O(log h / h) by rigidity",
                Figure = "b_depth_steps",
                Evaluate = evidence =>
                {
                    ResultTable initial = evidence[Steps].Where("step", 0L);
                    double h = DepthStudy.Configuration(evidence.Scale, 2, 0).H, largest = initial.Numbers("mp_distance").Aggregate(0.0, (a, b) => a >= b ? a : b), edge = initial.Numbers("edge_ratio").Aggregate(0.0, (a, b) => a >= b ? a : b);
                    double bound = 1.5 * Spectra(h);
                    return Finding.Of(largest <= bound && edge <= 1.05, $"largest Kolmogorov distance of any layer at most {NumberText.Of(bound, 2)} (1.5 log h / h) and no value beyond 1.05 edges", $"{NumberText.Of(largest, 3)}, {NumberText.Of(edge, 4)} edges", largest);
                },
            },
            new Claim
            {
                Id = $"{Id}-rank-one",
                Statement = "The first gradient of every hidden layer is nearly rank one, with the last layer carried back as its left vector and the residuals' combination of the layer's inputs as its right one.",
                Source = "derivation: slopes replaced by their mean",
                Figure = "b_depth_first",
                Evaluate = evidence =>
                {
                    double smallest = evidence[First].Numbers("left_overlap").Concat(evidence[First].Numbers("right_overlap")).Aggregate(1.0, (a, b) => a <= b ? a : b);
                    double bound = evidence.Scale == ReproductionScale.Quick ? 0.97 : 0.99;
                    return Finding.Of(smallest >= bound, $"smallest overlap of the leading vectors with the two directions, over layers, depths and repeats, at least {NumberText.Of(bound)}", NumberText.Of(smallest, 4), smallest);
                },
            },
            new Claim
            {
                Id = $"{Id}-teacher",
                Statement = "In the first layer the gradient points at the teacher as far as the moments of the layers above say, in deep students as in shallow ones.",
                Source = "cos^2 = zeta^2 / (zeta^2 + c^2 + (d/n) E r^2) with the moments of every layer; L = 2 is the law of the first gradient",
                Figure = "b_depth_first",
                Evaluate = evidence =>
                {
                    SampleMean ratio = SampleMean.Of(evidence[First].Where("layer", 1).Numbers("beta_alignment").Zip(evidence[First].Where("layer", 1).Numbers("beta_predicted"), (found, expected) => found / expected));
                    double tolerance = 0.02 + (3 * ratio.StandardError);
                    return Finding.Near(ratio, 1, tolerance, "measured over predicted |cos|, mean over depths and repeats; 2 % and 3 standard errors");
                },
            },
            new Claim
            {
                Id = $"{Id}-share",
                Statement = "The rank-one share of the first gradient, and of Adam's first update, falls from the last hidden layer to the first.",
                Source = "derivation: each layer on the way back multiplies by slopes that vary from sample to sample",
                Figure = "b_depth_first",
                Evaluate = evidence =>
                {
                    List<double> separations = [];
                    foreach ((int layers, int layer) in Pairs())
                    {
                        foreach (string column in (string[])["gradient_share", "update_share"])
                        {
                            separations.Add(SampleMean.Separation(Of(evidence[First], layers, layer + 1).Mean(column), Of(evidence[First], layers, layer).Mean(column)));
                        }
                    }

                    double smallest = separations.Aggregate((a, b) => a <= b ? a : b);
                    return Finding.Of(smallest >= 3, "a layer's share above that of the layer below it by at least 3 standard errors, in every pair", $"{NumberText.Of(smallest, 3)} standard errors in the closest pair", smallest);
                },
            },
            new Claim
            {
                Id = $"{Id}-first-spike",
                Statement = "As the rate of one Adam step grows, the last hidden layer is the first to have a clear spike and the first layer the last.",
                Source = "BBP transition at strength sqrt h, and the shares of the updates",
                Figure = "b_depth_spikes",
                Evaluate = evidence =>
                {
                    List<double> separations = [];
                    foreach ((int layers, int layer) in Pairs())
                    {
                        separations.Add(SampleMean.Separation(ClearRates(evidence, layers, layer, "rate"), ClearRates(evidence, layers, layer + 1, "rate")));
                    }

                    double smallest = separations.Aggregate((a, b) => a <= b ? a : b);
                    string rates = string.Join("; ", DepthStudy.Depths.Select(layers => $"L = {layers}: " + string.Join(" > ", Enumerable.Range(1, layers - 1).Select(layer => NumberText.Of(ClearRates(evidence, layers, layer, "rate").Mean, 3)))));
                    return Finding.Of(smallest >= 3, $"rate times sqrt h at which the largest value passes {ClearRatio} edges lower by at least 3 standard errors than in the layer below, in every pair", $"{rates} (from W_1 up); {NumberText.Of(smallest, 3)} standard errors in the closest pair", smallest);
                },
            },
            new Claim
            {
                Id = $"{Id}-bbp",
                Statement = "The spike of one step stands where the BBP law puts it, in every layer, once what the layer already writes along the update is taken off its strength.",
                Source = "BBP transition for W - s u v^T with u independent of W and v dependent on it through W^T u: strength^2 = s^2 - 2 s u^T W v",
                Figure = "b_depth_spikes",
                Evaluate = evidence =>
                {
                    SampleMean effective = Crossing("effective_strength"), plain = Crossing("strength");
                    Finding finding = Finding.Near(effective, ClearStrength, 0.05 * ClearStrength, $"effective strength in units of the threshold at which the largest value passes {ClearRatio} edges, mean over all layers; 5 %");
                    return finding with { Measured = $"{effective}; the update's own strength is {plain} there" };

                    SampleMean Crossing(string column) =>
                        SampleMean.Of(DepthStudy.Depths.SelectMany(layers => Enumerable.Range(1, layers - 1).SelectMany(layer => Crossings(evidence, layers, layer, column))));
                },
            },
            new Claim
            {
                Id = $"{Id}-heavy-tails",
                Statement = "Ten steps at a rate that leaves a spike after the first make the tail of every hidden layer heavier: bulk, spike, heavy tail in deep students too.",
                Source = "arXiv 2406.04657's transition for one hidden layer, asked of several",
                Figure = "b_depth_steps",
                Evaluate = evidence =>
                {
                    double spike = double.PositiveInfinity, fall = double.PositiveInfinity;
                    foreach (int layers in DepthStudy.Depths)
                    {
                        for (int layer = 1; layer < layers; layer++)
                        {
                            ResultTable rows = Of(evidence[Steps], layers, layer);
                            spike = Least(spike, rows.Where("step", 1L).Mean("edge_ratio").Mean);
                            fall = Least(fall, rows.Where("step", 0L).Mean("pl_alpha_hill").Mean - rows.Where("step", 10L).Mean("pl_alpha_hill").Mean);
                        }
                    }

                    return Finding.Of(spike >= ClearRatio && fall >= 0.03, $"largest value after one step at least {ClearRatio} edges and the Hill exponent lower after ten steps by at least 0.03, in every layer of every depth",
                        $"{NumberText.Of(spike, 3)} edges and {NumberText.Of(fall, 3)} at the least", fall);
                },
            },
        ],
    };

    private static double Spectra(double h) => LinearAlgebra.Log.Of(h) / h;

    // NaN stays: a layer that was not measured fails the claim.
    private static double Least(double a, double b) => a <= b ? a : b;

    // Layers of one student with the layer above each.
    private static IEnumerable<(int Layers, int Layer)> Pairs() => DepthStudy.Depths.SelectMany(layers => Enumerable.Range(1, Math.Max(0, layers - 2)).Select(layer => (layers, layer)));

    private static ResultTable Of(ResultTable table, int layers, int layer) => table.Where("L", layers).Where("layer", layer);

    private static SampleMean ClearRates(Evidence evidence, int layers, int layer, string column) => SampleMean.Of(Crossings(evidence, layers, layer, column));

    // Where the largest value passes the clear ratio, between two measured rates, for every repeat; NaN where it never does.
    private static IEnumerable<double> Crossings(Evidence evidence, int layers, int layer, string column)
    {
        ResultTable rows = Of(evidence[Spikes], layers, layer);
        foreach (string repeat in rows.Texts("repeat").Distinct())
        {
            ResultTable own = rows.Where("repeat", repeat);
            double[] x = own.Numbers(column), y = own.Numbers("edge_ratio");
            int i = Array.FindIndex(y, value => value >= ClearRatio);
            yield return i > 0 ? x[i - 1] + ((x[i] - x[i - 1]) * (ClearRatio - y[i - 1]) / (y[i] - y[i - 1])) : double.NaN;
        }
    }

    private static IReadOnlyList<FigureDefinition> Figures()
    {
        FigureDefinition first = new FigureDefinition("b_depth_first", "The first gradient of every layer",
            "Share of the largest singular value in the Frobenius norm of the first gradient *G*_{*l*}, and of Adam's first update, by layer, for students of 2, 3 and 4 layers; right: |⟨*v*_{1}(*G*_{1}), β⟩| by depth, measured and predicted. Bands: one standard deviation over repeats.")
        { Columns = 3, PanelWidth = 225, PanelHeight = 230 };
        foreach ((string column, string label) in ((string, string)[])[("gradient_share", "σ_{1}(*G*_{*l*}) / ‖*G*_{*l*}‖_{F}"), ("update_share", "σ_{1}(*M*_{*l*}) / *h*")])
        {
            PanelDefinition panel = new(new AxisDefinition("layer *l*") { Integers = true }, new AxisDefinition(label));
            for (int i = 0; i < DepthStudy.Depths.Length; i++)
            {
                panel.Add(new ElementDefinition(ElementKind.Line, First) { X = "layer", Y = column, Where = [("L", DepthStudy.Depths[i])], Label = $"*L* = {DepthStudy.Depths[i]}", Style = i });
            }

            first.Add(panel);
        }

        first.Add(new PanelDefinition(new AxisDefinition("layers *L*") { Integers = true }, new AxisDefinition("|⟨*v*_{1}(*G*_{1}), β⟩|"))
            .Add(new ElementDefinition(ElementKind.Line, First) { X = "L", Y = "beta_alignment", Where = [("layer", 1)], Label = "measured" })
            .Add(new ElementDefinition(ElementKind.Line, First) { X = "L", Y = "beta_predicted", Where = [("layer", 1)], Label = "moments of the layers", Style = 6, Plain = true }));

        FigureDefinition spikes = new FigureDefinition("b_depth_spikes", "The spike of one Adam step, by layer",
            "Largest singular value of *W*_{*l*} after one step, in units of the bulk's edge 2√*h*: against the rate (a layer whose curve lies further left gets its spike first), and against its effective strength √(*s*^{2} − 2*s* *u*^{T}*W*_{*l*}*v*) in units of the threshold √*h*, where η*M*_{*l*} has the leading part *suv*^{T}, with the BBP law. *L* = 3 and *L* = 4.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 250 };
        foreach (int layers in DepthStudy.Depths.Skip(1))
        {
            foreach ((string x, string label) in ((string, string)[])[("rate", "rate η√*h*"), ("effective_strength", "effective strength / √*h*")])
            {
                PanelDefinition panel = new(new AxisDefinition(label), new AxisDefinition("σ_{1} / edge"), $"*L* = {layers}");
                for (int layer = 1; layer < layers; layer++)
                {
                    panel.Add(new ElementDefinition(x == "rate" ? ElementKind.Line : ElementKind.Points, Spikes) { X = x, Y = "edge_ratio", Where = [("L", layers), ("layer", layer)], Label = s_layerNames[layer - 1], Style = layer - 1 });
                }

                if (x == "effective_strength")
                {
                    panel.Add(new ElementDefinition(ElementKind.Line, "depth/law") { X = "strength", Y = "edge_ratio", Label = "BBP", Style = 6, Plain = true });
                }

                panel.Add(new ElementDefinition(ElementKind.Reference) { At = ClearRatio, Label = "clear spike", Style = 5 });
                spikes.Add(panel);
            }
        }

        FigureDefinition steps = new FigureDefinition("b_depth_steps", "Ten steps of Adam, layer by layer",
            "Largest singular value over the edge, Hill exponent and Kolmogorov distance from the initial law, by layer, for *L* = 2, 3 and 4. Bands: one standard deviation over repeats.")
        { Columns = 3, PanelWidth = 225, PanelHeight = 210 };
        foreach (int layers in DepthStudy.Depths)
        {
            foreach ((string column, string label, bool log) in ((string, string, bool)[])[("edge_ratio", "σ_{1} / edge", true), ("pl_alpha_hill", "α (Hill)", false), ("mp_distance", "distance from MP law", false)])
            {
                PanelDefinition panel = new(new AxisDefinition("step") { Integers = true }, new AxisDefinition(label, log), $"*L* = {layers}") { ShowLegend = layers > 2 && column == "edge_ratio" };
                for (int layer = 1; layer < layers; layer++)
                {
                    panel.Add(new ElementDefinition(ElementKind.Line, Steps) { X = "step", Y = column, Where = [("L", layers), ("layer", layer)], Label = s_layerNames[layer - 1], Style = layer - 1 });
                }

                steps.Add(panel);
            }
        }

        FigureDefinition densities = new FigureDefinition("b_depth_esd", "Spectral density of every layer, before and after ten steps",
            "Eigenvalues of *W*_{*l*}^{T}*W*_{*l*}/*h* of a student of four layers, first repeat.")
        { Columns = 3, PanelWidth = 225, PanelHeight = 230 };
        for (int layer = 1; layer < DepthStudy.Depths[^1]; layer++)
        {
            densities.Add(new PanelDefinition(new AxisDefinition("eigenvalue λ/*h*", true), new AxisDefinition("density of log_{10} λ", true), s_layerNames[layer - 1])
                .Add(new ElementDefinition(ElementKind.Histogram, "depth/eigenvalues") { X = "eigenvalue_over_h", Where = [("layer", layer), ("step", 10L)], Label = "step 10" })
                .Add(new ElementDefinition(ElementKind.Histogram, "depth/eigenvalues") { X = "eigenvalue_over_h", Where = [("layer", layer), ("step", 0L)], Label = "initial", Style = 1 }));
        }

        return [first, spikes, steps, densities];
    }
}
