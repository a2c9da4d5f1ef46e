// Invariant: the report of a sweep shows what its summary holds, in equal bytes for equal summaries, and says which repeats diverged.
using FastSpectra.Checkpoints;
using Xunit;

namespace FastSpectra.Reports.Tests;

public sealed class SweepFiguresTests : IDisposable
{
    private const string Header = "step,count,diverged,train_loss_mean,train_loss_std,train_loss_count,test_loss_mean,test_loss_std,test_loss_count,kta_mean,kta_std,kta_count";

    private readonly string _directory = Directory.CreateTempSubdirectory("fastspectra-report-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void RatesLieOnTheAbscissaWithOneLinePerOptimizer()
    {
        Summary("optimizer,lr,", ["sgd,0.1,", "sgd,10,", "adam,0.1,", "adam,10,"], [0, 10]);
        Assert.Equal(["plots/losses_vs_lr.svg", "report.html"], ReportBuilder.Build(_directory));
        string svg = File.ReadAllText(Path.Combine(_directory, "plots", "losses_vs_lr.svg"));
        Assert.All((string[])["GD, train", "GD, test", "Adam, train", "Adam, test", Palette.Orange, "fill-opacity"], part => Assert.Contains(part, svg, StringComparison.Ordinal));
        string html = File.ReadAllText(Path.Combine(_directory, "report.html"));
        Assert.Contains("<h1>Sweep over optimizer, lr</h1>", html, StringComparison.Ordinal);
        Assert.Contains("0.5 ± 0.1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("diverged</b>", html, StringComparison.Ordinal);
        ReportBuilder.Build(_directory);
        Assert.Equal(html, File.ReadAllText(Path.Combine(_directory, "report.html")));
    }

    [Fact]
    public void CurvesOverStepsAppearWhereThereAreSome()
    {
        Summary("n,", ["500,", "2000,"], [0, 1, 2], diverged: 1);
        Assert.Equal(["plots/losses_vs_n.svg", "plots/losses_over_steps.svg", "report.html"], ReportBuilder.Build(_directory));
        Assert.Contains("n = 500: 1; n = 2000: 1", File.ReadAllText(Path.Combine(_directory, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void ASweepWithoutVariedKeysHasCurvesOverSteps()
    {
        Summary("", [""], [0, 1, 2]);
        Assert.Equal(["plots/losses_over_steps.svg", "report.html"], ReportBuilder.Build(_directory));
    }

    [Fact]
    public void TextsOfTheFileAreEscapedAndOtherTablesRefused()
    {
        Summary("optimizer,lr,", ["<script>,1,", "<script>,2,"], [0, 1]);
        ReportBuilder.Build(_directory);
        Assert.DoesNotContain("<script>,", File.ReadAllText(Path.Combine(_directory, "report.html")), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", File.ReadAllText(Path.Combine(_directory, "report.html")), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory, "summary.csv"), "a,b\n1,2\n");
        Assert.Throws<BadDataException>(() => ReportBuilder.Build(_directory));
    }

    private void Summary(string axes, string[] combinations, int[] steps, int diverged = 0) =>
        File.WriteAllLines(Path.Combine(_directory, "summary.csv"),
            [axes + Header, .. combinations.SelectMany(values => steps.Select(step => $"{values}{step},3,{diverged},0.5,0.1,3,{1 + step},0.2,3,,,0"))]);
}
