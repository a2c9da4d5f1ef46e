using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>
/// Trains every case, several times, and decomposes W and the last update at the start, after the first and after the last step. Table
/// <c>probes</c>: a row per case, repeat and probed step; table <c>spectra</c>: the singular values of the first repeat.
/// </summary>
internal sealed class BeyondStudy(string name, Func<ReproductionScale, ulong, IReadOnlyList<BeyondCase>> cases) : Study
{
    public override string Name => name;

    public override int Parts(ReproductionScale scale) => cases(scale, 0).Count * (BeyondSizes.Repeats(scale) + 1);

    // Vectors of W at three steps and of the update after two of them.
    public override StudyCost Cost(ReproductionScale scale) => cases(scale, 0).Aggregate(StudyCost.None, (sum, run) =>
        sum + (BeyondSizes.Repeats(scale) * (RunCost.Of(run.Configuration).Training + (5 * StudyCost.Vectors(run.Configuration.H, run.Configuration.D)))));

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable probes = new(Columns), spectra = new(SpectrumColumns);
        for (int repeat = 0; repeat < BeyondSizes.Repeats(context.Scale); repeat++)
        {
            foreach (BeyondCase run in cases(context.Scale, context.Seed))
            {
                string key = $"{run.Id}_repeat={ResultTable.Text(repeat)}";
                if (repeat == 0)
                {
                    (ResultTable measured, ResultTable values) = context.Parts(key, $"{run.Id}_spectra", () => Run(context, run, 0));
                    probes.Add(measured);
                    spectra.Add(values);
                }
                else
                {
                    int number = repeat;
                    probes.Add(context.Part(key, () => Run(context, run, number).Probes));
                }
            }
        }

