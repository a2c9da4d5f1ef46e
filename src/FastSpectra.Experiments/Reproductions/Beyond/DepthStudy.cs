using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Students of 2, 3 and 4 layers with n : h : d = 2 : 1 : 1: the first gradient and Adam update of every hidden layer, the spike that one step of
/// several sizes makes, and ten steps of Adam with the spectra of every layer.
/// </summary>
internal sealed class DepthStudy : Study
{
    /// <summary>The depths L.</summary>
    public static readonly int[] Depths = [2, 3, 4];

    // Step sizes eta sqrt h: a spike of strength eta sqrt(h h) leaves the bulk of a square matrix at 1.
    private static readonly double[] s_rates = [0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4];
    private static readonly long[] s_steps = [0, 1, 2, 5, 10];

    public static DepthStudy Instance { get; } = new();

    public override string Name => "depth";

    public override StudyCost Cost(ReproductionScale scale) => Depths.Aggregate(StudyCost.None, (sum, layers) =>
    {
        ExperimentConfiguration c = Configuration(scale, layers, 0);
        RunCost run = RunCost.Of(c);
        StudyCost gradient = (1.0 / c.TotalSteps) * run.Training;
        double hidden = layers - 1;
        return sum + (GradientRepeats(scale) * (gradient + new StudyCost(hidden * (s_rates.Length + 4) * 200 * c.H * c.H, 0)))
            + (TrainingRepeats * (run.Training + (s_steps.Length * hidden * StudyCost.Values(c.H, c.D))));
    });

    public override int Parts(ReproductionScale scale) => Depths.Length * ((2 * GradientRepeats(scale)) + (2 * TrainingRepeats));

    /// <summary>Ten steps of full-batch Adam at rate 0.3.</summary>
    public static ExperimentConfiguration Configuration(ReproductionScale scale, int layers, ulong seed)
    {
        int divisor = Paper1Sizes.Divisor(scale);
        return new ExperimentConfiguration
        {
            L = layers, N = 2000 / divisor, D = 1000 / divisor, H = 1000 / divisor, NTest = 1000 / divisor, Lr = 0.3, ProbeFreqSteps = 1, Lightweight = true, Seed = seed,
        };
    }

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable first = new(FirstColumns), spikes = new(SpikeColumns), steps = new(StepColumns), eigenvalues = new(EigenvalueColumns);
        foreach (int layers in Depths)
        {
            for (int repeat = 0; repeat < GradientRepeats(context.Scale); repeat++)
            {
                int draw = repeat;
                (ResultTable measured, ResultTable made) = context.Parts($"L={layers}_first_{draw}", $"L={layers}_spikes_{draw}", () => First(context, layers, draw));
                first.Add(measured);
                spikes.Add(made);
            }

            for (int repeat = 0; repeat < TrainingRepeats; repeat++)
            {
                int draw = repeat;
                (ResultTable measured, ResultTable values) = context.Parts($"L={layers}_steps_{draw}", $"L={layers}_eigenvalues_{draw}", () => Train(context, layers, draw));
                steps.Add(measured);
                eigenvalues.Add(values);
            }
        }

