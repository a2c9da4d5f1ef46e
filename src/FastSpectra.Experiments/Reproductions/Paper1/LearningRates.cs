using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>Sweeps of the learning rate: one step and ten steps of gradient descent and Adam.</summary>
internal static class LearningRates
{
    private const string OneId = "p1-rates-one-step";
    private const string TenId = "p1-rates-ten-steps";
    private const string Probes = "rates/probes";

    public static Reproduction OneStep { get; } = new()
    {
        Id = OneId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "one step against the learning rate (v2 Fig 2 and 3; plots bulk_losses, bulk_KTA, bulk_W_beta_alignment, bulk_W_esd_pl_alpha_*)",
        Title = "One step against the learning rate",
        Text =
        [
            "One step of full-batch Adam needs a rate some 10^{4} times smaller than gradient descent to produce a spike. The alignment of features with labels (KTA) peaks near η = 1, where the spike dominates and the units are not yet saturated; far beyond, "
            + "*W*_{1} is η sign(*G*_{0}) and its exponent no longer depends on η.",
        ],
        Configuration = "published (bulk_lr.yml with one epoch), five repeats; 2000 test points instead of 200",
        Studies = [Paper1Studies.Rates],
        Figures = evidence => Figures("p1_rates_one", 1, "one step"),
        Claims =
        [
            One("spike", "One Adam step at a small rate produces a spike aligned with the teacher.", "v1 abstract (i); v2 Fig 2", "p1_rates_one_spectrum", evidence =>
            {
                ResultTable rows = Rows(evidence, Paper1Studies.Adam, Paper1Studies.SpikeRate(evidence.Scale), 1), before = Rows(evidence, Paper1Studies.Adam, 0.001, 0);
                SampleMean single = Paper1Sizes.SingleSpikes(rows, evidence.Scale), alignment = rows.Mean("w_beta_alignment"), random = before.Mean("w_beta_alignment");
                return Finding.Of(
                    single.Mean == 1 && alignment.Mean > 0.3 && SampleMean.Separation(alignment, random) > 3,
                    "one value above the edge in every repeat; alignment above 0.3 and more than 3 standard errors above the initial one", $"in a share {single} of repeats; {alignment} against {random}", alignment.Mean, alignment.StandardError);
            }),
            One("adam-needs-less", "Adam needs a far smaller rate than gradient descent for a one-step spike.", "v2 Fig 2 and 3", "p1_rates_one_spectrum", evidence =>
            {
                double adam = FirstSpike(evidence, Paper1Studies.Adam), gradient = FirstSpike(evidence, Paper1Studies.Sgd);
                double least = evidence.Scale == ReproductionScale.Quick ? 500 : 1e4;
                return Finding.Of(gradient / adam >= least, $"smallest rate with a spike at least {NumberText.Of(least)} times larger for gradient descent", $"{NumberText.Of(gradient)} against {NumberText.Of(adam)}", gradient / adam);
            }),
            One("kta-peak", "The alignment of features with labels after one Adam step has a sweet spot at rates of order 1.", "plot bulk_KTA; the \"sweet spot\" of v2", "p1_rates_one_features", evidence =>
            {
                string[] peaks = [.. ((string[])["kta_paper", "kta_code"]).Select(column => NumberText.Of(ArgMax(evidence, Paper1Studies.Adam, 1, column)))];
                return Finding.Of(peaks.All(peak => peak == "1" || (evidence.Scale == ReproductionScale.Quick && peak is "0.3" or "10")), "largest KTA at rate 1 for both feature scalings (0.3 to 10 at the quick sizes)", string.Join(" and ", peaks));
            }),
            One("sign-limit", "At very large rates W is the sign of the gradient: the exponent after one Adam step does not depend on the rate.", "plot bulk_W_esd_pl_alpha_hill, large rates", "p1_rates_one_spectrum", evidence =>
            {
                SampleMean a = Rows(evidence, Paper1Studies.Adam, 100, 1).Mean("pl_alpha_hill"), b = Rows(evidence, Paper1Studies.Adam, 1000, 1).Mean("pl_alpha_hill");
                return Finding.Of(Math.Abs(a.Mean - b.Mean) < 0.01 && a.Mean < 2, "PL_Alpha_Hill at rates 100 and 1000 equal to 0.01 and below 2", $"{a} and {b}", a.Mean - b.Mean);
            }),
            One("bulk-below-one", "The exponent barely moves at rates below 1.", "plot bulk_W_esd_pl_alpha_hill, one step", "p1_rates_one_spectrum", evidence =>
            {
                SampleMean a = Rows(evidence, Paper1Studies.Adam, 0.001, 0).Mean("pl_alpha_hill"), b = Rows(evidence, Paper1Studies.Adam, 0.1, 1).Mean("pl_alpha_hill"), c = Rows(evidence, Paper1Studies.Adam, 10, 1).Mean("pl_alpha_hill");
                return Finding.Of(Math.Abs(a.Mean - b.Mean) < 0.03 && a.Mean - c.Mean > 0.5, "PL_Alpha_Hill changed by less than 0.03 at rate 0.1, by more than 0.5 at rate 10", $"{NumberText.Of(b.Mean - a.Mean, 2)} and {NumberText.Of(c.Mean - a.Mean, 3)}", b.Mean - a.Mean);
            }),
            One("table", "All means after one step agree with an independent implementation.", "independent measurement of the published configuration (C++ with LAPACK), 5 seeds", "p1_rates_one_losses",
                evidence => Compare(evidence, 1), "the independent measurement is of the full size"),
        ],
    };