        context.Add("probes", probes);
        context.Add("spectra", spectra);
    }

    private static string[] Columns =>
    [
        "case", "repeat", "step", "lr", "training_loss", "spectral_norm", "second_singular_value", "values_above_edge", "mp_distance", "pl_alpha_hill", "alignment", "subspace_alignment",
        "mean_direction_alignment", "update_rms", "update_norm", "update_second", "update_median", "update_stable_rank", "update_left", "update_alignment", "update_predicted",
    ];

    private static string[] SpectrumColumns => ["case", "matrix", "step", "rank", "singular_value", "eigenvalue"];

    private static (ResultTable Probes, ResultTable Spectra) Run(StudyContext context, BeyondCase run, int repeat)
    {
        InputDraw draw = InputDraw.Repeat(repeat);
        ExperimentConfiguration configuration = context.Laboratory.Configure(run.Configuration);
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, draw, context.Team);
        context.Laboratory.Prepare(inputs);
        using Student<float> student = inputs.Student.Clone();
        using Trainer<float> trainer = new(student, inputs.Train, TrainingRun<float>.Options(configuration, draw), context.Team);
        using Workspace workspace = new();
        using Matrix<float> earlier = student.W.Clone();
        using Matrix<float> mean = MeanDirection(inputs.Teacher.Beta);
        ResultTable table = new(Columns), values = new(SpectrumColumns);
        AddRow(0, double.NaN, double.NaN, null);
        for (int step = 1; step <= configuration.TotalSteps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            bool isProbed = step == 1 || step == configuration.TotalSteps;
            if (isProbed)
            {
                earlier.CopyFrom(student.W);
            }

            StepResult result = trainer.Step();
            if (result.Status != StepStatus.Ok)
            {
                break;
            }

            if (isProbed)
            {
                using Matrix<double> update = WeightUpdate.Of(student.W, earlier);
                using SingularVectors ofUpdate = SingularVectors.Of(update, workspace, context.Team);
                AddSpectrum(values, run.Id, "update", step, ofUpdate.Values);
                AddRow(step, result.LearningRate, result.Loss, ofUpdate);
            }
        }

        return (table, values);

        void AddRow(int step, double rate, double loss, SingularVectors? ofUpdate)
        {
            using SingularVectors ofW = SingularVectors.Of(student.W, workspace, context.Team);
            AddSpectrum(values, run.Id, "W", step, ofW.Values);
            MarchenkoPastur law = new(student.Width, student.Dimension);
            double edge = NetworkProbe<float>.EdgeMargin * Math.Sqrt(law.UpperEdge);
            int directions = inputs.Teacher.Directions;
            double[] projections = [.. Enumerable.Range(0, directions).Select(i => Projection(ofW, i, inputs.Teacher.Beta))];
            double squares = ofUpdate is null ? double.NaN : SumOfSquares.Of<double>(ofUpdate.Values), norm = ofUpdate is null ? double.NaN : ofUpdate.Values[0];
            table.Add(
                run.Id, repeat, step, rate, loss, ofW.Values[0], ofW.Values[1], DescendingValues.CountAbove(ofW.Values, edge), law.Distance(new EmpiricalSpectralDensity(ofW.Values).Eigenvalues), new PowerLawTail(ofW.Values).Hill().Alpha,
                projections[0], WeightSpectrum.SubspaceAlignment(projections, directions), Projection(ofW, 0, mean),
                Math.Sqrt(squares / student.W.Count), norm, ofUpdate is null ? double.NaN : ofUpdate.Values[1], ofUpdate is null ? double.NaN : ofUpdate.Values[ofUpdate.Values.Length / 2], squares / (norm * norm),
                ofUpdate is null ? double.NaN : LeftAlignment(ofUpdate, student.A), ofUpdate is null ? double.NaN : Projection(ofUpdate, 0, inputs.Teacher.Beta),
                step == 1 && configuration.Optimizer == OptimizerKind.Sgd ? PredictedNorm(configuration, rate, loss) : double.NaN);
        }
    }

    // The first gradient is b (2 / (m sqrt(h d))) a (X^T r)^T up to what averages out, b = E sigma'(g), on m samples of residuals r. Of X^T r / m the mean has
    // the square c^2 + b^2, c = E softplus'(g) = 1/2 from the labels and b W^T a / sqrt(h d) from the student, and the noise (d / m) times the loss.
    private static double PredictedNorm(ExperimentConfiguration configuration, double rate, double loss)
    {
        double b = ActivationMoments.Of(Activation<double>.Of(configuration.Activation)).Slope;
        double square = 0.25 + (b * b) + ((double)configuration.D / configuration.BatchSize * loss);
        return rate * 2 / Math.Sqrt(configuration.D) * b * Math.Sqrt(square);
    }

    private static void AddSpectrum(ResultTable table, string run, string matrix, int step, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            table.Add(run, matrix, step, i + 1, values[i], values[i] * values[i]);
        }
    }

    // |B^T v_i|: of orthonormal directions the norm of the projection onto them.
    private static double Projection(SingularVectors vectors, int index, Matrix<float> beta)
    {
        ReadOnlySpan<double> v = vectors.RightTransposed.Row(index);
        double sum = 0;
        for (int k = 0; k < beta.Columns; k++)
        {
            double product = 0;
            for (int j = 0; j < v.Length; j++)
            {
                product = Fused.MultiplyAdd(v[j], beta[j, k], product);
            }

            sum += product * product;
        }

        return Math.Sqrt(sum);
    }

    private static double LeftAlignment(SingularVectors vectors, Matrix<float> a)
    {
        double product = 0;
        for (int i = 0; i < a.Columns; i++)
        {
            product = Fused.MultiplyAdd(vectors.Left[i, 0], a[0, i], product);
        }

        return Math.Abs(product) / Math.Sqrt(InDouble.SumOfSquares<float>(a.Span));
    }

    // K^(-1/2) sum_k beta_k.
    private static Matrix<float> MeanDirection(Matrix<float> beta)
    {
        Matrix<float> mean = new(beta.Rows, 1);
        for (int j = 0; j < beta.Rows; j++)
        {
            double sum = 0;
            for (int k = 0; k < beta.Columns; k++)
            {
                sum += beta[j, k];
            }

            mean[j, 0] = (float)(sum / Math.Sqrt(beta.Columns));
        }

        return mean;
    }
}
