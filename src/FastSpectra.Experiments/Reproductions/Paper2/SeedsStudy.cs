namespace FastSpectra.Experiments;

/// <summary>The same strategies at half size from three draws: how much numbers differ from seed to seed.</summary>
internal sealed class SeedsStudy : Study
{
    public static SeedsStudy Instance { get; } = new();

    public override string Name => "p2-seeds";

    public override StudyCost Cost(ReproductionScale scale) =>
        Cases(scale).Aggregate(StudyCost.None, (sum, strategy) => sum + (Repeats(scale) * strategy.Cost(Divisor(scale))));

    public override int Parts(ReproductionScale scale) => Cases(scale).Count() * Repeats(scale);

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ResultTable runs = new([.. Paper2Run.Columns]);
        for (int repeat = 0; repeat < Repeats(context.Scale); repeat++)
        {
            int draw = repeat + 1;
            using SharedStart<float> shared = new();
            ExperimentInputs<float>? inputs = null;
            try
            {
                foreach (Paper2Case strategy in Cases(context.Scale))
                {
                    ExperimentConfiguration configuration = strategy.Configuration(Divisor(context.Scale), context.Seed);
                    runs.Add(context.Part($"{strategy.Id}_repeat={draw}", () => Paper2Run.Table(
                        strategy, configuration, draw,
                        Paper2Run.Execute(context, configuration, inputs ??= Paper2Run.Draw(context, configuration, draw), shared))));
                }
            }
            finally
            {
                inputs?.Dispose();
            }
        }

        context.Add("runs", runs);
    }

    // Only where the table's own probes are: every 20 epochs of Adam, the end otherwise.
    private static IEnumerable<Paper2Case> Cases(ReproductionScale scale) => Paper2Case.All
        .Where(strategy => scale == ReproductionScale.Full || strategy.Id == "sgd-20-both")
        .Where(strategy => strategy.Epochs > 1)
        .Select(strategy => strategy with { ProbeEvery = strategy.Optimizer == OptimizerKind.Adam && !strategy.IsFullBatch ? 20 : strategy.Epochs });

    // Only the claim about the full-size table reads them.
    private static int Repeats(ReproductionScale scale) => scale == ReproductionScale.Quick ? 1 : 3;

    private static int Divisor(ReproductionScale scale) => 2 * Paper2Setting.Divisor(scale);
}