    public static Reproduction TenSteps { get; } = new()
    {
        Id = TenId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "ten steps against the learning rate (bulk_lr.yml; plots bulk_losses, bulk_KTA, bulk_W_beta_alignment, bulk_W_esd_pl_alpha_*)",
        Title = "Ten steps against the learning rate",
        Text =
        [
            "With ten steps the exponent crosses from the bulk's 2.45 to below 2 between η = 0.1 and η = 1 for Adam. Gradient descent makes a tail too, but only near its stability limit. Small Adam rates align the leading vector with the teacher without any tail.",
        ],
        Configuration = "published (bulk_lr.yml): ten epochs, five repeats; 2000 test points instead of 200",
        Studies = [Paper1Studies.Rates],
        Figures = evidence => Figures("p1_rates_ten", 10, "ten steps"),
        Claims =
        [
            Ten("crossing", "Sufficiently large Adam rates turn the bulk into a heavy tail within ten steps, smaller ones do not.", "v1 abstract (ii); plot bulk_W_esd_pl_alpha_hill", "p1_rates_ten_spectrum", evidence =>
            {
                SampleMean small = Rows(evidence, Paper1Studies.Adam, 0.1, 10).Mean("pl_alpha_hill"), large = Rows(evidence, Paper1Studies.Adam, 1, 10).Mean("pl_alpha_hill");
                return Finding.Of(small.Mean > 2.35 && large.Mean < 2, "PL_Alpha_Hill above 2.35 at rate 0.1 and below 2 at rate 1", $"{small} and {large}", large.Mean, large.StandardError);
            }),
            Ten("gradient-tail", "Gradient descent makes a tail only near its stability limit.", "plot bulk_W_esd_pl_alpha_hill, sgd", "p1_rates_ten_spectrum", evidence =>
            {
                SampleMean Hill(double full) => Rows(evidence, Paper1Studies.Sgd, Paper1Studies.GradientRate(evidence.Scale, full), 10).Mean("pl_alpha_hill");
                (SampleMean a, SampleMean b, SampleMean c) = (Hill(100), Hill(2000), Hill(3000));
                return Finding.Of(a.Mean > 2.4 && b.Mean < a.Mean - 0.1 && c.Mean < b.Mean, "PL_Alpha_Hill above 2.4 at rate 100, at least 0.1 lower at 2000, lower still at 3000 (rates scaled with h at the quick sizes)", $"{a}, {b}, {c}", b.Mean, b.StandardError);
            }),
            Ten("alignment-without-tail", "Ten Adam steps at rate 0.01 align the leading vector with the teacher without a tail.", "plot bulk_W_beta_alignment", "p1_rates_ten_spectrum", evidence =>
            {
                ResultTable rows = Rows(evidence, Paper1Studies.Adam, evidence.Scale == ReproductionScale.Quick ? 0.1 : 0.01, 10);
                SampleMean alignment = rows.Mean("w_beta_alignment"), hill = rows.Mean("pl_alpha_hill");
                return Finding.Of(alignment.Mean > 0.25 && hill.Mean > 2.38, "alignment above 0.25 with PL_Alpha_Hill above 2.38 (rate 0.1 at the quick sizes, as the threshold scales)", $"{alignment} and {hill}", alignment.Mean, alignment.StandardError);
            }),
            Ten("tail-range", "Good generalisation goes with PL_Alpha_Hill in (2, 2.5): the best test loss of the rates lies there.", "v3 (good generalisation goes with PL_Alpha_Hill in (2, 2.5)); v2 Fig 5", "p1_rates_ten_exponent_loss", evidence =>
            {
                double best = ArgMin(evidence, Paper1Studies.Adam, 10, "test_loss_code");
                SampleMean hill = Rows(evidence, Paper1Studies.Adam, best, 10).Mean("pl_alpha_hill");
                return Finding.Between(hill, 2, 2.5, "PL_Alpha_Hill at Adam's rate of smallest test loss (features as in the published code)");
            }),
            Ten("small-rates-nothing", "Rates of gradient descent up to 10 change nothing that can be measured.", "plot bulk_losses, sgd", "p1_rates_ten_losses", evidence =>
            {
                double low = Rows(evidence, Paper1Studies.Sgd, 0.001, 10).Mean("test_loss_paper").Mean, start = Rows(evidence, Paper1Studies.Sgd, 0.001, 0).Mean("test_loss_paper").Mean;
                double adam = Rows(evidence, Paper1Studies.Adam, 1, 10).Mean("test_loss_paper").Mean;
                return Finding.Of(Math.Abs(low - start) < 1e-3 * start && Math.Abs(adam - start) > 0.05 * start, "test loss changed by less than 0.1 % at rate 0.001, where Adam at rate 1 changes it by more than 5 %", $"{NumberText.Of((low / start) - 1, 2)} and {NumberText.Of((adam / start) - 1, 3)}", (low / start) - 1);
            }),
            Ten("table", "All means after ten steps agree with an independent implementation.", "independent measurement of the published configuration (C++ with LAPACK), 5 seeds", "p1_rates_ten_losses",
                evidence => Compare(evidence, 10), "the independent measurement is of the full size"),
        ],
    };

