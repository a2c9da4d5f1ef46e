namespace FastSpectra.Experiments;

/// <summary>Every training strategy from one draw of data, teacher and student, at the paper's sizes.</summary>
internal sealed class CasesStudy : Study
{
    public static CasesStudy Instance { get; } = new();

    public override string Name => "p2-cases";

    public override StudyCost Cost(ReproductionScale scale) =>
        Paper2Case.All.Aggregate(StudyCost.None, (sum, strategy) => sum + strategy.Cost(Paper2Setting.Divisor(scale)));

    public override int Parts(ReproductionScale scale) => Paper2Case.All.Count + Paper2Case.Shown.Count;

    public override void Execute(StudyContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int divisor = Paper2Setting.Divisor(context.Scale);
        ResultTable runs = new([.. Paper2Run.Columns]), spectra = new([.. Paper2Run.SpectrumColumns]);
        using SharedStart<float> shared = new();
        ExperimentInputs<float>? inputs = null;
        try
        {
            foreach (Paper2Case strategy in Paper2Case.All)
            {
                ExperimentConfiguration configuration = strategy.Configuration(divisor, context.Seed);
                if (Paper2Case.Shown.Contains(strategy.Id))
                {
                    (ResultTable measured, ResultTable values) = context.Parts(strategy.Id, strategy.Id + "-spectra", () =>
                    {
                        RunResult result = Train();
                        ResultTable table = Paper2Run.Spectra(strategy.Id, "before", configuration.H, result, 0);
                        table.Add(Paper2Run.Spectra(strategy.Id, "after", configuration.H, result, result.Kernels.Keys.Max()));
                        return (Paper2Run.Table(strategy, configuration, 0, result), table);
                    });
                    runs.Add(measured);
                    spectra.Add(values);
                }
                else
                {
                    runs.Add(context.Part(strategy.Id, () => Paper2Run.Table(strategy, configuration, 0, Train())));
                }

                RunResult Train() => Paper2Run.Execute(context, configuration, inputs ??= Paper2Run.Draw(context, configuration, 0), shared);
            }
        }
        finally
        {
            inputs?.Dispose();
        }

        context.Add("runs", runs);
        context.Add("spectra", spectra);
        context.Add("laws", Paper2Run.Laws(divisor));
        context.Add("comparison", Compare(runs));
    }

    // Beside every number of the measured table, ours.
    private static ResultTable Compare(ResultTable runs)
    {
        ResultTable table = new("case", "epoch", "metric", "reference", "ours");
        foreach (MeasuredTableRow row in MeasuredTableRow.All)
        {
            ResultTable found = runs.Where("case", row.Strategy).Where("epoch", row.Epoch);
            for (int i = 0; i < MeasuredTableRow.Columns.Count && found.Count > 0; i++)
            {
                string name = MetricColumns.Name(MeasuredTableRow.Columns[i].Metric);
                table.Add(row.Strategy, row.Epoch, name, row.Values[i], found.Numbers(name)[^1]);
            }
        }

        return table;
    }
}
