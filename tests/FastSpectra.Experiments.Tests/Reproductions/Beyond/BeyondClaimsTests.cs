using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>Every claim beyond the papers holds at the quick sizes, and fails where the trainer is broken in the way that it is about.</summary>
public sealed class BeyondClaimsTests(BeyondClaimsTests.QuickRun quick) : IClassFixture<BeyondClaimsTests.QuickRun>
{
    public static TheoryData<string> Ids => [.. Claims.Select(claim => claim.Id)];

    // Depth has tests of its own.
    private static IReadOnlyList<Reproduction> Reproductions { get; } = [OptimiserRules.Reproduction, MinibatchNoise.Reproduction, MultiIndexTeachers.Reproduction, ActivationFunctions.Reproduction];

    private static IEnumerable<Claim> Claims => Reproductions.SelectMany(reproduction => reproduction.Claims);

    [Fact]
    public void EachClaimHasItsFigureAndItsControl()
    {
        Assert.Equal(Claims.Select(claim => claim.Id).Order(), s_broken.Keys.Order());
        foreach (Reproduction reproduction in Reproductions)
        {
            string[] figures = [.. reproduction.Figures(quick.Intact).Select(figure => figure.Name)];
            Assert.All(reproduction.Claims, claim => Assert.Contains(claim.Figure, figures));
            Assert.All(reproduction.Claims, claim => Assert.StartsWith(reproduction.Id + "-", claim.Id, StringComparison.Ordinal));
            Assert.Equal("beyond", reproduction.Paper.Id);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimHoldsAtTheQuickSizes(string id)
    {
        Finding finding = Find(id).Judge(quick.Intact);
        Assert.True(finding.Verdict == ClaimVerdict.Holds, $"{id}: expected {finding.Expected}, measured {finding.Measured}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimFailsWhereTheTrainerIsBroken(string id)
    {
        Assert.Equal(ClaimVerdict.Fails, Find(id).Judge(s_broken[id](quick.Intact)).Verdict);
        Assert.Equal(ClaimVerdict.Fails, Find(id).Judge(quick.Untrained).Verdict);
    }

    // A trainer that takes one case for another writes the rows of that one: really measured, under the wrong name.
    private static readonly Dictionary<string, Func<Evidence, Evidence>> s_broken = new(StringComparer.Ordinal)
    {
        ["b-optimisers-first"] = Takes("b-optimisers", "adam-large", "normalized-gd-large"),
        ["b-optimisers-muon-flat"] = Takes("b-optimisers", "muon-large", "signgd-large"),
        ["b-optimisers-spike"] = Takes("b-optimisers", "muon-large", "normalized-gd-large"),
        ["b-optimisers-tails"] = Takes("b-optimisers", "muon-large", "adam-large"),
        ["b-minibatch-length"] = Break.Metric("b-minibatch/probes", "update_norm", norm => 1.3 * norm),
        ["b-minibatch-direction"] = Takes("b-minibatch", "adam-eighth", "adam-full"),
        ["b-minibatch-outliers"] = Takes("b-minibatch", "sgd-eighth", "sgd-full"),
        ["b-multi-index-rank-one"] = Takes("b-multi-index", "sgd-2", "adam-2"),
        ["b-multi-index-mean"] = Break.Metric("b-multi-index/probes", "mean_direction_alignment", value => 0.5 * value),
        ["b-multi-index-one-direction"] = Break.Metric("b-multi-index/probes", "subspace_alignment", value => 1.4 * value),
        ["b-activations-strength"] = Takes("b-activations", "relu", "linear", "update_norm"),
        ["b-activations-left"] = Break.Metric("b-activations/probes", "update_left", value => 0.9 * value),
        ["b-activations-linear"] = Takes("b-activations", "linear", "tanh"),
        ["b-activations-tails"] = Takes("b-activations", "linear-adam", "tanh-adam"),
    };

    private static Claim Find(string id) => Claims.Single(claim => claim.Id == id);

    private static Func<Evidence, Evidence> Takes(string study, string run, string other, string? column = null) => evidence =>
    {
        ResultTable table = evidence[study + "/probes"], source = table.Where("case", other);
        string[] cases = table.Texts("case");
        string[][] cells = [.. table.Columns.Select(table.Texts)], from = [.. source.Columns.Select(source.Texts)];
        ResultTable broken = new(table.Columns);
        int next = 0;
        for (int row = 0; row < cases.Length; row++)
        {
            int place = cases[row] == run ? next++ : -1;
            broken.Add(table.Columns.Select((name, i) => (object)(place < 0 || name == "case" || (column is not null && name != column) ? cells[i][row] : from[i][place])));
        }

        return evidence.With(study + "/probes", broken);
    };

    /// <summary>All studies once as they are, and once with a trainer that never takes a step.</summary>
    public sealed class QuickRun
    {
        public Evidence Intact { get; } = Run(Laboratory.Intact);

        public Evidence Untrained { get; } = Run(new Idle());

        private static Evidence Run(Laboratory laboratory) =>
            ReproductionSession.Execute(Reproductions, new ReproductionOptions { Scale = ReproductionScale.Quick, Seed = 1, Threads = 2, Laboratory = laboratory }).Evidence!;
    }

    private sealed class Idle : Laboratory
    {
        public override ExperimentConfiguration Configure(ExperimentConfiguration configuration) => configuration with { Lr = 0 };
    }
}
