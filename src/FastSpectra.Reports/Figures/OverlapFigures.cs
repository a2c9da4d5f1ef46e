using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>Squared overlaps of the singular vectors of the weights W with those of the update M, left and right.</summary>
internal static class OverlapFigures
{
    internal const string Section = "Overlaps of W with its update M";
    private const int MostSteps = 12;
    private const int MostBlocks = 160;

    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        if (Leading(run) is { } leading) yield return new RunFigure(Section, leading);
        foreach (long step in SpectrumFigures.Evenly(run.Spectra.Steps("W_after_M", "overlap_left"), MostSteps))
            if (Maps(run, step) is { } maps) yield return new RunFigure(Section, maps, step);
    }

    private static Figure? Maps(RunRecord run, long step)
    {
        string t = step.ToString(CultureInfo.InvariantCulture), before = (step - 1).ToString(CultureInfo.InvariantCulture);
        Figure figure = new($"overlap_step{t}", $"Overlaps of singular vectors at step {t}",
            $"Squared inner products of the singular vectors of the weights (before the step, *W*_{{{before}}}, and after it, *W*_{{{t}}}) with those of the update *M* = *W*_{{{t}}} − *W*_{{{before}}}, left and right. Each cell shows the largest value of its block of indices; a random pair has 1/*h* (left) or 1/*d* (right).")
        { Columns = 2, PanelWidth = 320, PanelHeight = 275 };
        foreach ((string name, string weights) in ((string, string)[])[("W_before_M", before), ("W_after_M", t)])
        {
            foreach ((string side, string symbol) in ((string, string)[])[("left", "u"), ("right", "v")])
            {
                string quantity = "overlap_" + side;
                if (run.Spectra.Shape(name, step, quantity) is not { } shape || shape.Rows < 1 || shape.Columns < 1) continue;
                double[] values = run.Spectra.Values(name, step, quantity)!;
                (double[] blocks, int rows, int columns) = BlockMaximum.Of(values, (int)shape.Rows, (int)shape.Columns, MostBlocks);
                double[] Edges(int count, int n) => [.. Enumerable.Range(0, n + 1).Select(i => 0.5 + BlockMaximum.Start(i, count, n))];
                Panel panel = new(new Axis($"index *j* of *{symbol}*_{{*j*}}(*M*)") { Integers = true }, new Axis($"index *i* of *{symbol}*_{{*i*}}(*W*_{{{weights}}})") { Integers = true })
                { Title = $"{side}, *W*_{{{weights}}} with *M*", ShowLegend = false };
                panel.Add(new HeatMap(blocks, Edges((int)shape.Columns, columns), Edges((int)shape.Rows, rows))
                { Scale = Scale.Log, Low = 1e-4, High = 1, ValueLabel = $"⟨*{symbol}*_{{*i*}}(*W*), *{symbol}*_{{*j*}}(*M*)⟩^{{2}}" });
                figure.Add(panel);
            }
        }
        return figure.Panels.Count == 0 ? null : figure;
    }

    private static Figure? Leading(RunRecord run)
    {
        if (run.Metrics is not { } metrics) return null;
        return MetricFigures.Curves(metrics, metrics.Numbers("step"), "overlap_leading", "Overlap of the leading singular vectors over steps",
            "Squared inner product of the leading left and right singular vectors of the weights with those of the update *M* of the step; before: *W*_{*t*−1}, after: *W*_{*t*}.",
            "squared overlap of leading vectors",
            [
                ("overlap_left_after", "left, after the step", Palette.Blue, LineDash.Solid, MarkerShape.Circle),
                ("overlap_right_after", "right, after the step", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross),
                ("overlap_left_before", "left, before", Palette.SkyBlue, LineDash.DashDotted, MarkerShape.Square),
                ("overlap_right_before", "right, before", Palette.Orange, LineDash.Dotted, MarkerShape.Triangle),
            ]);
    }
}
