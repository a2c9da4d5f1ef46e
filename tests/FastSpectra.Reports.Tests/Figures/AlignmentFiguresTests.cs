// Invariant: the report of a teacher of several directions has a line for their space and one for each; that of one direction has no such figure.
using Xunit;

namespace FastSpectra.Reports.Tests;

public sealed class AlignmentFiguresTests
{
    [Fact]
    public void EveryDirectionHasItsLine()
    {
        using SyntheticRun run = new();
        run.Write();
        Assert.DoesNotContain("plots/w_subspace_alignment.svg", ReportBuilder.Build(run.Directory));
        string metrics = Path.Combine(run.Directory, "metrics.csv");
        string[] lines = File.ReadAllLines(metrics);
        File.WriteAllLines(metrics, lines.Select((line, i) => line + (i == 0 ? ",w_subspace_alignment,w_beta1_alignment,w_beta2_alignment" : $",0.{2 + i},0.{i},0.{3 + i}")));
        Assert.Contains("plots/w_subspace_alignment.svg", ReportBuilder.Build(run.Directory));
        string figure = File.ReadAllText(Path.Combine(run.Directory, "plots", "w_subspace_alignment.svg"));
        foreach (string label in (string[])["all directions", "random space", "alignment with the first"])
        {
            Assert.Contains(label, figure, StringComparison.Ordinal);
        }
    }
}
