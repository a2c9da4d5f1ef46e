using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FastSpectra.Checkpoints;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>From any result directory: well-formed figures and one page that asks for nothing, runs nothing foreign and is the same bytes every time.</summary>
public sealed partial class ReportBuilderTests
{
    [Fact]
    public void AFullRunHasEveryFigure()
    {
        using SyntheticRun run = new SyntheticRun { Overlaps = true }.Write();
        IReadOnlyList<string> files = ReportBuilder.Build(run.Directory);
        string[] expected =
        [
            "training_loss", "losses", "kta", "pl_alphas", "norms", "esd_log10", "esd_linear", "singular_values", "esd_steps", "weights", "w_beta_alignment",
            "beta_projections", "overlap_leading", "overlap_step1", "overlap_step2", "overlap_step5", "overlap_step10",
        ];
        Assert.Equal([.. expected.Select(name => $"plots/{name}.svg"), "report.html"], files);
        foreach (string file in files)
        {
            string text = File.ReadAllText(Path.Combine(run.Directory, file));
            if (file.EndsWith(".svg", StringComparison.Ordinal)) FigureTests.WellFormed(text);
            CheckOffline(text);
        }
    }

    [Fact]
    public void EveryFigureIsDescribed()
    {
        string described = File.ReadAllText(RepositoryFile.Path("docs", "report.md"));
        using SyntheticRun run = new SyntheticRun { Overlaps = true }.Write();
        foreach (string file in ReportBuilder.Build(run.Directory, run.Directory).Where(f => f.EndsWith(".svg", StringComparison.Ordinal)))
        {
            string name = Regex.Replace(Path.GetFileNameWithoutExtension(file), "step[0-9]+$", "step{K}");
            Assert.Contains($"`{name}`", described, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryHiddenLayerHasItsSliderWithItsLargestValues()
    {
        using SyntheticRun run = new SyntheticRun().Write();
        string spectra = Path.Combine(run.Directory, "spectra.safetensors");
        using (SafetensorsWriter writer = new(spectra))
        {
            foreach (string layer in (string[])["W", "W2", "W10", "M", "W0", "Wx"])
                foreach (int step in (int[])[0, 5]) writer.Add($"{layer}.step{step}.singular_values", [.. Enumerable.Range(1, 30).Select(i => (100.0 + step) / i)]);
            writer.Commit();
        }

        string html = Report(run);
        Assert.Equal(["esd_scrubbed", "esd_scrubbed_W2", "esd_scrubbed_W10"], Regex.Matches(html, "data-name=\"(esd_scrubbed[^\"]*)\"").Select(match => match.Groups[1].Value));
        Assert.Equal(3, Regex.Count(html, "\"t\":\\[105,52.5,35,26.25,21,17.5,15,13.125,11.6667,10.5\\]"));
        Assert.Contains("prefers-reduced-motion", html, StringComparison.Ordinal);
        CheckOffline(html);
    }

    [Fact]
    public void EqualResultsGiveEqualBytes()
    {
        using SyntheticRun a = new SyntheticRun().Write(), b = new SyntheticRun().Write();
        IReadOnlyList<string> files = ReportBuilder.Build(a.Directory);
        ReportBuilder.Build(b.Directory);
        foreach (string file in files) Assert.Equal(File.ReadAllBytes(Path.Combine(a.Directory, file)), File.ReadAllBytes(Path.Combine(b.Directory, file)));
        Assert.DoesNotContain(Path.GetFileName(a.Directory), File.ReadAllText(Path.Combine(a.Directory, "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void ThePolicyNamesTheScriptAndTheStyle()
    {
        using SyntheticRun run = new SyntheticRun().Write();
        string html = Report(run);
        foreach (string tag in (string[])["style", "script"])
        {
            string content = Regex.Match(html, $"<{tag}>(.*?)</{tag}>", RegexOptions.Singleline).Groups[1].Value;
            string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Assert.Contains($"{tag}-src 'sha256-{hash}'", html, StringComparison.Ordinal);
        }
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(" (style|on[a-z]+)=\"", html);
    }

    [Fact]
    public void HostileConfigurationIsInert()
    {
        using SyntheticRun run = new SyntheticRun { Optimizer = "</title></script><script>alert('x')</script>\"&" , DivergedAt = 5 }.Write();
        string metrics = Path.Combine(run.Directory, "metrics.csv");
        File.WriteAllText(metrics, File.ReadAllText(metrics).Replace("diverged", "<img src=x onerror=alert(1)>", StringComparison.Ordinal));
        string html = Report(run);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", html, StringComparison.Ordinal);
        CheckOffline(html);
    }

    [Fact]
    public void MissingPartsLeaveOutTheirFigures()
    {
        using SyntheticRun bare = new SyntheticRun { Spectra = false, Weights = false, Header = "step,train_loss,test_loss,status" }.Write();
        Assert.Equal(["plots/losses.svg", "report.html"], ReportBuilder.Build(bare.Directory));
        File.Delete(Path.Combine(bare.Directory, "run.json"));
        Assert.Equal(["plots/losses.svg", "report.html"], ReportBuilder.Build(bare.Directory));
        using SyntheticRun spectra = new SyntheticRun { Weights = false }.Write();
        File.Delete(Path.Combine(spectra.Directory, "metrics.csv"));
        Assert.Contains("plots/esd_log10.svg", ReportBuilder.Build(spectra.Directory));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void OneStepIsEnough(int step)
    {
        using SyntheticRun run = new SyntheticRun { Steps = [step], Overlaps = true }.Write();
        foreach (string file in ReportBuilder.Build(run.Directory).Where(f => f.EndsWith(".svg", StringComparison.Ordinal)))
            FigureTests.WellFormed(File.ReadAllText(Path.Combine(run.Directory, file)));
    }

    [Fact]
    public void ADivergedRunSaysSo()
    {
        using SyntheticRun run = new SyntheticRun { DivergedAt = 5 }.Write();
        Assert.Contains("step 5: diverged: the loss is not finite", Report(run), StringComparison.Ordinal);
    }

    [Fact]
    public void AThousandStepsStaySmall()
    {
        using SyntheticRun run = new SyntheticRun { H = 15, D = 10, Steps = [.. Enumerable.Range(0, 1000)], Growth = 0.01 }.Write();
        string html = Report(run);
        Assert.True(html.Length < 5_000_000, $"{html.Length} characters");
    }

    [Fact]
    public void TwoRunsAreCompared()
    {
        using SyntheticRun a = new SyntheticRun().Write(), b = new SyntheticRun { Optimizer = "sgd", Steps = [0, 10], Growth = 0.2 }.Write();
        IReadOnlyList<string> files = ReportBuilder.Build(a.Directory, b.Directory);
        Assert.Equal(["plots/compare_metrics.svg", "plots/compare_spectra.svg"], files.Take(2));
        string html = File.ReadAllText(Path.Combine(a.Directory, "report.html"));
        Assert.Contains("<td>adam</td><td>sgd</td>", html, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(b.Directory, "report.html")));
    }

    [Fact]
    public void BadFilesAreNamed()
    {
        using SyntheticRun run = new SyntheticRun().Write();
        string metrics = Path.Combine(run.Directory, "metrics.csv");
        File.AppendAllText(metrics, "1,2\n");
        BadDataException exception = Assert.Throws<BadDataException>(() => ReportBuilder.Build(run.Directory));
        Assert.Contains("metrics.csv: line 7 has 2 fields; expected", exception.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(run.Directory, "run.json"), "{");
        File.Delete(metrics);
        Assert.Contains("run.json", Assert.Throws<BadDataException>(() => ReportBuilder.Build(run.Directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADirectoryWithoutResultsIsBadData()
    {
        string empty = Directory.CreateTempSubdirectory("fastspectra-empty-").FullName;
        Assert.Throws<BadDataException>(() => ReportBuilder.Build(empty));
        Directory.Delete(empty);
        Assert.Throws<BadDataException>(() => ReportBuilder.Build(empty));
    }

    [GeneratedRegex("""(src|href|xlink:href|action|data)\s*=\s*["']?(?!#|data:image/png;base64,)[^"'\s>]+|url\((?!#)|@import|\bfetch\(|XMLHttpRequest|WebSocket""")]
    private static partial Regex Reference();

    private static void CheckOffline(string text)
    {
        // The script's own statements (link.href = url of a blob) are not references of the page.
        string page = Regex.Replace(text, "<script>.*?</script>", "", RegexOptions.Singleline);
        foreach (Match tag in Regex.Matches(page, "<[a-zA-Z][^>]*>|<style>.*?</style>", RegexOptions.Singleline))
        {
            Match match = Reference().Match(tag.Value);
            Assert.False(match.Success, match.Value);
        }
        foreach (Match address in Regex.Matches(text, "https?://[^\"'<> ]*")) Assert.Equal("http://www.w3.org/2000/svg", address.Value);
    }

    private static string Report(SyntheticRun run)
    {
        ReportBuilder.Build(run.Directory);
        return File.ReadAllText(Path.Combine(run.Directory, "report.html"));
    }
}
