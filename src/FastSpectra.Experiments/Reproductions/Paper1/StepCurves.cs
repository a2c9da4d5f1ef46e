using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>Per-step curves of Adam at rate 1 while one other quantity varies: samples, label noise, ridge.</summary>
internal static class StepCurves
{
    private const string SamplesId = "p1-samples";
    private const string NoiseId = "p1-noise";
    private const string RidgeId = "p1-ridge";

    public static Reproduction Samples { get; } = new()
    {
        Id = SamplesId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "losses per step for several n (plot bulk_losses_vary_n)",
        Title = "More data",
        Text = ["Ten Adam steps at rate 1 with *n* from half of *d* to eight times *d*. More data lowers the test loss, closes the gap to the train loss and lightens the tail; the alignment with the teacher peaks after one or two steps, because Adam at this rate overshoots."],
        Configuration = "published (bulk_losses_vary_n.yml): one teacher and student per n, two repeats of the data",
        Studies = [Paper1Studies.Samples],
        Figures = evidence => Curves("p1_samples", "samples/probes", "n", "n", [], Paper1Studies.SampleSizes, evidence.Scale),
        Claims =
        [
            Make(SamplesId, "lower-loss", "More data gives a lower test loss after ten steps.", "plot bulk_losses_vary_n", "p1_samples_losses", evidence =>
            {
                double[] paper = Means(evidence, "test_loss_paper", 10), code = Means(evidence, "test_loss_code", 10);
                return Finding.Of(IsDescending(paper[1..]) && IsDescending(code), "test loss falls with n: all n (code), n from 2 d on (paper; below, the read-out interpolates)", $"code {List(code)}; paper {List(paper)}", code[^1]);
            }),
            Make(SamplesId, "smaller-gap", "More data closes the gap between test and train loss.", "plot bulk_losses_vary_n", "p1_samples_losses", evidence =>
            {
                double[] gap = [.. Means(evidence, "test_loss_code", 10).Zip(Means(evidence, "train_loss_code", 10), (test, train) => test - train)];
                return Finding.Of(IsDescending(gap), "test minus train loss (code) falls with n", List(gap), gap[^1]);
            }),
            Make(SamplesId, "lighter-tail", "More data gives a lighter tail after ten steps.", "independent measurement: PL_Alpha_Hill 1.74, 1.83, 1.87, 1.93 for n = 500 to 8000", "p1_samples_spectrum", evidence =>
            {
                double[] hill = Means(evidence, "pl_alpha_hill", 10);
                return Finding.Of(IsDescending([.. Enumerable.Reverse(hill)]), "PL_Alpha_Hill rises with n", List(hill), hill[^1]);
            }),
            Make(SamplesId, "alignment-peak", "The alignment with the teacher grows with n and peaks after one or two steps.", "plot W_beta_alignment per step", "p1_samples_spectrum", evidence =>
            {
                int n = Paper1Studies.SampleSizes(evidence.Scale)[^1];
                double[] curve = [.. Enumerable.Range(0, 11).Select(step => Rows(evidence, n, step).Mean("w_beta_alignment").Mean)];
                int peak = Array.IndexOf(curve, curve.Max());
                double[] first = Means(evidence, "w_beta_alignment", 1);
                return Finding.Of(peak is 1 or 2 && first[^1] > first[0] + 0.05, "largest at step 1 or 2 for the largest n; at step 1 larger there than for the smallest n", $"step {peak}; at step 1 {List(first)}", first[^1]);
            }),
            Make(SamplesId, "few-samples", "With n = d/2 training makes the test loss worse at every look (features as in the published code).", "plot bulk_losses_vary_n", "p1_samples_losses", evidence =>
            {
                int n = Paper1Studies.SampleSizes(evidence.Scale)[0];
                double[] loss = [.. ((long[])[0, 2, 5, 10]).Select(step => Rows(evidence, n, step).Mean("test_loss_code").Mean)];
                return Finding.Of(IsDescending([.. Enumerable.Reverse(loss)]), "test loss rises over steps 0, 2, 5, 10", List(loss), loss[^1]);
            }),
            Make(SamplesId, "table", "All means over n and steps agree with an independent implementation.", "independent measurement of the published configuration (C++ with LAPACK), 2 seeds", "p1_samples_losses", evidence =>
                MeasuredTable.Compare("samples", 2, key => Rows(evidence, int.Parse(key[0], CultureInfo.InvariantCulture), long.Parse(key[1], CultureInfo.InvariantCulture))), "the independent measurement is of the full size"),
        ],
    };