        context.Add("first", first);
        context.Add("spikes", spikes);
        context.Add("steps", steps);
        context.Add("eigenvalues", eigenvalues);
        context.Add("law", Law(Configuration(context.Scale, 2, 0).H));
    }

    private static string[] FirstColumns =>
    [
        "L", "layer", "repeat", "gradient_share", "gradient_ratio", "left_overlap", "right_overlap", "beta_alignment", "beta_predicted", "update_share", "update_ratio",
    ];

    private static string[] SpikeColumns => ["L", "layer", "repeat", "rate", "strength", "effective_strength", "edge_ratio", "law_edge_ratio"];

    private static string[] StepColumns =>
        ["L", "layer", "repeat", "step", "edge_ratio", "second_edge_ratio", "values_above_edge", "pl_alpha_hill", "mp_distance", "alignment", "kta", "test_loss"];

    private static string[] EigenvalueColumns => ["L", "layer", "repeat", "step", "eigenvalue_over_h"];

    private static int GradientRepeats(ReproductionScale scale) => scale == ReproductionScale.Quick ? 5 : 4;

    private const int TrainingRepeats = 2;

    private static ExperimentInputs<float> Draw(StudyContext context, ExperimentConfiguration configuration, int repeat)
    {
        ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.Repeat(repeat), context.Team);
        context.Laboratory.Prepare(inputs);
        return inputs;
    }

    private static (ResultTable First, ResultTable Spikes) First(StudyContext context, int layers, int repeat)
    {
        ExperimentConfiguration c = context.Laboratory.Configure(Configuration(context.Scale, layers, context.Seed));
        using ExperimentInputs<float> inputs = Draw(context, c, repeat);
        using StudentGradient<float> gradient = new(inputs.Student, c.N, withLastLayer: false, context.Team.Size);
        gradient.Compute(inputs.Train.X.View, inputs.Train.Y.Span, context.Team);
        (float[] Left, float[] Right)[] directions = Directions(context, inputs);
        ResultTable table = new(FirstColumns), spikes = new(SpikeColumns);
        for (int i = 0; i < directions.Length; i++)
        {
            Matrix<float> g = gradient.HiddenLayers[i];
            context.Laboratory.Differentiate(g);
            using Matrix<float> m = FirstUpdateStudy.AdamUpdate(g);
            using TopTripletsResult<float> ofG = FirstUpdateStudy.Leading(g, 2, context.Team), ofM = FirstUpdateStudy.Leading(m, 2, context.Team);
            table.Add(
                layers, i + 1, repeat, ofG.S[0] / Math.Sqrt(InDouble.SumOfSquares<float>(g.Span)), (double)ofG.S[1] / ofG.S[0],
                Overlap(ofG.Ut.Row(0), directions[i].Left), Overlap(ofG.Vt.Row(0), directions[i].Right),
                i == 0 ? Overlap(ofG.Vt.Row(0), inputs.Teacher.Beta.Span) : double.NaN, i == 0 ? DepthTheory.TeacherOverlap(layers, (double)c.D / c.N, c.LabelNoiseStd) : double.NaN,
                ofM.S[0] / Math.Sqrt((double)m.Count), (double)ofM.S[1] / ofM.S[0]);

            // The update works against what the layer already writes into its direction: u^T W v > 0 for -M = -s u v^T.
            double against = Bilinear(inputs.Student.HiddenLayers[i], ofM.Ut.Row(0), ofM.Vt.Row(0));
            BbpTransition law = new(g.Rows, g.Columns);
            using Matrix<float> after = new(g.Rows, g.Columns);
            foreach (double rate in s_rates)
            {
                double eta = rate / Math.Sqrt(c.H);
                for (int k = 0; k < after.Span.Length; k++)
                {
                    after.Span[k] = (float)(inputs.Student.HiddenLayers[i].Span[k] - (eta * m.Span[k]));
                }

                using TopTripletsResult<float> top = FirstUpdateStudy.Leading(after, 1, context.Team);
                double strength = eta * ofM.S[0], effective = DepthTheory.EffectiveStrength(strength, against);
                spikes.Add(layers, i + 1, repeat, rate, strength / law.Threshold, effective / law.Threshold, top.S[0] / law.Edge, law.LargestValue(effective) / law.Edge);
            }
        }

        return (table, spikes);
    }

    /// <summary>
    /// The vectors of the rank-one part of every layer's gradient: W_{l+1}^T ... W_{L-1}^T a on the left (slopes replaced by their mean), Z_{l-1}^T r on the right.
    /// </summary>
    private static (float[] Left, float[] Right)[] Directions(StudyContext context, ExperimentInputs<float> inputs)
    {
        Student<float> student = inputs.Student;
        int n = inputs.Train.Count, hidden = student.HiddenLayers.Count;
        float[][] lefts = new float[hidden][];
        lefts[^1] = student.A.Span.ToArray();
        for (int l = hidden - 1; l > 0; l--)
        {
            lefts[l - 1] = Combination(student.HiddenLayers[l], lefts[l]);
        }

        List<Matrix<float>> features = [inputs.Train.X];
        for (int l = 0; l < hidden; l++)
        {
            features.Add(new Matrix<float>(n, student.Width));
            student.LayerFeatures(l, features[l].View, Math.Sqrt(student.Sizes.FanIn(l)), features[l + 1].View, context.Team);
        }

        double[] outputs = new double[n];
        student.Outputs(features[^1].View, outputs);
        float[] residuals = [.. outputs.Select((output, i) => (float)(output - inputs.Train.Y[i, 0]))];
        (float[], float[])[] result = [.. lefts.Select((left, l) => (left, Combination(features[l], residuals)))];
        foreach (Matrix<float> own in features.Skip(1))
        {
            own.Dispose();
        }

        return result;
    }

    // coefficients^T matrix.
    private static float[] Combination(Matrix<float> matrix, float[] coefficients)
    {
        float[] sum = new float[matrix.Columns];
        for (int i = 0; i < coefficients.Length; i++)
        {
            Axpy.Apply(coefficients[i], matrix.Row(i), sum);
        }

        return sum;
    }

    private static double Bilinear(Matrix<float> matrix, ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < matrix.Rows; i++)
        {
            sum += left[i] * InDouble.Dot(matrix.Row(i), right);
        }

        return sum;
    }

    private static double Overlap(ReadOnlySpan<float> unit, ReadOnlySpan<float> direction) =>
        Math.Abs(InDouble.Dot(unit, direction)) / Math.Sqrt(InDouble.SumOfSquares(direction));

    private static (ResultTable Steps, ResultTable Eigenvalues) Train(StudyContext context, int layers, int repeat)
    {
        ExperimentConfiguration c = context.Laboratory.Configure(Configuration(context.Scale, layers, context.Seed));
        using ExperimentInputs<float> inputs = Draw(context, c, repeat);
        RunResult result = ExperimentRun.Execute(c, inputs, new RunOptions { OnlySteps = s_steps }, context.Team);
        ResultTable table = new(StepColumns), eigenvalues = new(EigenvalueColumns);
        foreach (ProbeRecord record in result.Probes)
        {
            for (int layer = 1; layer < layers; layer++)
            {
                double edge = new BbpTransition(c.H, c.StudentSizes.FanIn(layer - 1)).Edge;
                table.Add(
                    layers, layer, repeat, record.Step, record[Metric.SpectralNorm, layer] / edge, record[Metric.SecondSingularValue, layer] / edge, record[Metric.ValuesAboveEdge, layer],
                    record[Metric.PlAlphaHill, layer], record[Metric.MpDistance, layer], record[Metric.WBetaAlignment, layer], record[Metric.Kta], record[Metric.TestLoss]);

                // For the figure: one repeat of the deepest student, before and after.
                if (repeat == 0 && layers == Depths[^1] && record.Step is 0 or 10)
                {
                    foreach (double value in result.LayerSingularValues[layer - 1].GetValueOrDefault(record.Step, []))
                    {
                        eigenvalues.Add(layers, layer, repeat, record.Step, value * value / c.H);
                    }
                }
            }
        }

        return (table, eigenvalues);
    }

    private static ResultTable Law(int h)
    {
        const int points = 200;
        MarchenkoPastur law = new(h, h);
        BbpTransition transition = new(h, h);
        ResultTable table = new("eigenvalue_over_h", "density", "strength", "edge_ratio");
        for (int i = 1; i <= points; i++)
        {
            double x = law.UpperEdge * i / points, strength = 4.0 * i / points;
            table.Add(x / h, law.Density(x) * h, strength, transition.LargestValue(strength * transition.Threshold) / transition.Edge);
        }

        return table;
    }
}
