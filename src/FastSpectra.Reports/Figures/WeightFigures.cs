using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>Histograms of the entries of W, first against last step.</summary>
internal static class WeightFigures
{
    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        long[] steps = run.Weights.Steps("W", "");
        if (steps.Length == 0) yield break;
        Histogram Make(long step)
        {
            double[] values = run.Weights.Values("W", step, "")!;
            return Histogram.Of(values, SpectrumFigures.BinsFor(values.Length));
        }
        Histogram first = Make(steps[0]);
        Histogram? last = steps.Length > 1 ? Make(steps[^1]) : null;
        Figure figure = new("weights", "Values of the weights", $"Histogram of the entries of *W*, {first.Counts.Count} bins between the smallest and largest value of each step, on a linear and on a logarithmic ordinate.")
        { Columns = 2, PanelWidth = 310, PanelHeight = 270 };
        foreach (Scale scale in (Scale[])[Scale.Linear, Scale.Log])
        {
            Panel panel = new(new Axis("weight *W*_{*ij*}"), new Axis("density", scale));
            if (last is not null) panel.Add(SpectrumFigures.Final(last, SpectrumFigures.StepLabel(steps[^1]), logarithmic: false));
            panel.Add(SpectrumFigures.Initial(first, SpectrumFigures.StepLabel(steps[0]), logarithmic: false));
            figure.Add(panel);
        }
        yield return new RunFigure(SpectrumFigures.Section, figure);
    }
}