    public static Reproduction Noise { get; } = new()
    {
        Id = NoiseId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "losses per step for several label noises (plot bulk_losses_vary_label_noise_std)",
        Title = "Label noise",
        Text = ["Noise of standard deviation ρ on every label, those of the test set included, adds about ρ^{2} to both losses. An odd activation without biases cannot fit the even part of the softplus: the test loss stays above 0.6712 + ρ^{2} whatever is learned."],
        Configuration = "published (bulk_losses_vary_label_noise_std.yml): n = 8000, one teacher and student per noise, two repeats of the data",
        Studies = [Paper1Studies.Noise],
        Figures = evidence => Curves("p1_noise", "noise/probes", "noise", "ρ", Paper1Studies.NoiseLevels, _ => null, evidence.Scale),
        Claims =
        [
            Make(NoiseId, "shift", "Label noise shifts the test loss up by about its variance.", "plot bulk_losses_vary_label_noise_std", "p1_noise_losses", evidence =>
            {
                SampleMean low = NoiseRows(evidence, 0.1, 0).Mean("test_loss_code"), high = NoiseRows(evidence, 0.7, 0).Mean("test_loss_code");
                double error = Math.Sqrt((low.StandardError * low.StandardError) + (high.StandardError * high.StandardError));
                return Finding.Near(new SampleMean(high.Mean - low.Mean, error, 1), 0.48, evidence.Scale == ReproductionScale.Quick ? 0.25 : 0.12, "0.7^2 - 0.1^2 between the outer noises before training, up to the read-out's own variance");
            }),
            Make(NoiseId, "order", "More noise means larger losses at every step.", "plot bulk_losses_vary_label_noise_std", "p1_noise_losses", evidence =>
            {
                bool ordered = true;
                foreach (long step in (long[])[0, 5, 10])
                {
                    foreach (string column in (string[])["train_loss_paper", "test_loss_paper", "train_loss_code", "test_loss_code"])
                    {
                        ordered &= NoiseRows(evidence, 0.7, step).Mean(column).Mean > NoiseRows(evidence, 0.1, step).Mean(column).Mean;
                    }
                }

                double[] final = [.. Paper1Studies.NoiseLevels.Select(noise => NoiseRows(evidence, noise, 10).Mean("train_loss_code").Mean)];
                return Finding.Of(ordered && IsDescending([.. Enumerable.Reverse(final)]), "losses at noise 0.7 above those at 0.1 at steps 0, 5, 10; train loss (code) ordered over all noises at step 10", $"{(ordered ? "all above" : "not all above")}; {List(final)}", final[^1]);
            }),
            Make(NoiseId, "floor", "The test loss stays above what an odd network can reach, 0.6712 plus the noise's variance.", "derived: odd activation without biases, even part of softplus", "p1_noise_losses", evidence =>
            {
                double smallest = double.PositiveInfinity;
                foreach (double noise in Paper1Studies.NoiseLevels)
                {
                    double bound = 0.671246 + (noise * noise);
                    for (long step = 0; step <= 10; step++)
                    {
                        smallest = Math.Min(smallest, Math.Min(NoiseRows(evidence, noise, step).Mean("test_loss_code").Mean, NoiseRows(evidence, noise, step).Mean("test_loss_paper").Mean) - bound);
                    }
                }

                double slack = evidence.Scale == ReproductionScale.Quick ? -0.1 : -0.03;
                return Finding.Of(smallest > slack && smallest < 0.5, $"smallest test loss minus bound above {NumberText.Of(slack)} (a finite test set) and below 0.5", NumberText.Of(smallest, 3), smallest);
            }),
        ],
    };

    public static Reproduction Ridge { get; } = new()
    {
        Id = RidgeId,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "losses per step for several ridges (plot bulk_losses_vary_reg_lambda)",
        Title = "Ridge of the read-out",
        Text = ["The same trainings, read out with four ridges λ. A smaller ridge lowers the train loss. Which ridge is best for the test loss depends on the scaling of the features: the code's are tiny, so that a small one suffices, the paper's want the largest."],
        Configuration = "published (bulk_losses_vary_reg_lambda.yml): n = 8000, two repeats that all ridges share",
        Studies = [Paper1Studies.Ridge],
        Figures = evidence => Curves("p1_ridge", "ridge/probes", "lambda", "λ", [.. Paper1Studies.Ridges.Order()], _ => null, evidence.Scale),
        Claims =
        [
            Make(RidgeId, "train", "A smaller ridge gives a lower train loss.", "plot bulk_losses_vary_reg_lambda", "p1_ridge_losses", evidence =>
            {
                double[] loss = RidgeMeans(evidence, "train_loss_code", 5), paper = RidgeMeans(evidence, "train_loss_paper", 5);
                return Finding.Of(IsDescending([.. Enumerable.Reverse(loss)]) && IsDescending([.. Enumerable.Reverse(paper)]), "train loss at step 5 rises with the ridge, both scalings", $"code {List(loss)}; paper {List(paper)}", loss[0]);
            }),
            Make(RidgeId, "best", "With the published code's features the smallest ridge is best after training, with the paper's the largest.", "plot bulk_losses_vary_reg_lambda; independent measurement", "p1_ridge_losses", evidence =>
            {
                double[] ridges = [.. Paper1Studies.Ridges.Order()], paper = RidgeMeans(evidence, "test_loss_paper", 10), code = RidgeMeans(evidence, "test_loss_code", 10);
                double bestPaper = ridges[Array.IndexOf(paper, paper.Min())], bestCode = ridges[Array.IndexOf(code, code.Min())];
                return Finding.Of(bestPaper == ridges[^1] && bestCode == ridges[0], "best ridge 0.0001 (code) and 0.1 (paper)", $"{NumberText.Of(bestCode)} and {NumberText.Of(bestPaper)}; code {List(code)}; paper {List(paper)}", bestCode);
            }, "the published code's features shrink as 1/sqrt d, so that a ridge acts as its product with d: at a fifth of d the smallest one is no longer the best"),
        ],
    };

