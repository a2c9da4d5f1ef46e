namespace FastSpectra.Experiments;

/// <summary>The double division in the published code, and what it changes.</summary>
internal static class FeatureScaling
{
    private const string Id = "p1-feature-scaling";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "losses and KTA with the paper's features and with the published code's",
        Title = "The double division in the published code",
        Text =
        [
            "The paper defines the hidden features as *Z* = tanh(*XW*^{T}/√*d*), and trains with them. The published code stores the product *XW*^{T} in a hook and then divides it by √*d* in place: the stored tensor shares its memory with the divided one. "
            + "When the features are probed, for the ridge read-out and for KTA, the stored tensor is divided by √*d* once more. What is evaluated there is tanh(*XW*^{T}/*d*): with *d* = 1000 its arguments are 32 times smaller, and tanh is almost linear on them.",
            "The in-place division has been in the code since before the first version of the paper, so the published loss and KTA curves most likely carry it. Training, spectra, exponents, alignments and overlaps do not.",
            "It is not a detail: with the paper's formula the test loss rises along the main experiment, with the code's features it falls. This program computes both (key probe_feature_scaling: paper or reference-code), and every figure of this report in which features enter shows both side by side.",
        ],
        Configuration = "published: n = 8000, d = 1000, h = 1500, Adam at rate 1, ten steps; n = 2000 for the values at initialisation",
        Studies = [Paper1Studies.Samples, Paper1Studies.Rates],
        Figures = Figures,
        Claims =
        [
            Make("direction", "With the paper's features the test loss rises over ten steps of Adam at the largest n, with the published code's it falls.", "published code (double division by sqrt d); plot bulk_losses_vary_n", evidence =>
            {
                int n = Paper1Studies.SampleSizes(evidence.Scale)[^1];
                SampleMean paper = Change(evidence, n, "test_loss_paper"), code = Change(evidence, n, "test_loss_code");
                return Finding.Of(paper.Mean > 0.02 && code.Mean < -0.02, "change from step 0 to 10 above 0.02 (paper) and below -0.02 (code)", $"{paper} and {code}", code.Mean, code.StandardError);
            }),
            Make("initial", "Before training the two scalings give very different losses: the paper's features overfit, the code's underfit.", "independent measurement: 0.256 / 1.53 (paper) against 0.849 / 0.979 (code)", evidence =>
            {
                ResultTable rows = evidence["rates/probes"].Where("optimizer", Paper1Studies.Adam).Where("lr", 0.001).Where("step", 0L);
                SampleMean GapOf(string scaling) => SampleMean.Of(rows.Numbers("test_loss_" + scaling).Zip(rows.Numbers("train_loss_" + scaling), (test, train) => test - train));
                (SampleMean paper, SampleMean code) = (GapOf("paper"), GapOf("code"));
                return Finding.Of(paper.Mean > 2 * code.Mean && code.Mean > 0, "test minus train loss at least twice as large with the paper's features", $"{paper} against {code}", paper.Mean, paper.StandardError);
            }),
            Make("linear", "The code's features are almost linear: their KTA before training is that of a linear kernel up to the units' saturation, within 10 % of the paper's.", "independent measurement: 0.0154 (code), 0.0157 (paper)", evidence =>
            {
                ResultTable rows = evidence["rates/probes"].Where("optimizer", Paper1Studies.Adam).Where("lr", 0.001).Where("step", 0L);
                SampleMean ratio = SampleMean.Of(rows.Numbers("kta_code").Zip(rows.Numbers("kta_paper"), (code, paper) => code / paper));
                return Finding.Near(ratio, 1, 0.1, "code over paper");
            }),
            Make("best-rate", "The sweet spot of the test loss at rate 1 after one step belongs to the code's features: with the paper's the loss there is above the initial one.", "plot bulk_losses, one step", evidence =>
            {
                ResultTable adam = evidence["rates/probes"].Where("optimizer", Paper1Studies.Adam);
                SampleMean Loss(double rate, string scaling) => adam.Where("lr", rate).Where("step", 1L).Mean("test_loss_" + scaling);
                double code = Loss(1, "code").Mean - Loss(0.001, "code").Mean, paper = Loss(1, "paper").Mean - Loss(0.001, "paper").Mean;
                return Finding.Of(code < 0 && paper > 0, "test loss at rate 1 minus that at rate 0.001 negative (code) and positive (paper)", $"{NumberText.Of(code, 3)} and {NumberText.Of(paper, 3)}", code);
            }),
        ],
    };

    private static Claim Make(string id, string statement, string source, Func<Evidence, Finding> evaluate) =>
        new() { Id = $"{Id}-{id}", Statement = statement, Source = source, Figure = id is "direction" ? "p1_scaling_steps" : "p1_scaling_rates", Evaluate = evaluate };

    private static SampleMean Change(Evidence evidence, int n, string column)
    {
        ResultTable rows = evidence["samples/probes"].Where("n", n);
        return SampleMean.Of(rows.Where("step", 10L).Numbers(column).Zip(rows.Where("step", 0L).Numbers(column), (after, before) => after - before));
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        int n = Paper1Studies.SampleSizes(evidence.Scale)[^1];
        FigureDefinition steps = new FigureDefinition("p1_scaling_steps", "The same training read out with both scalings of the features",
            $"Adam at rate 1, *n* = {n}: losses of the ridge read-out. Left the paper's formula, right what the published code computes.") { Columns = 2, PanelWidth = 330, PanelHeight = 270 };
        FigureDefinition rates = new FigureDefinition("p1_scaling_rates", "One Adam step: test loss against the learning rate with both scalings",
            "The same runs; the code's features have a minimum near η = 1, the paper's do not.") { Columns = 2, PanelWidth = 330, PanelHeight = 270 };
        foreach ((string scaling, string title) in ((string, string)[])[("paper", "features tanh(*Wx*/√*d*)"), ("code", "features tanh(*Wx*/*d*)")])
        {
            steps.Add(new PanelDefinition(new AxisDefinition("step") { Integers = true }, new AxisDefinition("loss"), title)
                .Add(new ElementDefinition(ElementKind.Line, "samples/probes") { X = "step", Y = "train_loss_" + scaling, Where = [("n", n)], Label = "train" })
                .Add(new ElementDefinition(ElementKind.Line, "samples/probes") { X = "step", Y = "test_loss_" + scaling, Where = [("n", n)], Label = "test", Style = 1 }));
            rates.Add(new PanelDefinition(new AxisDefinition("learning rate η", true), new AxisDefinition("loss"), title)
                .Add(new ElementDefinition(ElementKind.Line, "rates/probes") { X = "lr", Y = "train_loss_" + scaling, Where = [("optimizer", Paper1Studies.Adam), ("step", 1L)], Label = "train" })
                .Add(new ElementDefinition(ElementKind.Line, "rates/probes") { X = "lr", Y = "test_loss_" + scaling, Where = [("optimizer", Paper1Studies.Adam), ("step", 1L)], Label = "test", Style = 1 }));
        }

        return [steps, rates];
    }
}
