// With r = f - y, zeta = E softplus' = 1/2, c1 = E tanh' and E r^2 = E tanh^2 + E y^2, V = E r^2 + (n/d)(zeta^2 + c1^2), s^2 = E r^2 (E tanh'^2 - c1^2):
// |G|_2 -> (2 c1 / sqrt d) sqrt(V d / n); its share of |G|_F^2 -> rho^2 = c1^2 V / (c1^2 V + s^2); |sign G|_2 / sqrt(h d) -> sqrt((2/pi) asin rho^2).
// Source: derived from the definitions of arXiv 2406.04657; the Theta(sqrt(h d)) of its Theorem 4.1 is the last one without the constant.
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>The first update's norms, rank-one structure and leading vectors against theory.</summary>
internal static class FirstUpdate
{
    private const string Id = "p1-first-update";
    private const string Updates = "first-update/updates";

    // Gaussian expectations of tanh and softplus (quadrature): c1 = E tanh', E tanh'^2, E r^2 = E tanh^2 + E softplus^2 + 0.3^2, zeta = E softplus'.
    private const double SlopeMean = 0.605706;
    private const double SlopeSquare = 0.464403;
    private const double ResidualSquare = 0.394294 + 0.921246 + 0.09;
    private const double TeacherSlope = 0.5;
    private const double RootTwoOverPi = 0.79788456080286541;

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.FromSpikesToHeavyTails,
        Figure = "Theorem 4.1 (v3) and its corollary on learning rates; spectrum of the first update",
        Title = "The first update: rank one, and how large",
        Text =
        [
            "At initialisation the gradient *G*_{0} is nearly rank one: its left vector is the last layer *a*, its right vector mixes the teacher β with noise. Adam's first step is −η sign(*G*_{0}) up to ε = 10^{−8}, "
            + "so its size does not depend on the gradient's: the paper's Theorem 4.1 says ‖sign(*G*_{0})‖_{2} = Θ(√(*hd*)).",
            "The constants are derived from the definitions: with *V* = E*r*^{2} + (*n*/*d*)(ζ^{2} + *c*_{1}^{2}) and *s*^{2} = E*r*^{2}(E tanh′^{2} − *c*_{1}^{2}), the leading singular value is (2*c*_{1}/√*d*)√(*Vd*/*n*), its share of ‖*G*_{0}‖_{F}^{2} is "
            + "ρ^{2} = *c*_{1}^{2}*V*/(*c*_{1}^{2}*V* + *s*^{2}), and ‖sign(*G*_{0})‖_{2} = √((2/π) asin ρ^{2}) √(*hd*).",
        ],
        Configuration = "sizes, teacher and noise of the published configuration; other sizes at the same ratios, other n/d at the main size",
        Studies = [FirstUpdateStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-theorem",
                Statement = "The first update direction of full-batch Adam has spectral norm Theta(sqrt(h d)).",
                Source = "Theorem 4.1 (v3)",
                Figure = "p1_update_norms",
                Evaluate = evidence => Exponent(evidence, "adam_norm", 1, 0.1),
            },
            new Claim
            {
                Id = $"{Id}-gradient-exponent",
                Statement = "The first gradient has spectral norm Theta(1/sqrt d), so gradient descent needs rates of order sqrt(h d).",
                Source = "derived beside Theorem 4.1",
                Figure = "p1_update_norms",
                Evaluate = evidence => Exponent(evidence, "gradient_norm", -0.5, 0.1),
            },
            new Claim
            {
                Id = $"{Id}-gradient-norm",
                Statement = "The first gradient's spectral norm is (2 c1 / sqrt d) sqrt(zeta^2 + c1^2 + (d/n) E r^2).",
                Source = "derived constant of the rank-one part",
                Figure = "p1_update_constants",
                Evaluate = evidence => Ratio(evidence, table => Each(table, (d, n, norm) => norm * Math.Sqrt(d) / (2 * SlopeMean * Math.Sqrt(Strength(n / d) * d / n)), "gradient_norm"), 0.05),
            },
            new Claim
            {
                Id = $"{Id}-gradient-share",
                Statement = "The first gradient is nearly rank one: the leading value holds the share rho^2 of its energy.",
                Source = "derived constant of the rank-one part",
                Figure = "p1_update_constants",
                Evaluate = evidence => Ratio(evidence, table => Share(table, "gradient_norm", "gradient_frobenius").Zip(Ratios(table), (share, ratio) => share / RankOneShare(ratio)), 0.03),
            },
            new Claim
            {
                Id = $"{Id}-sign-norm",
                Statement = "The spectral norm of the sign of the first gradient is sqrt((2/pi) asin rho^2) sqrt(h d).",
                Source = "constant of Theorem 4.1 (derived here)",
                Figure = "p1_update_constants",
                Evaluate = evidence => Ratio(evidence, table => Each(table, (d, n, norm) => norm / Math.Sqrt(1.5 * d * d) / SignConstant(n / d), "sign_norm"), 0.02),
            },
            new Claim
            {
                Id = $"{Id}-left-vector",
                Statement = "The left singular vector of the first gradient is the last layer a.",
                Source = "rank-one structure of the first gradient",
                Figure = "p1_update_vectors",
                Evaluate = evidence => Finding.Between(MainSize(evidence).Mean("gradient_left"), evidence.Scale == ReproductionScale.Quick ? 0.995 : 0.999, 1, "cosine"),
            },
            new Claim
            {
                Id = $"{Id}-left-sign",
                Statement = "The left singular vector of Adam's first update is the sign of a: its cosine with a is sqrt(2/pi).",
                Source = "rank-one structure of the first update",
                Figure = "p1_update_vectors",
                Evaluate = evidence =>
                {
                    SampleMean cosine = MainSize(evidence).Mean("adam_left");
                    return Finding.Near(cosine, RootTwoOverPi, 0.01 + (3 * cosine.StandardError), "0.01 and 3 standard errors");
                },
            },
            new Claim
            {
                Id = $"{Id}-teacher",
                Statement = "The right singular vector of the first gradient is aligned with the teacher to zeta / sqrt(zeta^2 + c1^2 + (d/n) E r^2).",
                Source = "derived; the paper shows alignment of the spike with the teacher",
                Figure = "p1_update_vectors",
                Evaluate = evidence =>
                {
                    ResultTable table = MainSize(evidence);
                    SampleMean cosine = table.Mean("gradient_right");
                    double ratio = Ratios(table).FirstOrDefault();
                    return Finding.Near(cosine, TeacherSlope / Math.Sqrt(Strength(ratio) / ratio), 0.02 + (3 * cosine.StandardError), "0.02 and 3 standard errors");
                },
            },
            new Claim
            {
                Id = $"{Id}-teacher-sign",
                Statement = "The sign costs Adam's first update a factor between sqrt(2/pi) and 1 of the gradient's alignment with the teacher.",
                Source = "derived; the paper shows alignment of the spike with the teacher",
                Figure = "p1_update_vectors",
                Evaluate = evidence =>
                {
                    ResultTable table = MainSize(evidence);
                    SampleMean ratio = SampleMean.Of(table.Numbers("adam_right").Zip(table.Numbers("gradient_right"), (adam, gradient) => gradient > 5 / Math.Sqrt(table.Numbers("d")[0]) ? adam / gradient : double.NaN));
                    return Finding.Between(ratio, RootTwoOverPi, 1, "ratio");
                },
            },
            new Claim
            {
                Id = $"{Id}-frobenius",
                Statement = "A rate of order 1 moves W by its own Frobenius norm in one Adam step; one of order 1/sqrt h by its own spectral norm.",
                Source = "corollary of Theorem 4.1 (content)",
                Figure = "p1_update_norms",
                Evaluate = evidence =>
                {
                    ResultTable table = evidence[Updates];
                    double[] d = table.Numbers("d"), frobenius = table.Numbers("adam_frobenius"), spectral = table.Numbers("adam_norm");
                    SampleMean moved = SampleMean.Of(d.Zip(frobenius, (size, norm) => norm / Math.Sqrt(1.5 * size * size)));
                    SampleMean first = SampleMean.Of(d.Zip(spectral, (size, norm) => norm / Math.Sqrt(1.5 * size) / (Math.Sqrt(1.5 * size) + Math.Sqrt(size))));
                    return Finding.Of(
                        moved.Mean is > 0.97 and <= 1.0001 && first.Mean is > 0.3 and < 0.6, "|M|_F / |W|_F from 0.97 to 1 at rate 1, |M|_2 / |W|_2 from 0.3 to 0.6 at rate 1/sqrt h, at all sizes",
                        $"{moved} and {first}", moved.Mean, moved.StandardError);
                },
            },
            new Claim
            {
                Id = $"{Id}-table",
                Statement = "Norms, second singular values and alignments of the first update agree with an independent implementation.",
                Source = "independent measurement of the published configuration (C++ with LAPACK), 5 seeds",
                Figure = "p1_update_spectrum",
                FullSizeOnly = "the independent measurement is of the full size",
                Evaluate = evidence => MeasuredTable.Compare("first-update", 5, _ => MainSize(evidence)),
            },
        ],
    };

    /// <summary>V for a ratio n/d.</summary>
    private static double Strength(double ratio) => ResidualSquare + (ratio * ((TeacherSlope * TeacherSlope) + (SlopeMean * SlopeMean)));

    private static double RankOneShare(double ratio)
    {
        double energy = SlopeMean * SlopeMean * Strength(ratio);
        return energy / (energy + (ResidualSquare * (SlopeSquare - (SlopeMean * SlopeMean))));
    }

    private static double SignConstant(double ratio) => Math.Sqrt(2 / Math.PI * Arcsine(RankOneShare(ratio)));

    // asin x = integral of 1 / sqrt(1 - t^2): sine by bisection, to the spacing of doubles.
    private static double Arcsine(double x)
    {
        double low = 0, high = Math.PI / 2;
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            if (LinearAlgebra.SinCos.Of(middle).Sin < x)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static ResultTable MainSize(Evidence evidence)
    {
        int d = FirstUpdateStudy.Sizes(evidence.Scale)[2].D;
        return evidence[Updates].Where("d", d).Where("n", 2 * d);
    }

    private static ResultTable SameRatio(Evidence evidence)
    {
        ResultTable all = evidence[Updates];
        ResultTable found = new(all.Columns);
        foreach ((int d, int n, _) in FirstUpdateStudy.Sizes(evidence.Scale).Where(size => size.N == 2 * size.D))
        {
            found.Add(all.Where("d", d).Where("n", n));
        }

        return found;
    }

    private static IEnumerable<double> Ratios(ResultTable table) => table.Numbers("n").Zip(table.Numbers("d"), (n, d) => n / d);

    private static IEnumerable<double> Share(ResultTable table, string norm, string frobenius) =>
        table.Numbers(norm).Zip(table.Numbers(frobenius), (largest, all) => largest * largest / (all * all));

    private static IEnumerable<double> Each(ResultTable table, Func<double, double, double, double> function, string column)
    {
        double[] d = table.Numbers("d"), n = table.Numbers("n"), values = table.Numbers(column);
        return values.Select((value, i) => function(d[i], n[i], value));
    }

    // Mean over all sizes and ratios of measured over predicted.
    private static Finding Ratio(Evidence evidence, Func<ResultTable, IEnumerable<double>> ratios, double tolerance)
    {
        SampleMean mean = SampleMean.Of(ratios(evidence[Updates]));
        double allowed = tolerance * (evidence.Scale == ReproductionScale.Quick ? 2 : 1);
        return Finding.Near(mean, 1, allowed, "measured over predicted, over all sizes and n/d");
    }

    private static Finding Exponent(Evidence evidence, string column, double expected, double tolerance)
    {
        (double slope, double error) = PowerFit.Exponent(SameRatio(evidence), "d", column);
        return Finding.Of(Math.Abs(slope - expected) <= tolerance, $"~ d^p with p = {NumberText.Of(expected)} ± {NumberText.Of(tolerance)} over four sizes", $"p = {NumberText.Of(slope)} ± {NumberText.Of(error, 2)}", slope, error);
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        int d = FirstUpdateStudy.Sizes(evidence.Scale)[2].D;
        FigureDefinition spectrum = new FigureDefinition("p1_update_spectrum", "Singular values of the first gradient and of Adam's first update",
            "Singular values by rank at the main size. One value stands far above the others: the gradient is close to rank one, and its sign keeps the spike but turns the rest into the bulk of a random ±1 matrix.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }
            .Add(new PanelDefinition(new AxisDefinition("rank *i*", true), new AxisDefinition("σ_{*i*}(*G*_{0})", true), "gradient")
                .Add(new ElementDefinition(ElementKind.Line, "first-update/spectra") { X = "rank", Y = "value", Where = [("matrix", "gradient")], Plain = true }))
            .Add(new PanelDefinition(new AxisDefinition("rank *i*", true), new AxisDefinition("σ_{*i*}(*M*_{0})", true), "Adam's update, η = 1")
                .Add(new ElementDefinition(ElementKind.Line, "first-update/spectra") { X = "rank", Y = "value", Where = [("matrix", "adam")], Plain = true, Style = 1 }));
        FigureDefinition norms = new FigureDefinition("p1_update_norms", "Norms of the first update against size",
            "*n* : *d* : *h* = 2 : 1 : 1.5. Lines are powers of *d*: Adam's update grows as √(*hd*) ∝ *d*, the gradient shrinks as 1/√*d*. Mean and standard deviation over repeats.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("norm of Adam's update", true))
                .Add(Sizes("adam_norm", "‖*M*_{0}‖_{2}", 0)).Add(Sizes("adam_frobenius", "‖*M*_{0}‖_{F}", 1)))
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("norm of the gradient", true))
                .Add(Sizes("gradient_norm", "‖*G*_{0}‖_{2}", 0)).Add(Sizes("gradient_frobenius", "‖*G*_{0}‖_{F}", 1)));
        FigureDefinition constants = new FigureDefinition("p1_update_constants", "Constants of the rank-one part against n/d",
            "Measured at the main size over repeats (points with standard deviation), and predicted (line): share of the leading value in ‖*G*_{0}‖_{F}^{2}, and ‖sign(*G*_{0})‖_{2}/√(*hd*).")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }
            .Add(Constant("share", "share of the leading value")).Add(Constant("sign", "‖sign(*G*_{0})‖_{2}/√(*hd*)"));
        FigureDefinition vectors = new FigureDefinition("p1_update_vectors", "What the leading vectors of the first update point at",
            "Cosines at *n* : *d* = 2 for growing sizes: left vectors with the last layer *a*, right vectors with the teacher β. The dotted lines are √(2/π), the cosine of a Gaussian vector with its sign, and the predicted alignment of the gradient.")
        { Columns = 2, PanelWidth = 320, PanelHeight = 270 }
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("|⟨*u*_{1}, *a*⟩|/‖*a*‖") { Low = 0.7, High = 1.02 })
                .Add(Sizes("gradient_left", "gradient", 0)).Add(Sizes("adam_left", "Adam", 1)).Add(new ElementDefinition(ElementKind.Reference) { At = RootTwoOverPi, Style = 6 }))
            .Add(new PanelDefinition(new AxisDefinition("*d*", true), new AxisDefinition("|⟨*v*_{1}, β⟩|") { Low = 0, High = 0.8 })
                .Add(Sizes("gradient_right", "gradient", 0)).Add(Sizes("adam_right", "Adam", 1)).Add(new ElementDefinition(ElementKind.Reference) { At = TeacherSlope / Math.Sqrt(Strength(2) / 2), Style = 6 }));
        return [spectrum, norms, constants, vectors];

        ElementDefinition Sizes(string column, string label, int style) => new(ElementKind.Line, "first-update/same-ratio") { X = "d", Y = column, Label = label, Style = style };
        PanelDefinition Constant(string quantity, string label) => new PanelDefinition(new AxisDefinition("*n*/*d*", true), new AxisDefinition(label))
            .Add(new ElementDefinition(ElementKind.Line, "first-update/constants") { X = "ratio", Y = quantity, Label = "measured", Where = [("d", d)] })
            .Add(new ElementDefinition(ElementKind.Line, "first-update/prediction") { X = "ratio", Y = quantity, Label = "predicted", Style = 6, Plain = true });
    }

    /// <summary>Tables that only figures need: rows of equal n/d, the two constants per row, and their predictions.</summary>
    internal static void AddDerived(StudyContext context, ResultTable updates)
    {
        ResultTable same = new(updates.Columns), constants = new("d", "ratio", "share", "sign"), prediction = new("ratio", "share", "sign");
        foreach ((int d, int n, _) in FirstUpdateStudy.Sizes(context.Scale))
        {
            ResultTable rows = updates.Where("d", d).Where("n", n);
            if (n == 2 * d)
            {
                same.Add(rows);
            }

            foreach ((double share, double sign) in Share(rows, "gradient_norm", "gradient_frobenius").Zip(rows.Numbers("sign_norm")))
            {
                constants.Add(d, (double)n / d, share, sign / Math.Sqrt(1.5 * d * d));
            }
        }

        for (int i = 0; i <= 40; i++)
        {
            double ratio = 0.4 * LinearAlgebra.Exp.Of(i / 40.0 * LinearAlgebra.Log.Of(25.0));
            prediction.Add(ratio, RankOneShare(ratio), SignConstant(ratio));
        }

        context.Add("same-ratio", same);
        context.Add("constants", constants);
        context.Add("prediction", prediction);
    }
}