    internal static string List(IEnumerable<double> values) => string.Join(", ", values.Select(value => NumberText.Of(value)));

    internal static bool IsDescending(double[] values) => Enumerable.Range(1, values.Length - 1).All(i => values[i] < values[i - 1]);

    /// <summary>Losses for both scalings, and exponent and alignment, per step for each value of an axis.</summary>
    internal static IReadOnlyList<FigureDefinition> Curves(string name, string table, string axis, string symbol, IReadOnlyList<double> values, Func<ReproductionScale, int[]?> sizes, ReproductionScale scale)
    {
        IReadOnlyList<double> shown = sizes(scale) is { } integers ? [.. integers.Select(value => (double)value)] : values;
        FigureDefinition losses = new FigureDefinition(name + "_losses", $"Losses per step for several {symbol}",
            $"Train (upper row) and test loss (lower row) of the ridge read-out for each *{symbol}*, left with the paper's features, right with the published code's. Mean over repeats with a band of one standard deviation.") { Columns = 2, PanelWidth = 330, PanelHeight = 240 };
        FigureDefinition spectrum = new FigureDefinition(name + "_spectrum", $"Spectrum per step for several {symbol}", $"PL_Alpha_Hill and alignment of the leading right vector with the teacher for each *{symbol}*.") { Columns = 2, PanelWidth = 330, PanelHeight = 240 };
        foreach (string kind in (string[])["train", "test"])
        {
            foreach ((string scaling, string title) in ((string, string)[])[("paper", "tanh(*Wx*/√*d*)"), ("code", "tanh(*Wx*/*d*)")])
            {
                losses.Add(Panel($"{kind}_loss_{scaling}", kind + " loss", title));
            }
        }

        spectrum.Add(Panel("pl_alpha_hill", "PL_Alpha_Hill", null)).Add(Panel("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|", null));
        return axis == "lambda" ? [losses] : [losses, spectrum];

        PanelDefinition Panel(string column, string label, string? title)
        {
            PanelDefinition panel = new(new AxisDefinition("step") { Integers = true }, new AxisDefinition(label), title);
            for (int i = 0; i < shown.Count; i++)
            {
                panel.Add(new ElementDefinition(ElementKind.Line, table) { X = "step", Y = column, Where = [(axis, shown[i])], Label = $"*{symbol}* = {NumberText.Of(shown[i])}", Style = i });
            }

            return panel;
        }
    }

    internal static Claim Make(string reproduction, string id, string statement, string source, string figure, Func<Evidence, Finding> evaluate, string? fullSizeOnly = null) =>
        new() { Id = $"{reproduction}-{id}", Statement = statement, Source = source, Figure = figure, Evaluate = evaluate, FullSizeOnly = fullSizeOnly };

    private static ResultTable Rows(Evidence evidence, int n, long step) => evidence["samples/probes"].Where("n", n).Where("step", step);

    private static double[] Means(Evidence evidence, string column, long step) => [.. Paper1Studies.SampleSizes(evidence.Scale).Select(n => Rows(evidence, n, step).Mean(column).Mean)];

    private static ResultTable NoiseRows(Evidence evidence, double noise, long step) => evidence["noise/probes"].Where("noise", noise).Where("step", step);

    private static double[] RidgeMeans(Evidence evidence, string column, long step) =>
        [.. Paper1Studies.Ridges.Order().Select(ridge => evidence["ridge/probes"].Where("lambda", ridge).Where("step", step).Mean(column).Mean)];
}
