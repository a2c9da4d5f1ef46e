using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>
/// Every claim about the second paper holds at the quick sizes or says why it is not checked there, and fails where the trainer or the metric that it
/// rests on is broken.
/// </summary>
public sealed class Paper2ClaimsTests(Paper2ClaimsTests.QuickRun quick) : IClassFixture<Paper2ClaimsTests.QuickRun>
{
    public static TheoryData<string> Ids => [.. Claims.Select(claim => claim.Id)];

    private static IEnumerable<Claim> Claims => Paper2Reproductions.All.SelectMany(reproduction => reproduction.Claims);

    [Fact]
    public void ThereAreEnoughClaimsAndEachHasItsFigure()
    {
        Assert.True(Claims.Count() >= 16);
        Assert.Equal(Claims.Count(), Claims.Select(claim => claim.Id).Distinct().Count());
        foreach (Reproduction reproduction in Paper2Reproductions.All)
        {
            string[] figures = [.. Paper2Reproductions.All.SelectMany(other => other.Figures(quick.Intact)).Select(figure => figure.Name)];
            Assert.All(reproduction.Claims, claim => Assert.Contains(claim.Figure, figures));
            Assert.All(reproduction.Claims, claim => Assert.StartsWith(reproduction.Id, claim.Id, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimHoldsOrIsSkippedAtTheQuickSizes(string id)
    {
        Finding finding = Find(id).Judge(quick.Intact);
        Assert.True(finding.Verdict != ClaimVerdict.Fails, $"{id}: expected {finding.Expected}, measured {finding.Measured}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimFailsWhereTrainerOrMetricIsBroken(string id)
    {
        Claim claim = Find(id);
        Evidence broken = s_metrics.TryGetValue(id, out Func<Evidence, Evidence>? damage) ? damage(quick.Intact) : quick.Untrained;
        Assert.Equal(ClaimVerdict.Fails, claim.Evaluate(broken).Verdict);
    }

    [Fact]
    public void TheTableAgreesWithItselfAndNotWithAnotherTable()
    {
        Claim claim = Find("p2-table-rows");
        Assert.Equal(ClaimVerdict.Holds, claim.Evaluate(FromTable(1)).Verdict);
        Assert.Equal(ClaimVerdict.Fails, claim.Evaluate(FromTable(1.4)).Verdict);
    }

    // A metric that reads wrong, where a trainer that does nothing would not be noticed.
    private static readonly Dictionary<string, Func<Evidence, Evidence>> s_metrics = new(StringComparer.Ordinal)
    {
        ["p2-laws-ck-rate"] = evidence => Change(evidence, Paper2Evidence.Sizes, "ck_distance", value => value + 0.2),
        ["p2-laws-ntk-rate"] = evidence => Change(evidence, Paper2Evidence.Sizes, "ntk_distance", value => value + 0.2),
        ["p2-laws-ntk-w"] = evidence => Change(evidence, Paper2Evidence.Sizes, "ntk_w_wasserstein", _ => 0.3),
        ["p2-laws-edges"] = evidence => Change(evidence, Paper2Evidence.Sizes, "ck_top", value => 1.3 * value),
        ["p2-laws-floor"] = evidence => Change(evidence, Paper2Evidence.Sizes, "ntk_smallest", value => value / 3),
        ["p2-invariance-w"] = evidence => Change(evidence, Paper2Evidence.Runs, "w_distance", value => value + 0.1),
        ["p2-invariance-ck"] = evidence => Change(evidence, Paper2Evidence.Runs, "ck_distance", value => value + 0.1),
        ["p2-invariance-ntk"] = evidence => Change(evidence, Paper2Evidence.Runs, "ntk_distance", value => value + 0.1),
        ["p2-spike-stability"] = evidence => Change(evidence, Paper2Evidence.Runs, "ntk_top_1", value => 100 * value),
        ["p2-table-rows"] = evidence => evidence,
    };

    private static Claim Find(string id) => Claims.Single(claim => claim.Id == id);

    private static Evidence Change(Evidence evidence, string table, string column, Func<double, double> damage) => evidence.With(table, evidence[table].Select(column, damage));

    // The measured table as if it had been measured here, every number multiplied.
    private static Evidence FromTable(double factor)
    {
        ResultTable runs = new([.. Paper2Run.Columns]), seeds = new([.. Paper2Run.Columns]);
        foreach (MeasuredTableRow row in MeasuredTableRow.All)
        {
            object Cell(string column)
            {
                for (int i = 0; i < MeasuredTableRow.Columns.Count; i++)
                {
                    if (MetricColumns.Name(MeasuredTableRow.Columns[i].Metric) == column)
                    {
                        return factor * row.Values[i];
                    }
                }

                return column switch { "case" => row.Strategy, "epoch" => row.Epoch, _ => 0 };
            }

            runs.Add(Paper2Run.Columns.Select(Cell));
            seeds.Add(Paper2Run.Columns.Select(Cell));
            seeds.Add(Paper2Run.Columns.Select(Cell));
        }

        return new Evidence(ReproductionScale.Full, new Dictionary<string, ResultTable> { [Paper2Evidence.Runs] = runs, [Paper2Evidence.Seeds] = seeds });
    }

    /// <summary>All studies once as they are, and once with a trainer that never takes a step.</summary>
    public sealed class QuickRun
    {
        public QuickRun()
        {
            Intact = Run(Laboratory.Intact);
            Untrained = Run(new Idle());
        }

        public Evidence Intact { get; }

        public Evidence Untrained { get; }

        private static Evidence Run(Laboratory laboratory) =>
            ReproductionSession.Execute(Paper2Reproductions.All, new ReproductionOptions { Scale = ReproductionScale.Quick, Seed = 1, Threads = 2, Laboratory = laboratory }).Evidence!;
    }

    private sealed class Idle : Laboratory
    {
        public override ExperimentConfiguration Configure(ExperimentConfiguration configuration) => configuration with { Lr = 0, NumEpochs = Math.Min(1, configuration.NumEpochs), ProbeFreqSteps = 1 << 20 };
    }
}
