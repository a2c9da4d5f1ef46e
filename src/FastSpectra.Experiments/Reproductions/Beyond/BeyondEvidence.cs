namespace FastSpectra.Experiments;

/// <summary>What the claims beyond the papers read from the tables of a <see cref="BeyondStudy"/>.</summary>
internal static class BeyondEvidence
{
    /// <summary>Mean over repeats of a column at a step of a case.</summary>
    public static SampleMean At(this Evidence evidence, string study, string run, long step, string column) =>
        evidence[study + "/probes"].Where("case", run).Where("step", step).Mean(column);

    /// <summary>Ratio of two columns' means.</summary>
    public static double Ratio(this Evidence evidence, string study, string run, long step, string numerator, string denominator) =>
        evidence.At(study, run, step, numerator).Mean / evidence.At(study, run, step, denominator).Mean;

    /// <summary>A finding about several cases: what each measured, and whether all hold; NaN does not.</summary>
    public static Finding Each(string expected, IEnumerable<(string Run, double Value)> measured, Func<string, double, bool> holds)
    {
        (string Run, double Value)[] all = [.. measured];
        return Finding.Of(all.Length > 0 && all.All(entry => holds(entry.Run, entry.Value)), expected,
            string.Join(", ", all.Select(entry => $"{entry.Run} {NumberText.Of(entry.Value, 3)}")), all[0].Value);
    }

    /// <summary>Singular values against their rank, one line per case.</summary>
    public static PanelDefinition Spectra(string study, string title, string axis, string matrix, long step, params IReadOnlyList<(string Run, string Label)> lines)
    {
        // Signs of a matrix of rank one are of rank one in many rows: such an update has values down to rounding, which are cut off.
        PanelDefinition panel = new(new AxisDefinition("rank", true), new AxisDefinition(axis, true) { Low = matrix == "update" ? 0.1 : null }, title);
        for (int i = 0; i < lines.Count; i++)
        {
            panel.Add(new ElementDefinition(ElementKind.Line, study + "/spectra")
            { X = "rank", Y = "singular_value", Where = [("case", lines[i].Run), ("matrix", matrix), ("step", step)], Label = lines[i].Label, Style = i, Plain = true });
        }

        return panel;
    }
}
