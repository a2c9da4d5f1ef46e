using FastSpectra.LinearAlgebra;
using FastSpectra.Spectra;
using FastSpectra.Training;

namespace FastSpectra.Experiments;

/// <summary>Squared overlaps of the singular vectors of W_t and W_{t+1} with those of the update M_t, for Adam at rate 1 and gradient descent at rate 2h.</summary>
internal sealed class OverlapStudy : Study
{
    // Ranks are put together in cells whose sizes double every three: the leading vectors stand alone.
    private static readonly int[] s_ranks = [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406, 512, 645, 812, 1000];

    public static OverlapStudy Instance { get; } = new();

    public override string Name => "overlaps";

    public override int Parts(ReproductionScale scale) => 2;

    public override StudyCost Cost(ReproductionScale scale)
    {
        ExperimentConfiguration c = Paper1Sizes.Main(scale, 0);
        return 2 * ((10 * StudyCost.Step(c.N, c.H, c.D)) + (21 * StudyCost.Vectors(c.H, c.D)) + new StudyCost(40.0 * c.D * c.D * (c.H + c.D) * 2, 0));
    }

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable steps = new(Columns);
        ResultTable maps = new(MapColumns);
        foreach (OptimizerKind optimizer in (OptimizerKind[])[OptimizerKind.Adam, OptimizerKind.Sgd])
        {
            string name = ResultTable.Text(optimizer).ToLowerInvariant();
            (ResultTable measured, ResultTable map) = context.Parts(name, name + "_maps", () => Run(context, optimizer));
            steps.Add(measured);
            maps.Add(map);
        }

        context.Add("steps", steps);
        context.Add("maps", maps);
    }

    private static string[] Columns =>
    [
        "optimizer", "step", "rank_one_share", "before_left", "before_right", "after_left", "after_right", "after_left_top10", "after_right_top10", "after_left_quarter", "after_right_quarter",
        "top10_left_random", "top10_right_random", "quarter_left_random", "quarter_right_random",
    ];

    private static string[] MapColumns => ["optimizer", "step", "side", "rank_w", "rank_m", "overlap"];

    private static (ResultTable Steps, ResultTable Maps) Run(StudyContext context, OptimizerKind optimizer)
    {
        ExperimentConfiguration main = Paper1Sizes.Main(context.Scale, context.Seed);
        ExperimentConfiguration configuration = context.Laboratory.Configure(optimizer == OptimizerKind.Adam ? main : main with { Optimizer = OptimizerKind.Sgd, Lr = 2000.0 / Paper1Sizes.Divisor(context.Scale) });
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.First, context.Team);
        context.Laboratory.Prepare(inputs);
        using Student<float> student = inputs.Student.Clone();
        using Trainer<float> trainer = new(student, inputs.Train, TrainingRun<float>.Options(configuration, InputDraw.First), context.Team);
        using Workspace workspace = new();
        using Matrix<float> update = new(student.Width, student.Dimension);
        using Matrix<float> earlier = student.W.Clone();
        ResultTable table = new(Columns), maps = new(MapColumns);
        string name = ResultTable.Text(optimizer).ToLowerInvariant();
        int h = student.Width, d = student.Dimension, quarter = Math.Min(h, d) / 4;
        SingularVectors before = SingularVectors.Of(student.W, workspace, context.Team);
        try
        {
            for (int step = 1; step <= configuration.TotalSteps; step++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                if (trainer.Step().Status != StepStatus.Ok)
                {
                    break;
                }

                for (int i = 0; i < update.Span.Length; i++)
                {
                    update.Span[i] = student.W.Span[i] - earlier.Span[i];
                }

                earlier.CopyFrom(student.W);
                using SingularVectors ofM = SingularVectors.Of(update, workspace, context.Team);
                SingularVectors after = SingularVectors.Of(student.W, workspace, context.Team);
                using SingularVectorOverlaps overlapsBefore = SingularVectorOverlaps.Of(before, ofM, context.Team);
                using SingularVectorOverlaps overlaps = SingularVectorOverlaps.Of(after, ofM, context.Team);
                before.Dispose();
                before = after;
                double first = ofM.Values[0];
                table.Add(
                    name, step, first * first / InDouble.SumOfSquares<float>(update.Span), overlapsBefore.Left[0, 0], overlapsBefore.Right[0, 0],
                    overlaps.Left[0, 0], overlaps.Right[0, 0], SingularVectorOverlaps.Captured(overlaps.Left, 10), SingularVectorOverlaps.Captured(overlaps.Right, 10),
                    SingularVectorOverlaps.Captured(overlaps.Left, quarter), SingularVectorOverlaps.Captured(overlaps.Right, quarter),
                    10.0 / h, 10.0 / d, (double)quarter / h, (double)quarter / d);
                if (step is 1 or 2 or 10)
                {
                    AddMap(maps, name, step, "left", overlaps.Left);
                    AddMap(maps, name, step, "right", overlaps.Right);
                }
            }
        }
        finally
        {
            before.Dispose();
        }

        return (table, maps);
    }

    private static void AddMap(ResultTable maps, string optimizer, int step, string side, Matrix<double> overlaps)
    {
        int last = Array.FindLastIndex(s_ranks, rank => rank <= overlaps.Rows);
        for (int i = 0; i < last; i++)
        {
            for (int j = 0; j < last; j++)
            {
                double sum = 0;
                for (int row = s_ranks[i] - 1; row < s_ranks[i + 1] - 1; row++)
                {
                    for (int column = s_ranks[j] - 1; column < s_ranks[j + 1] - 1; column++)
                    {
                        sum += overlaps[row, column];
                    }
                }

                maps.Add(optimizer, step, side, i + 1, j + 1, sum / ((s_ranks[i + 1] - s_ranks[i]) * (s_ranks[j + 1] - s_ranks[j])));
            }
        }
    }
}
