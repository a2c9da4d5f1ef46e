namespace FastSpectra.Experiments;

/// <summary>
/// Full-batch gradient descent on W at the rate n / 20, a third of the stability limit, until the training loss is gone, at sizes that grow together.
/// </summary>
internal sealed class ScalingStudy : Study
{
    private const int Steps = 300;
    private const double SamplesPerRate = 20;

    public static ScalingStudy Instance { get; } = new();

    public override string Name => "p2-scaling";

    public override StudyCost Cost(ReproductionScale scale) => Plan(scale).Aggregate(StudyCost.None, (sum, plan) => sum + (plan.Repeats * Strategy.Cost(plan.Divisor)));

    public override int Parts(ReproductionScale scale) => Plan(scale).Sum(plan => plan.Repeats);

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable runs = new([.. Paper2Run.Columns]);
        foreach ((int divisor, int repeats) in Plan(context.Scale))
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                int draw = repeat;
                runs.Add(context.Part($"divisor={divisor}_repeat={draw}", () =>
                {
                    Paper2Case strategy = Strategy;
                    ExperimentConfiguration configuration = strategy.Configuration(divisor, context.Seed);
                    using ExperimentInputs<float> inputs = Paper2Run.Draw(context, configuration, draw);
                    return Paper2Run.Table(strategy, configuration, draw, Paper2Run.Execute(context, configuration, inputs, null));
                }));
            }
        }

        context.Add("runs", runs);
    }

    // The smallest sizes are repeated most: their spread is the largest and their cost the least.
    private static (int Divisor, int Repeats)[] Plan(ReproductionScale scale) =>
        scale == ReproductionScale.Quick ? [(40, 3), (20, 3), (10, 1)] : [(8, 6), (4, 4), (2, 3), (1, 2)];

    private static Paper2Case Strategy { get; } =
        new("gd-w", OptimizerKind.Sgd, Paper2Setting.N / SamplesPerRate, true, false, Steps, Steps);
}