    private static Claim One(string id, string statement, string source, string figure, Func<Evidence, Finding> evaluate, string? fullSizeOnly = null) =>
        new() { Id = $"{OneId}-{id}", Statement = statement, Source = source, Figure = figure, Evaluate = evaluate, FullSizeOnly = fullSizeOnly };

    private static Claim Ten(string id, string statement, string source, string figure, Func<Evidence, Finding> evaluate, string? fullSizeOnly = null) =>
        new() { Id = $"{TenId}-{id}", Statement = statement, Source = source, Figure = figure, Evaluate = evaluate, FullSizeOnly = fullSizeOnly };

    private static ResultTable Rows(Evidence evidence, string optimizer, double rate, long step) =>
        evidence[Probes].Where("optimizer", optimizer).Where("lr", rate).Where("step", step);

    private static Finding Compare(Evidence evidence, long step) => MeasuredTable.Compare("rates", 5, key =>
        key[2] == ResultTable.Text(step) ? Rows(evidence, key[0], double.Parse(key[1], CultureInfo.InvariantCulture), step) : null);

    private static double[] RatesOf(Evidence evidence, string optimizer) => [.. evidence[Probes].Where("optimizer", optimizer).Numbers("lr").Distinct().Order()];

    // The smallest rate at which every repeat has a value above the edge after one step.
    private static double FirstSpike(Evidence evidence, string optimizer)
    {
        double edge = Paper1Sizes.Edge(Paper1Sizes.H / Paper1Sizes.Divisor(evidence.Scale), Paper1Sizes.D / Paper1Sizes.Divisor(evidence.Scale));
        return RatesOf(evidence, optimizer).FirstOrDefault(rate => Rows(evidence, optimizer, rate, 1).Numbers("spectral_norm").All(norm => norm > edge), double.NaN);
    }

    private static double ArgMax(Evidence evidence, string optimizer, long step, string column) => RatesOf(evidence, optimizer).MaxBy(rate => Rows(evidence, optimizer, rate, step).Mean(column).Mean);

    private static double ArgMin(Evidence evidence, string optimizer, long step, string column) => RatesOf(evidence, optimizer).MinBy(rate => Rows(evidence, optimizer, rate, step).Mean(column).Mean);

