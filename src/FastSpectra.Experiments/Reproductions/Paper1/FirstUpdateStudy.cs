// G = dL/dW at initialisation; the first step of gradient descent is -eta G, that of Adam -eta M with M = G / (|G| + eps) (bias correction
// cancels). Strengths come from the largest triplets by Lanczos, spectra from all singular values.
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Norms, leading vectors and spectra of the first gradient and of Adam's first update, at four sizes and three n/d.</summary>
internal sealed class FirstUpdateStudy : Study
{
    private const double Epsilon = 1e-8;

    public static FirstUpdateStudy Instance { get; } = new();

    public override string Name => "first-update";

    public static IReadOnlyList<(int D, int N, int Repeats)> Sizes(ReproductionScale scale) => scale == ReproductionScale.Quick
        ? [(50, 100, 6), (100, 200, 6), (200, 400, 6), (400, 800, 4), (200, 100, 4), (200, 1600, 4)]
        : [(250, 500, 6), (500, 1000, 6), (1000, 2000, 5), (2000, 4000, 3), (1000, 500, 4), (1000, 8000, 4)];

    public override int Parts(ReproductionScale scale) => Sizes(scale).Select(size => size.Repeats).Aggregate((a, b) => a + b);

    public override StudyCost Cost(ReproductionScale scale) => Sizes(scale).Aggregate(StudyCost.None, (sum, size) =>
        sum + (size.Repeats * (StudyCost.Step(size.N, 1.5 * size.D, size.D) + (2 * StudyCost.Values(1.5 * size.D, size.D)))));

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable updates = new(Columns);
        ResultTable spectra = new("matrix", "rank", "value");
        int main = Sizes(context.Scale)[2].D;
        foreach ((int d, int n, int repeats) in Sizes(context.Scale))
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                int number = repeat;
                string key = $"d={d}_n={n}_repeat={repeat}";
                if (repeat == 0 && d == main && n == 2 * d)
                {
                    (ResultTable measured, ResultTable values) = context.Parts(key, "spectra", () => Measure(context, d, n, number));
                    updates.Add(measured);
                    spectra.Add(values);
                }
                else
                {
                    updates.Add(context.Part(key, () => Measure(context, d, n, number).Updates));
                }
            }
        }

        context.Add("updates", updates);
        context.Add("spectra", spectra);
        FirstUpdate.AddDerived(context, updates);
    }

    private static string[] Columns =>
    [
        "d", "h", "n", "repeat", "gradient_norm", "gradient_second", "gradient_frobenius", "gradient_left", "gradient_right", "sign_norm",
        "adam_norm", "adam_second", "adam_frobenius", "adam_left", "adam_right",
    ];

    /// <summary>The student, data and first gradient of a size; the caller disposes both.</summary>
    internal static (ExperimentInputs<float> Inputs, StudentGradient<float> Gradient) Gradient(StudyContext context, int d, int n, int repeat)
    {
        ExperimentConfiguration configuration = context.Laboratory.Configure(
            new ExperimentConfiguration { N = n, D = d, H = d * 3 / 2, NTest = 1, Seed = context.Seed });
        ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.Repeat(repeat), context.Team);
        context.Laboratory.Prepare(inputs);
        StudentGradient<float> gradient = new(inputs.Student, n, withLastLayer: false, context.Team.Size);
        gradient.Compute(inputs.Train.X.View, inputs.Train.Y.Span, context.Team);
        context.Laboratory.Differentiate(gradient.W);
        return (inputs, gradient);
    }

    /// <summary>Adam's first update at rate 1, without its sign: G / (|G| + eps).</summary>
    internal static Matrix<float> AdamUpdate(Matrix<float> gradient)
    {
        Matrix<float> update = new(gradient.Rows, gradient.Columns);
        for (int i = 0; i < gradient.Rows; i++)
        {
            ReadOnlySpan<float> from = gradient.Row(i);
            Span<float> to = update.Row(i);
            for (int j = 0; j < from.Length; j++)
            {
                to[j] = (float)(from[j] / (Math.Abs((double)from[j]) + Epsilon));
            }
        }

        return update;
    }

    /// <summary>The <paramref name="count"/> largest singular values with their vectors.</summary>
    internal static TopTripletsResult<float> Leading(Matrix<float> matrix, int count, ThreadTeam team) =>
        TopTriplets.Compute(new DenseOperator<float>(matrix), count, new TopTripletsOptions { Team = team });

    private static (ResultTable Updates, ResultTable Spectra) Measure(StudyContext context, int d, int n, int repeat)
    {
        (ExperimentInputs<float> inputs, StudentGradient<float> gradient) = Gradient(context, d, n, repeat);
        using (inputs)
        using (gradient)
        using (Workspace workspace = new())
        using (Matrix<float> adam = AdamUpdate(gradient.W))
        using (Matrix<float> sign = Signs(gradient.W))
        using (TopTripletsResult<float> leadingG = Leading(gradient.W, 1, context.Team))
        using (TopTripletsResult<float> leadingM = Leading(adam, 1, context.Team))
        using (TopTripletsResult<float> leadingS = Leading(sign, 1, context.Team))
        {
            float[] g = Values(gradient.W, workspace, context.Team), m = Values(adam, workspace, context.Team);
            ResultTable values = new("matrix", "rank", "value");
            foreach ((string name, float[] list) in (ReadOnlySpan<(string, float[])>)[("gradient", g), ("adam", m)])
            {
                for (int i = 0; i < list.Length; i++)
                {
                    values.Add(name, i + 1, (double)list[i]);
                }
            }

            ReadOnlySpan<float> a = inputs.Student.A.Span, beta = inputs.Teacher.Beta.Span;
            double normA = Math.Sqrt(InDouble.SumOfSquares(a)), normBeta = Math.Sqrt(InDouble.SumOfSquares(beta));
            ResultTable table = new ResultTable(Columns).Add(
                d, d * 3 / 2, n, repeat, (double)g[0], (double)g[1], Math.Sqrt(InDouble.SumOfSquares<float>(gradient.W.Span)),
                Math.Abs(InDouble.Dot(leadingG.Ut.Row(0), a)) / normA, Math.Abs(InDouble.Dot(leadingG.Vt.Row(0), beta)) / normBeta, (double)leadingS.S[0],
                (double)m[0], (double)m[1], Math.Sqrt(InDouble.SumOfSquares<float>(adam.Span)),
                Math.Abs(InDouble.Dot(leadingM.Ut.Row(0), a)) / normA, Math.Abs(InDouble.Dot(leadingM.Vt.Row(0), beta)) / normBeta);
            return (table, values);
        }
    }

    private static float[] Values(Matrix<float> matrix, Workspace workspace, ThreadTeam team)
    {
        float[] values = new float[Math.Min(matrix.Rows, matrix.Columns)];
        Svd.Values(matrix.View, values, workspace, team);
        return values;
    }

    private static Matrix<float> Signs(Matrix<float> matrix)
    {
        Matrix<float> signs = matrix.Clone();
        foreach (ref float value in signs.Span)
        {
            value = value > 0 ? 1 : value < 0 ? -1 : 0;
        }

        return signs;
    }
}
