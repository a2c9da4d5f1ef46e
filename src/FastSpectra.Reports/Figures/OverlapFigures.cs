using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>Squared overlaps of the singular vectors of the weights W with those of the update M, left and right.</summary>
internal static class OverlapFigures
{
    internal const string Section = "Overlaps of W with its update M";
    private const int MostSteps = 12;
    private const int Cells = 150;

    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        foreach (Figure leading in Leading(run)) yield return new RunFigure(Section, leading);
        foreach (long step in SpectrumFigures.Evenly(run.Spectra.Steps("M", "overlap_left"), MostSteps))
            if (Maps(run, step) is { } maps) yield return new RunFigure(Section, maps, step);
    }

    private static Figure? Maps(RunRecord run, long step)
    {
        string t = step.ToString(CultureInfo.InvariantCulture), before = (step - 1).ToString(CultureInfo.InvariantCulture);
        Figure figure = new($"overlap_step{t}", $"Overlaps of singular vectors at step {t}",
            $"Squared inner products of the singular vectors of the weights (before the step, *W*_{{{before}}}, and after it, *W*_{{{t}}}) with those of the update *M* = *W*_{{{t}}} − *W*_{{{before}}}, left and right. Ranks are logarithmic, so the leading vectors stand apart; a cell that holds several pairs shows their mean. A random pair has 1/*h* (left) or 1/*d* (right).")
        { Columns = 2, PanelWidth = 320, PanelHeight = 275 };
        foreach ((string kind, string weights) in ((string, string)[])[("overlap_before_", before), ("overlap_", t)])
        {
            foreach ((string side, string symbol) in ((string, string)[])[("left", "u"), ("right", "v")])
            {
                string quantity = kind + side;
                if (run.Spectra.Shape("M", step, quantity) is not { } shape || shape.Rows < 1 || shape.Columns < 1) continue;
                double[] values = run.Spectra.Values("M", step, quantity)!;
                int rows = (int)shape.Rows, columns = (int)shape.Columns;
                double[] cells = LogarithmicBlocks.Mean(values, rows, columns, Cells);
                Panel panel = new(new Axis($"rank *j* of *{symbol}*_{{*j*}}(*M*)", Scale.Log) { Integers = true }, new Axis($"rank *i* of *{symbol}*_{{*i*}}(*W*_{{{weights}}})", Scale.Log) { Integers = true })
                { Title = $"{side}, *W*_{{{weights}}} with *M*", ShowLegend = false };
                panel.Add(new HeatMap(cells, LogarithmicBlocks.Edges(columns, Cells), LogarithmicBlocks.Edges(rows, Cells))
                { Scale = Scale.Log, Low = 1e-4, High = 1, ValueLabel = $"⟨*{symbol}*_{{*i*}}(*W*), *{symbol}*_{{*j*}}(*M*)⟩^{{2}}" });
                figure.Add(panel);
            }
        }
        return figure.Panels.Count == 0 ? null : figure;
    }

    private static IEnumerable<Figure> Leading(RunRecord run)
    {
        if (run.Metrics is not { } metrics) return [];
        double[] steps = metrics.Numbers("step");
        Figure? pairs = MetricFigures.Curves(metrics, steps, "overlap_leading", "Overlap of the leading singular vectors over steps",
            "Squared inner product of the leading left and right singular vectors of the weights with those of the update *M* = *W*_{*t*} − *W*_{*t*−1}: before the step (*W*_{*t*−1}) and after it (*W*_{*t*}).",
            "squared overlap, leading vectors",
            [
                ("overlap_left_1", "left, after the step", Palette.Blue, LineDash.Solid, MarkerShape.Circle),
                ("overlap_right_1", "right, after the step", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross),
                ("overlap_before_left_1", "left, before", Palette.SkyBlue, LineDash.DashDotted, MarkerShape.Square),
                ("overlap_before_right_1", "right, before", Palette.Orange, LineDash.Dotted, MarkerShape.Triangle),
            ], Scale.Linear);
        Figure? captured = MetricFigures.Curves(metrics, steps, "overlap_top10", "Share of the leading subspace of the update captured by the weights",
            "Mean over the ten leading singular vectors of the update *M* of their squared projection on the span of the ten leading singular vectors of *W* after the step; a random subspace captures 10/*h* (left) or 10/*d* (right).",
            "captured share, top 10",
            [
                ("overlap_left_top10", "left", Palette.Blue, LineDash.Solid, MarkerShape.Circle),
                ("overlap_right_top10", "right", Palette.Vermillion, LineDash.Dashed, MarkerShape.Cross),
            ]);
        return [.. new[] { pairs, captured }.OfType<Figure>()];
    }
}
