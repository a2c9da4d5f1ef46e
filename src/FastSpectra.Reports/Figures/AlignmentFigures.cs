using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>How the right singular vectors of W line up with the teacher's direction beta.</summary>
internal static class AlignmentFigures
{
    internal const string Section = "Alignment with the teacher";

    // More lines than colours cannot be told apart.
    private const int MostDirections = 6;

    internal static IEnumerable<RunFigure> Of(RunRecord run)
    {
        double betaNorm = run.Weights.Values("beta") is { } beta ? Math.Sqrt(beta.Sum(b => b * b)) : double.NaN;
        if (run.Metrics is { } metrics && metrics.HasNumbers("w_beta_alignment"))
        {
            double[] steps = metrics.Numbers("step");
            Panel panel = new(MetricFigures.StepAxis(), new Axis("alignment |⟨*v*_{1}, β⟩|"));
            panel.Add(new LineSeries(steps, metrics.Numbers("w_beta_alignment")) { Label = "first right singular vector", Marker = MarkerShape.Circle });
            // E |<v, beta>| of a uniformly random direction: |beta| sqrt(2 / (pi d)) up to a relative 1 / (4 d).
            if (run.Shape is { } shape && double.IsFinite(betaNorm))
                panel.Add(new ReferenceLine(betaNorm * Math.Sqrt(2 / (Math.PI * shape.D)), horizontal: true) { Label = "random direction, mean", Colour = Palette.Grey, SetsRange = true });
            yield return new RunFigure(Section, new Figure("w_beta_alignment", "Alignment of the first right singular vector with the teacher",
                "Absolute inner product of the first right singular vector *v*_{1} of *W* with the teacher's direction β. The dotted line is the mean for a random direction, ‖β‖ √(2/(π*d*)).").Add(panel));
        }
        if (run.Metrics is { } table && Directions(run, table) is { } directions) yield return new RunFigure(Section, directions);
        long[] projected = run.Spectra.Steps("W", "right_projections");
        if (projected.Length == 0) yield break;
        long[] shown = projected.Length == 1 ? projected : [projected[0], projected[^1]];
        Figure figure = new("beta_projections", "Alignment of every right singular vector with the teacher",
            "|⟨*v*_{*i*}, β⟩| of all right singular vectors of *W*, ordered by singular value; the largest is marked. The first step is what the reference code draws.")
        { Columns = 1, PanelHeight = 200, PanelWidth = 420 };
        foreach (long step in shown)
        {
            double[] values = Array.ConvertAll(run.Spectra.Values("W", step, "right_projections")!, Math.Abs);
            if (values.Length == 0) continue;
            double[] index = [.. Enumerable.Range(1, values.Length).Select(i => (double)i)];
            int largest = 0;
            for (int i = 1; i < values.Length; i++)
                if (values[i] > values[largest] || double.IsNaN(values[largest])) largest = i;
            string mark = string.Create(CultureInfo.InvariantCulture, $": largest {values[largest]:0.000} at *i* = {largest + 1}");
            Panel panel = new(new Axis("index *i* of the right singular vector") { Integers = true, Padding = 0.02 }, new Axis("|⟨*v*_{*i*}, β⟩|"))
            { Title = SpectrumFigures.StepLabel(step).Append(mark), ShowLegend = false };
            panel.Add(new Bars(index, values) { Label = "alignment", Colour = step == 0 ? Palette.Vermillion : Palette.Blue });
            panel.Add(new LineSeries([index[largest]], [values[largest]]) { Colour = Palette.Black, Width = 0, Marker = MarkerShape.Diamond });
            figure.Add(panel);
        }
        if (figure.Panels.Count > 0) yield return new RunFigure(Section, figure);
    }

    // Of a teacher of several directions.
    private static Figure? Directions(RunRecord run, MetricsTable metrics)
    {
        if (!metrics.HasNumbers("w_subspace_alignment")) return null;
        int count = 0;
        while (metrics.Has(Column(count + 1))) count++;
        double[] steps = metrics.Numbers("step");
        Panel panel = new(MetricFigures.StepAxis(), new Axis("alignment with the first *K* vectors"));
        panel.Add(new LineSeries(steps, metrics.Numbers("w_subspace_alignment")) { Label = "all directions", Colour = Palette.Black, Width = 2, Marker = MarkerShape.Circle });
        for (int k = 1; k <= Math.Min(count, MostDirections); k++)
            panel.Add(new LineSeries(steps, metrics.Numbers(Column(k))) { Label = string.Create(CultureInfo.InvariantCulture, $"β_{{{k}}}"), Colour = Palette.Cycle(k), Dash = Palette.Dash(k) });
        if (run.Shape is { } shape)
            panel.Add(new ReferenceLine(Math.Sqrt((double)count / shape.D), horizontal: true) { Label = "random space", Colour = Palette.Grey, SetsRange = true });
        return new Figure("w_subspace_alignment", "Alignment of the leading space with the teacher's",
            string.Create(CultureInfo.InvariantCulture, $"How much of the teacher's *K* = {count} directions the first *K* right singular vectors of *W* hold: ‖*V*_{{*K*}}^{{T}}β_{{*k*}}‖ of each, and their root mean square. The dotted line is √(*K*/*d*), that of a random space.")).Add(panel);

        static string Column(int k) => string.Create(CultureInfo.InvariantCulture, $"w_beta{k}_alignment");
    }
}
