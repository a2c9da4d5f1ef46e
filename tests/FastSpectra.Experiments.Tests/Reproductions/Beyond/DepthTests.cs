using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Experiments.Tests;

/// <summary>Every claim about deeper students holds at the quick sizes and fails where the trainer, the gradient or the metric that it rests on is broken.</summary>
public sealed class DepthTests(DepthTests.QuickRun quick) : IClassFixture<DepthTests.QuickRun>
{
    public static TheoryData<string> Ids => [.. Depth.Reproduction.Claims.Select(claim => claim.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimHoldsAtTheQuickSizes(string id)
    {
        Finding finding = Find(id).Judge(quick.Intact);
        Assert.True(finding.Verdict == ClaimVerdict.Holds, $"{id}: expected {finding.Expected}, measured {finding.Measured}");
        Assert.Contains(Find(id).Figure, Depth.Reproduction.Figures(quick.Intact).Select(figure => figure.Name));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AClaimFailsWhereSomethingIsBroken(string id)
    {
        Evidence broken = id switch
        {
            "b-depth-bulk" => Break.Metric("depth/steps", "mp_distance", value => value + 0.05)(quick.Intact),
            "b-depth-rank-one" or "b-depth-teacher" => quick.Reversed,
            "b-depth-share" => LayersReversed(quick.Intact, "depth/first"),
            "b-depth-first-spike" => LayersReversed(quick.Intact, "depth/spikes"),
            "b-depth-heavy-tails" => quick.Untrained,

            // The law for an update that is independent of the weights.
            "b-depth-bbp" => quick.Intact.With("depth/spikes", quick.Intact["depth/spikes"].Select("effective_strength", Column(quick.Intact["depth/spikes"].Numbers("strength")))),
            _ => quick.Intact,
        };
        Assert.Equal(ClaimVerdict.Fails, Find(id).Evaluate(broken).Verdict);
    }

    [Fact]
    public void TheTeacherOverlapOfTwoLayersIsTheKnownOne()
    {
        // d / n = 1/2, noise 0.3: zeta = 1/2, c^2 = 0.605706^2, E r^2 = 0.394294 + 0.921246 + 0.09.
        Assert.Equal(0.5 / Math.Sqrt(0.25 + (0.605706 * 0.605706) + (0.5 * 1.40554)), DepthTheory.TeacherOverlap(2, 0.5, 0.3), 1e-5);
        Assert.True(DepthTheory.TeacherOverlap(3, 0.5, 0.3) > DepthTheory.TeacherOverlap(2, 0.5, 0.3));
        Assert.Equal(3, DepthTheory.EffectiveStrength(5, 1.6), 1e-14);
        Assert.Equal(0, DepthTheory.EffectiveStrength(1, 1));
    }

    private static Claim Find(string id) => Depth.Reproduction.Claims.Single(claim => claim.Id == id);

    private static Func<double, double> Column(double[] values)
    {
        int i = 0;
        return _ => values[i++];
    }

    // A program that numbers the hidden layers from the output.
    private static Evidence LayersReversed(Evidence evidence, string table)
    {
        double[] layers = evidence[table].Numbers("L"), layer = evidence[table].Numbers("layer");
        return evidence.With(table, evidence[table].Select("layer", Column([.. layers.Zip(layer, (l, number) => l - number)])));
    }

    /// <summary>The study as it is, with a trainer that never takes a step, and with gradients whose columns are in reverse.</summary>
    public sealed class QuickRun
    {
        public Evidence Intact { get; } = Run(Laboratory.Intact);

        public Evidence Untrained { get; } = Run(new Idle());

        public Evidence Reversed { get; } = Run(new ReversedColumns());

        private static Evidence Run(Laboratory laboratory) =>
            ReproductionSession.Execute([Depth.Reproduction], new ReproductionOptions { Scale = ReproductionScale.Quick, Seed = 1, Threads = 2, Laboratory = laboratory }).Evidence!;
    }

    private sealed class Idle : Laboratory
    {
        public override ExperimentConfiguration Configure(ExperimentConfiguration configuration) => configuration with { Lr = 0 };
    }

    private sealed class ReversedColumns : Laboratory
    {
        public override void Differentiate(Matrix<float> gradient)
        {
            for (int i = 0; i < gradient.Rows; i++)
            {
                gradient.Row(i).Reverse();
            }
        }
    }
}
