namespace FastSpectra.Experiments;

/// <summary>Every row of the independently measured table, number by number, in combined standard errors.</summary>
internal static class StrategiesTable
{
    private const string Id = "p2-table";

    public static Reproduction Reproduction { get; } = new()
    {
        Id = Id,
        Paper = Paper.SpectralEvolution,
        Figure = "table of train and test error, R^2 and alignment per strategy (theme d; numbers of the paper not known)",
        Title = "All strategies against an independent program",
        Text =
        [
            "The paper's own numbers are not known; the reference is one run, of one seed, of an independent float program with LAPACK spectra. Deviations are in combined standard errors: √2 times the spread over three draws at half size, pooled over a strategy's probes "
            + "(relative, so that it can be carried over), plus 2 % of the value and the reference's last digit. Counts and distances of spectra enter as they are.",
        ],
        Configuration = Paper2Setting.Stated,
        Studies = [CasesStudy.Instance, SeedsStudy.Instance],
        Figures = Figures,
        Claims =
        [
            new Claim
            {
                Id = $"{Id}-rows",
                Statement = "Every strategy lands where the independent program landed.",
                Source = "measured table 5.6",
                Figure = "p2_table_deviations",
                FullSizeOnly = "the table is of the paper's sizes",
                Evaluate = evidence =>
                {
                    double[] deviations = [.. Deviations(evidence).Select(found => Math.Abs(found.Deviation)).Where(double.IsFinite)];
                    int beyond3 = deviations.Count(z => z > 3), beyond5 = deviations.Count(z => z > 5);
                    return Finding.Of(deviations.Length > 300 && beyond3 <= 0.05 * deviations.Length && beyond5 == 0, "at most 5 % beyond 3 combined standard errors, none beyond 5",
                        $"{beyond3} of {deviations.Length} beyond 3, {beyond5} beyond 5; largest {NumberText.Of(deviations.Length == 0 ? double.NaN : deviations.Max(), 3)}", deviations.Length == 0 ? double.NaN : deviations.Max());
                },
            },
        ],
    };

    /// <summary>How far every number of the table is from ours.</summary>
    public static IEnumerable<(MeasuredTableRow Row, Metric Metric, double Ours, double Deviation)> Deviations(Evidence evidence)
    {
        foreach (MeasuredTableRow row in MeasuredTableRow.All)
        {
            for (int i = 0; i < MeasuredTableRow.Columns.Count; i++)
            {
                (Metric metric, double resolution) = MeasuredTableRow.Columns[i];
                double ours = evidence.At(row.Strategy, row.Epoch, metric), theirs = row.Values[i];
                double one = Spread(evidence[Paper2Evidence.Seeds].Where("case", row.Strategy), metric, theirs);
                double error = (Math.Sqrt(2) * one) + (0.02 * Math.Abs(theirs)) + resolution;
                yield return (row, metric, ours, (ours - theirs) / error);
            }
        }
    }

    // Deviation over draws, pooled over a strategy's probes. A relative one carries over to another size, an absolute one does where the
    // number itself is near 0.
    private static double Spread(ResultTable draws, Metric metric, double value)
    {
        bool isAbsolute = metric is Metric.WDistance or Metric.CkDistance or Metric.NtkDistance or Metric.ValuesAboveEdge or Metric.WBetaAlignment or Metric.CkLabelAlignment;
        double sum = 0;
        int probes = 0;
        foreach (double epoch in draws.Numbers("epoch").Distinct())
        {
            SampleMean mean = draws.Where("epoch", epoch).Mean(MetricColumns.Name(metric));
            double deviation = isAbsolute ? mean.Deviation : mean.Mean == 0 ? 0 : mean.Deviation / Math.Abs(mean.Mean);
            if (double.IsFinite(deviation))
            {
                sum += deviation * deviation;
                probes++;
            }
        }

        return (probes == 0 ? 0 : Math.Sqrt(sum / probes)) * (isAbsolute ? 1 : Math.Abs(value));
    }

    private static IReadOnlyList<FigureDefinition> Figures(Evidence evidence)
    {
        FigureDefinition figure = new("p2_table_deviations", "The measured table, number by number", "Abscissa: the independent program, one seed; ordinate: this run. The line is equality.") { Columns = 3, PanelWidth = 280, PanelHeight = 250 };
        foreach ((Metric metric, string label, bool isLogarithmic) in (ReadOnlySpan<(Metric, string, bool)>)
            [(Metric.NetworkTestLoss, "test loss", true), (Metric.SpectralNorm, "σ_{1} of *W*", true), (Metric.PlAlphaHill, "Hill exponent", false),
             (Metric.ChangeFrobenius, "|Δ*W*|_{F}/√(*hd*)", true), (Metric.CkKta, "KTA of CK", true), (Metric.NtkDistance, "distance of the NTK", true)])
        {
            string name = MetricColumns.Name(metric);
            figure.Add(new PanelDefinition(new AxisDefinition("independent program", isLogarithmic), new AxisDefinition("this run", isLogarithmic), label) { ShowLegend = false }
                .Add(Element(ElementKind.Line, "reference", 6)).Add(Element(ElementKind.Points, "ours", 0)));

            ElementDefinition Element(ElementKind kind, string ordinate, int style) =>
                new(kind, "p2-cases/comparison") { X = "reference", Y = ordinate, Where = [("metric", name)], Style = style, Plain = kind == ElementKind.Line };
        }

        return [figure];
    }
}