    private static IReadOnlyList<FigureDefinition> Figures(string name, long step, string steps)
    {
        (string Optimizer, string Name, int Style)[] series = [(Paper1Studies.Sgd, "GD", 0), (Paper1Studies.Adam, "Adam", 1)];
        AxisDefinition rate = new("learning rate η", true);
        FigureDefinition spectrum = new FigureDefinition(name + "_spectrum", $"Spectrum of W after {steps} against the learning rate",
            "Mean over repeats with a band of one standard deviation: both power-law exponents, alignment of the leading right vector with the teacher, largest singular value. The Kolmogorov–Smirnov exponent means nothing near the Marchenko–Pastur bulk, where it fits a handful of edge values.")
        { Columns = 2, PanelWidth = 330, PanelHeight = 250 };
        foreach ((string column, string label, bool logarithmic) in ((string, string, bool)[])[("pl_alpha_hill", "PL_Alpha_Hill", false), ("pl_alpha_ks", "PL_Alpha_KS", true), ("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|", false), ("spectral_norm", "σ_{1}", true)])
        {
            PanelDefinition panel = new(rate, new AxisDefinition(label, logarithmic));
            foreach ((string optimizer, string shown, int style) in series)
            {
                panel.Add(new ElementDefinition(ElementKind.Line, Probes) { X = "lr", Y = column, Where = [("optimizer", optimizer), ("step", step)], Label = shown, Style = style });
            }

            spectrum.Add(panel);
        }

        FigureDefinition features = new FigureDefinition(name + "_features", $"Kernel-target alignment after {steps} against the learning rate",
            "KTA of the hidden features with the labels on fresh data, for both scalings of the features.") { Columns = 2, PanelWidth = 330, PanelHeight = 250 };
        FigureDefinition losses = new FigureDefinition(name + "_losses", $"Losses of the ridge read-out after {steps} against the learning rate",
            "Train and test loss for both scalings of the features: the paper's formula tanh(*Wx*/√*d*), and tanh(*Wx*/*d*), what the published code computes.") { Columns = 2, PanelWidth = 330, PanelHeight = 270 };
        foreach ((string scaling, string title) in ((string, string)[])[("paper", "features tanh(*Wx*/√*d*)"), ("code", "features tanh(*Wx*/*d*)")])
        {
            PanelDefinition kta = new(rate, new AxisDefinition("KTA"), title), loss = new(rate, new AxisDefinition("loss", true), title);
            foreach ((string optimizer, string shown, int style) in series)
            {
                kta.Add(new ElementDefinition(ElementKind.Line, Probes) { X = "lr", Y = "kta_" + scaling, Where = [("optimizer", optimizer), ("step", step)], Label = shown, Style = style });
                loss.Add(new ElementDefinition(ElementKind.Line, Probes) { X = "lr", Y = "train_loss_" + scaling, Where = [("optimizer", optimizer), ("step", step)], Label = "train, " + shown, Style = style });
                loss.Add(new ElementDefinition(ElementKind.Line, Probes) { X = "lr", Y = "test_loss_" + scaling, Where = [("optimizer", optimizer), ("step", step)], Label = "test, " + shown, Style = style + 2 });
            }

            features.Add(kta);
            losses.Add(loss);
        }

        if (step == 1)
        {
            return [spectrum, features, losses];
        }

        FigureDefinition exponent = new FigureDefinition(name + "_exponent_loss", "Test loss against the exponent",
            $"Every run of the sweep after {steps}: test loss of the read-out against PL_Alpha_Hill, for both scalings of the features; the dotted lines bound the range (2, 2.5) that the paper names.") { Columns = 2, PanelWidth = 330, PanelHeight = 270 };
        foreach ((string scaling, string title) in ((string, string)[])[("paper", "features tanh(*Wx*/√*d*)"), ("code", "features tanh(*Wx*/*d*)")])
        {
            PanelDefinition panel = new(new AxisDefinition("PL_Alpha_Hill"), new AxisDefinition("test loss", true), title);
            foreach ((string optimizer, string shown, int style) in series)
            {
                panel.Add(new ElementDefinition(ElementKind.Points, Probes) { X = "pl_alpha_hill", Y = "test_loss_" + scaling, Where = [("optimizer", optimizer), ("step", step)], Label = shown, Style = style });
            }

            exponent.Add(panel.Add(new ElementDefinition(ElementKind.Reference) { At = 2, IsHorizontal = false, Style = 6 }).Add(new ElementDefinition(ElementKind.Reference) { At = 2.5, IsHorizontal = false, Style = 6 }));
        }

        return [spectrum, features, losses, exponent];
    }
}
