using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// One step at rates around the threshold theta_c = (h d)^(1/4) of the update's largest singular value: Adam and gradient descent from their own
/// weights, and Adam's update added to weights that it is independent of.
/// </summary>
internal sealed class SpikeStudy : Study
{
    private static readonly double[] s_strengths = [0.5, 0.8, 1, 1.2, 1.5, 2, 3, 5];

    public static SpikeStudy Instance { get; } = new();

    public override string Name => "spike";

    public static IReadOnlyList<(int D, int Repeats)> Sizes(ReproductionScale scale) =>
        scale == ReproductionScale.Quick ? [(50, 8), (100, 6), (200, 4), (400, 2)] : [(250, 6), (500, 4), (1000, 3), (2000, 1)];

    // Gradient descent and the control only where they are cheap: the claim about sizes is Adam's.
    public static IReadOnlyList<string> Kinds(ReproductionScale scale, int d) => d == Sizes(scale)[^1].D ? ["adam"] : ["adam", "gradient", "independent"];

    public override int Parts(ReproductionScale scale) => Sizes(scale).Select(size => size.Repeats * Kinds(scale, size.D).Count).Aggregate((a, b) => a + b);

    public override StudyCost Cost(ReproductionScale scale) => Sizes(scale).Aggregate(StudyCost.None, (sum, size) =>
        sum + (size.Repeats * Kinds(scale, size.D).Count * (StudyCost.Step(2 * size.D, 1.5 * size.D, size.D) + (s_strengths.Length * StudyCost.Values(1.5 * size.D, size.D)))));

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable spikes = new(Columns);
        foreach ((int d, int repeats) in Sizes(context.Scale))
        {
            foreach (string kind in Kinds(context.Scale, d))
            {
                for (int repeat = 0; repeat < repeats; repeat++)
                {
                    int number = repeat;
                    spikes.Add(context.Part($"d={d}_{kind}_repeat={repeat}", () => Measure(context, d, kind, number)));
                }
            }
        }

        context.Add("spikes", spikes);
        context.Add("law", Law(Sizes(context.Scale)[^2].D));
    }

    private static string[] Columns => ["kind", "d", "h", "repeat", "strength", "rate", "largest", "second", "edge_ratio", "right_overlap", "law_edge_ratio", "law_right_overlap", "values_above_edge"];

    private static ResultTable Measure(StudyContext context, int d, string kind, int repeat)
    {
        int h = d * 3 / 2;
        (ExperimentInputs<float> inputs, StudentGradient<float> gradient) = FirstUpdateStudy.Gradient(context, d, 2 * d, repeat);
        using (inputs)
        using (gradient)
        using (Workspace workspace = new())
        using (Matrix<float> update = kind == "gradient" ? gradient.W.Clone() : FirstUpdateStudy.AdamUpdate(gradient.W))
        using (TopTripletsResult<float> leading = FirstUpdateStudy.Leading(update, 1, context.Team))
        using (Matrix<float> weights = inputs.Student.W.Clone())
        {
            if (kind == "independent")
            {
                new RandomStream(context.Seed, InputDraw.Stream("independent", repeat)).Normals(weights.Span, 0, context.Team);
            }

            BbpTransition law = new(h, d);
            double norm = leading.S[0];
            ResultTable table = new(Columns);
            using Matrix<float> after = weights.Clone();
            foreach (double strength in s_strengths)
            {
                double rate = strength * law.Threshold / norm;
                for (long i = 0; i < after.Count; i++)
                {
                    after.Span[(int)i] = (float)(weights.Span[(int)i] - (rate * update.Span[(int)i]));
                }

                WeightSpectrum spectrum = WeightSpectrum.Of<float>(after, leading.Vt.Row(0), workspace, context.Team);
                double overlap = spectrum.RightProjections[0] * spectrum.RightProjections[0];
                table.Add(
                    kind, d, h, repeat, strength, rate, spectrum.SpectralNorm, spectrum.SingularValues[1], spectrum.SpectralNorm / law.Edge, overlap,
                    law.LargestValue(strength * law.Threshold) / law.Edge, law.RightOverlap(strength * law.Threshold), spectrum.CountAbove(Paper1Sizes.Edge(h, d)));
            }

            return table;
        }
    }

    private static ResultTable Law(int d)
    {
        BbpTransition law = new(d * 3 / 2, d);
        ResultTable table = new("strength", "edge_ratio", "right_overlap");
        for (int i = 0; i <= 100; i++)
        {
            double strength = 0.4 + (4.6 * i / 100);
            table.Add(strength, law.LargestValue(strength * law.Threshold) / law.Edge, law.RightOverlap(strength * law.Threshold));
        }

        return table;
    }
}
