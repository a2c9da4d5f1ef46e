namespace FastSpectra.Experiments;

/// <summary>How the singular vectors of the updates line up with those of the weights.</summary>
internal static class Overlaps
{
    private const string Id = "p1-overlaps";
    private const string Steps = "overlaps/steps";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "overlaps of the singular vectors of W_t and W_{t+1} with those of M_t (plot_overlaps; v2 Fig 4)",
        Title = "Overlaps of weights and updates",
        Text =
        [
            "The first update is one spike and knows nothing of *W*_{0}. From the second step on updates stop being rank one, and their singular vectors line up with those of the weights across a growing block: the spike interacts with the bulk, and feeds many directions at once. "
            + "That is how the tail grows.",
        ],
        Configuration = "published main experiment (Adam at rate 1) and gradient descent at rate 2000 with plot_overlaps, one seed",
        Studies = [OverlapStudy.Instance],
        Figures = Figures,
        Claims =
        [
            Make("first-random", "Before the first step the weights are not aligned with the update; after it their leading left vectors agree.", "plot W_t vs M_t overlaps", "p1_overlap_steps", evidence =>
            {
                double before = Value(evidence, 1, "before_left"), after = Value(evidence, 1, "after_left");
                return Finding.Of(before < 0.1 && after > 0.9, "squared overlap below 0.1 before and above 0.9 after", $"{NumberText.Of(before, 2)} and {NumberText.Of(after)}", after);
            }),
            Make("spike-first", "The first Adam update is dominated by one direction, later ones are not.", "v1 abstract (iii): the tail originates from the spike", "p1_overlap_steps", evidence =>
            {
                double first = Value(evidence, 1, "rank_one_share"), last = Value(evidence, 10, "rank_one_share");
                return Finding.Of(first > 0.5 && last < 0.5 * first, "share of the leading value above 0.5 at step 1, less than half of that at step 10", $"{NumberText.Of(first, 3)} and {NumberText.Of(last, 3)}", first);
            }),
            Make("spike-persists", "From the second step on the update's leading left vector is that of the weights before the step.", "plot W_t vs M_t overlaps", "p1_overlap_steps", evidence =>
            {
                double[] values = [.. Enumerable.Range(2, 4).Select(step => Value(evidence, step, "before_left"))];
                return Finding.Of(values.All(value => value > 0.8), "squared overlap above 0.8 at steps 2 to 5", StepCurves.List(values), values.Min());
            }),
            Make("block", "The singular vectors of updates line up with those of the weights across a growing block.", "v1 abstract (iii); v2 Fig 4", "p1_overlap_map", evidence =>
            {
                double first = Value(evidence, 1, "after_left_quarter"), last = Value(evidence, 10, "after_left_quarter"), random = Value(evidence, 10, "quarter_left_random");
                return Finding.Of(last > first + 0.15 && last > 3 * random, "share of the leading quarter captured larger at step 10 than at step 1 by 0.15, and over 3 times random", $"{NumberText.Of(first, 3)} and {NumberText.Of(last, 3)}; random {NumberText.Of(random, 3)}", last);
            }),
            Make("gradient", "Gradient descent's first update captures the leading pair but no block.", "plot W_{t+1} vs M_t overlaps, sgd", "p1_overlap_steps", evidence =>
            {
                ResultTable row = evidence[Steps].Where("optimizer", Paper1Studies.Sgd).Where("step", 1);
                double pair = row.Mean("after_right").Mean, block = row.Mean("after_left_quarter").Mean, random = row.Mean("quarter_left_random").Mean;
                return Finding.Of(pair > 0.4 && block < random + 0.1, "squared overlap of the leading right vectors above 0.4; leading quarter within 0.1 of random", $"{NumberText.Of(pair, 3)}; {NumberText.Of(block, 3)} against {NumberText.Of(random, 3)}", pair);
            }),
        ],
    };

    private static Claim Make(string id, string statement, string source, string figure, Func<Evidence, Finding> evaluate) => StepCurves.Make(Id, id, statement, source, figure, evaluate);

    private static double Value(Evidence evidence, int step, string column) => evidence[Steps].Where("optimizer", Paper1Studies.Adam).Where("step", step).Mean(column).Mean;

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition steps = new FigureDefinition("p1_overlap_steps", "Overlap of leading vectors and of leading subspaces per step",
            "Squared overlaps of the leading vectors of the weights with the update's, before the step (*W*_{*t*}) and after it (*W*_{*t*+1}); share of the update's leading 10 and leading quarter of vectors that lies in the weights' as many (left vectors); share of the update in its leading value.")
        { Columns = 2, PanelWidth = 330, PanelHeight = 260 };
        foreach ((string optimizer, string name) in ((string, string)[])[(Paper1Studies.Adam, "Adam"), (Paper1Studies.Sgd, "GD")])
        {
            steps.Add(Panel(optimizer, name + ": leading vectors", "squared overlap", ("before_left", "left, before"), ("after_left", "left, after"), ("before_right", "right, before"), ("after_right", "right, after")));
            steps.Add(Panel(optimizer, name + ": subspaces", "share", ("after_left_top10", "leading 10"), ("after_left_quarter", "leading quarter"), ("rank_one_share", "rank-one share of *M*_{*t*}"), ("quarter_left_random", "quarter, random")));
        }

        FigureDefinition maps = new FigureDefinition("p1_overlap_map", "Squared overlaps of all singular vectors after the step, Adam",
            "Rank cell of the weights' vectors (ordinate) against that of the update's (abscissa), cells growing with rank (1, 2, 3, 4, 5, 6–7, 8–9, …); a cell shows the mean over its pairs. Upper row left vectors, lower row right vectors, at steps 1, 2 and 10.")
        { Columns = 3, PanelWidth = 270, PanelHeight = 230 };
        foreach (string side in (string[])["left", "right"])
        {
            foreach (int step in (int[])[1, 2, 10])
            {
                maps.Add(new PanelDefinition(new AxisDefinition("rank cell of *M*") { Integers = true }, new AxisDefinition("rank cell of *W*") { Integers = true }, $"{side}, step {step}")
                    .Add(new ElementDefinition(ElementKind.HeatMap, "overlaps/maps") { X = "rank_m", Y = "rank_w", Value = "overlap", Where = [("optimizer", Paper1Studies.Adam), ("step", step), ("side", side)], Label = "overlap", IsLogarithmic = true, Low = 1e-4, High = 1 }));
            }
        }

        return [steps, maps];

        static PanelDefinition Panel(string optimizer, string title, string label, params ReadOnlySpan<(string Column, string Label)> lines)
        {
            PanelDefinition panel = new(new AxisDefinition("step *t* + 1") { Integers = true }, new AxisDefinition(label) { Low = 0, High = 1.02 }, title);
            int style = 0;
            foreach ((string column, string name) in lines)
            {
                panel.Add(new ElementDefinition(ElementKind.Line, Steps) { X = "step", Y = column, Where = [("optimizer", optimizer)], Label = name, Style = style++ });
            }

            return panel;
        }
    }
}
