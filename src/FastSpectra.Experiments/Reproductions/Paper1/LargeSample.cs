namespace FastSpectra.Experiments;

/// <summary>The learning-rate sweep at the largest n, with and without weight normalisation.</summary>
internal static class LargeSample
{
    private const string Id = "p1-rates-large-n";
    private const string Probes = "large-rates/probes";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "learning-rate sweep at n = 8000, with and without weight normalisation",
        Title = "Learning rates at n = 8000",
        Text = ["The sweep again with four times the data. The picture is the same; weight normalisation changes nothing after one step and makes tails heavier after ten."],
        Configuration = "n = 8000 as in the published per-step configurations; the rates are those of bulk_lr.yml; the figure's own configuration is not stated. One seed",
        Studies = [Paper1Studies.LargeRates],
        Figures = Figures,
        Claims =
        [
            Make("tail", "At n = 8000, too, ten Adam steps at rate 1 make a heavy tail, at 0.1 none.", "independent measurement: PL_Alpha_Hill 1.93 and 2.45", evidence =>
            {
                double one = Hill(evidence, "no", Paper1Studies.Adam, 1, 10), tenth = Hill(evidence, "no", Paper1Studies.Adam, 0.1, 10);
                return Finding.Of(one < 2.05 && tenth > 2.35, "PL_Alpha_Hill below 2.05 at rate 1 and above 2.35 at 0.1", $"{NumberText.Of(one)} and {NumberText.Of(tenth)}", one);
            }),
            Make("normalised-tail", "Weight normalisation makes the tails of ten steps heavier at every large rate.", "independent measurement: 1.78 against 1.93 at rate 1, 1.50 against 1.99 at 10", evidence =>
            {
                double[] change = [.. ((double[])[1, 10, 100]).Select(rate => Hill(evidence, "yes", Paper1Studies.Adam, rate, 10) - Hill(evidence, "no", Paper1Studies.Adam, rate, 10))];
                return Finding.Of(change.All(difference => difference < -0.05), "PL_Alpha_Hill lower by more than 0.05 at rates 1, 10 and 100", StepCurves.List(change), change.Max());
            }),
            Make("first-step-same", "After one step weight normalisation makes no difference.", "independent measurement: equal to three digits", evidence =>
            {
                double[] change = [.. ((double[])[0.1, 1, 10]).Select(rate => Math.Abs(Hill(evidence, "yes", Paper1Studies.Adam, rate, 1) - Hill(evidence, "no", Paper1Studies.Adam, rate, 1)))];
                double later = Math.Abs(Hill(evidence, "yes", Paper1Studies.Adam, 10, 10) - Hill(evidence, "no", Paper1Studies.Adam, 10, 10));
                return Finding.Of(change.Max() < 0.01 && later > 0.05, "PL_Alpha_Hill equal to 0.01 after one step at rates 0.1, 1, 10, though not after ten", $"{StepCurves.List(change)}; {NumberText.Of(later, 2)} after ten", change.Max());
            }),
            Make("aligned-spike", "With more data one step of gradient descent at its large rate aligns better with the teacher than Adam's.", "independent measurement: 0.690 (rate 3000) against 0.497", evidence =>
            {
                double gradient = Value(evidence, "no", Paper1Studies.Sgd, Paper1Studies.GradientRate(evidence.Scale, 3000), 1, "w_beta_alignment"), adam = Value(evidence, "no", Paper1Studies.Adam, 1, 1, "w_beta_alignment");
                return Finding.Of(gradient > adam && adam > 0.35, "alignment at rate 3000 (scaled) above Adam's at rate 1, that above 0.35", $"{NumberText.Of(gradient, 3)} and {NumberText.Of(adam, 3)}", gradient);
            }),
        ],
    };

    private static Claim Make(string id, string statement, string source, Func<Evidence, Finding> evaluate) => StepCurves.Make(Id, id, statement, source, "p1_rates_large", evaluate);

    private static double Hill(Evidence evidence, string normalised, string optimizer, double rate, long step) => Value(evidence, normalised, optimizer, rate, step, "pl_alpha_hill");

    private static double Value(Evidence evidence, string normalised, string optimizer, double rate, long step, string column) =>
        evidence[Probes].Where("normalised", normalised).Where("optimizer", optimizer).Where("lr", rate).Where("step", step).Mean(column).Mean;

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition figure = new FigureDefinition("p1_rates_large", "Learning rates at the largest n",
            "One seed. Upper row after one step, lower row after ten: exponent, alignment, and test loss with both scalings of the features. Solid without, others with weight normalisation.")
        { Columns = 4, PanelWidth = 260, PanelHeight = 230 };
        foreach (long step in (long[])[1, 10])
        {
            foreach ((string column, string label) in ((string, string)[])[("pl_alpha_hill", "PL_Alpha_Hill"), ("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|"), ("test_loss_code", "test loss, tanh(*Wx*/*d*)"), ("test_loss_paper", "test loss, tanh(*Wx*/√*d*)")])
            {
                PanelDefinition panel = new(new AxisDefinition("learning rate η", true), new AxisDefinition(label), step == 1 ? "step 1" : "step 10");
                int style = 0;
                foreach ((string normalised, string suffix) in ((string, string)[])[("no", ""), ("yes", ", normalised")])
                {
                    foreach ((string optimizer, string name) in ((string, string)[])[(Paper1Studies.Adam, "Adam"), (Paper1Studies.Sgd, "GD")])
                    {
                        panel.Add(new ElementDefinition(ElementKind.Line, Probes) { X = "lr", Y = column, Where = [("normalised", normalised), ("optimizer", optimizer), ("step", step)], Label = name + suffix, Style = style++ });
                    }
                }

                figure.Add(panel);
            }
        }

        return [figure];
    }
}
