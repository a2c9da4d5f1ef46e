// Invariant: the report of a student of several hidden layers has a panel per layer and a line per layer; that of two layers has neither.
using FastSpectra.Checkpoints;
using Xunit;

namespace FastSpectra.Reports.Tests;

public sealed class LayerFiguresTests
{
    [Fact]
    public void EveryHiddenLayerHasItsPanelAndItsLine()
    {
        using SyntheticRun run = new() { Spectra = false, Weights = false };
        run.Write();
        Assert.DoesNotContain("plots/layers.svg", ReportBuilder.Build(run.Directory));

        string metrics = Path.Combine(run.Directory, "metrics.csv");
        string[] lines = File.ReadAllLines(metrics);
        File.WriteAllLines(metrics, lines.Select((line, i) => line + (i == 0 ? ",W2_spectral_norm,W2_previous_alignment,W2_input_kta" : $",{20 + i},0.{i},0.0{i}")));
        using (SafetensorsWriter writer = new(Path.Combine(run.Directory, "spectra.safetensors")))
        {
            foreach (int step in run.Steps)
            {
                writer.Add($"W.step{step}.singular_values", run.SingularValues(step));
                writer.Add($"W2.step{step}.singular_values", run.SingularValues(step));
            }

            writer.Commit();
        }

        IReadOnlyList<string> files = ReportBuilder.Build(run.Directory);
        Assert.Contains("plots/esd_layers.svg", files);
        Assert.Contains("plots/layers.svg", files);
        string report = File.ReadAllText(Path.Combine(run.Directory, "report.html"));
        Assert.Contains(LayerFigures.Section, report, StringComparison.Ordinal);
        string curves = File.ReadAllText(Path.Combine(run.Directory, "plots", "layers.svg"));
        Assert.Contains("alignment with the layer below", curves, StringComparison.Ordinal);
    }
}
