using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;

namespace FastSpectra.Experiments;

/// <summary>Spectra of initial weights at four sizes with h : d = 3 : 2, against the Marchenko-Pastur law.</summary>
internal sealed class InitialSpectrumStudy : Study
{
    public static InitialSpectrumStudy Instance { get; } = new();

    public override string Name => "initial";

    public override StudyCost Cost(ReproductionScale scale) =>
        Dimensions(scale).Aggregate(StudyCost.None, (sum, d) => sum + (Repeats(scale) * StudyCost.Values(1.5 * d, d)));

    public override int Parts(ReproductionScale scale) => Dimensions(scale).Length * Repeats(scale);

    /// <summary>A quarter, half, once and twice the paper's d.</summary>
    public static int[] Dimensions(ReproductionScale scale) =>
        scale == ReproductionScale.Quick ? [50, 100, 200, 400] : [250, 500, 1000, 2000];

    public static int Repeats(ReproductionScale scale) => scale == ReproductionScale.Quick ? 6 : 10;

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable sizes = new("d", "h", "repeat", "distance", "edge_ratio", "edge_fluctuation", "hill", "alignment", "largest_value");
        ResultTable values = new("d", "rank", "eigenvalue", "eigenvalue_over_h");
        foreach (int d in Dimensions(context.Scale))
        {
            for (int repeat = 0; repeat < Repeats(context.Scale); repeat++)
            {
                int draw = repeat;
                string key = $"d={d}_repeat={repeat}";
                if (repeat == 0 && d == Dimensions(context.Scale)[2])
                {
                    (ResultTable measured, ResultTable eigenvalues) = context.Parts(key, $"d={d}_values", () => Measure(context, d, draw));
                    sizes.Add(measured);
                    values.Add(eigenvalues);
                }
                else
                {
                    sizes.Add(context.Part(key, () => Measure(context, d, draw).Sizes));
                }
            }
        }

        context.Add("sizes", sizes);
        context.Add("eigenvalues", values);
        context.Add("law", Law(Dimensions(context.Scale)[2]));
    }

    private static (ResultTable Sizes, ResultTable Eigenvalues) Measure(StudyContext context, int d, int repeat)
    {
        int h = d * 3 / 2;
        using Matrix<double> w = Weights(context, h, d, repeat);
        using Matrix<double> beta = new(d, 1);
        new RandomStream(context.Seed, InputDraw.Stream("beta", repeat)).Normals(beta.Span, 0);
        double norm = Math.Sqrt(SumOfSquares.Of<double>(beta.Span));
        Scale.Apply(1 / norm, beta.Span);
        using Workspace workspace = new();
        WeightSpectrum spectrum = WeightSpectrum.Of<double>(w, beta.Span, workspace, context.Team);
        double[] singular = spectrum.SingularValues.ToArray();
        MarchenkoPastur law = new(h, d);
        TracyWidom edge = new(h, d);
        ResultTable table = new ResultTable("d", "h", "repeat", "distance", "edge_ratio", "edge_fluctuation", "hill", "alignment", "largest_value").Add(
            d, h, repeat, law.Distance(new EmpiricalSpectralDensity(singular).Eigenvalues), singular[0] / Math.Sqrt(law.UpperEdge),
            ((singular[0] * singular[0]) - edge.Center) / edge.Spread, new PowerLawTail(singular).Hill().Alpha, spectrum.FirstAlignment, singular[0]);
        return (table, Eigenvalues(d, singular));
    }

    private static Matrix<double> Weights(StudyContext context, int h, int d, int repeat)
    {
        Matrix<double> w = new(h, d);
        new RandomStream(context.Seed, InputDraw.Stream("W", repeat)).Normals(w.Span, 0, context.Team);
        context.Laboratory.PrepareWeights(w);
        return w;
    }

    private static ResultTable Eigenvalues(int d, double[] singular)
    {
        ResultTable table = new("d", "rank", "eigenvalue", "eigenvalue_over_h");
        for (int i = 0; i < singular.Length; i++)
        {
            table.Add(d, i + 1, singular[i] * singular[i], singular[i] * singular[i] / (d * 3 / 2));
        }

        return table;
    }

    private static ResultTable Law(int d)
    {
        int h = d * 3 / 2;
        const int points = 200;
        MarchenkoPastur law = new(h, d);
        ResultTable table = new("eigenvalue_over_h", "density");
        for (int i = 0; i <= points; i++)
        {
            double x = law.LowerEdge + ((law.UpperEdge - law.LowerEdge) * i / points);
            table.Add(x / h, law.Density(x) * h);
        }

        return table;
    }
}
