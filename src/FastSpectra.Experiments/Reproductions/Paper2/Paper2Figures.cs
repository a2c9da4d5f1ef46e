namespace FastSpectra.Experiments;

/// <summary>Figures that several of the second paper's reproductions share.</summary>
internal static class Paper2Figures
{
    private static readonly (string Kind, string Title, string Axis)[] s_kinds =
    [
        ("W", "weights", "eigenvalue of *W*^{T}*W*/*h*"), ("CK", "conjugate kernel", "eigenvalue of *K*_{CK}"), ("NTK", "neural tangent kernel", "eigenvalue of *K*_{NTK}"),
    ];

    /// <summary>
    /// Densities per decade of W, CK and NTK before and after a strategy, in three panels: two decades of small eigenvalues would be one bar on a linear
    /// axis. With the laws at random weights where densities are on a linear axis.
    /// </summary>
    public static FigureDefinition Densities(string name, string title, string caption, string strategy, bool lastLayerTrained, bool isLogarithmic, bool beforeOnly = false)
    {
        FigureDefinition figure = new(name, title, caption) { Columns = 3, PanelWidth = 300, PanelHeight = 250 };
        foreach ((string kind, string panel, string axis) in s_kinds)
        {
            PanelDefinition added = new PanelDefinition(new AxisDefinition(axis, true), new AxisDefinition("density of log_{10}", isLogarithmic), panel)
                .Add(Histogram("before", beforeOnly ? "random weights" : "before", 0));
            if (!beforeOnly)
            {
                added.Add(Histogram("after", "after", 1));
            }

            if (!isLogarithmic)
            {
                string law = kind == "NTK" && !lastLayerTrained ? "NTK_W" : kind;
                added.Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Laws) { X = "eigenvalue", Y = "density_per_decade", Where = [("kind", law)], Label = "law", Style = 6, Plain = true, SetsRange = false });
            }

            figure.Add(added);

            ElementDefinition Histogram(string when, string label, int style) => new(ElementKind.Histogram, Paper2Evidence.Spectra)
            { X = "eigenvalue", Where = [("case", strategy), ("when", when), ("kind", kind)], Label = label, Style = style };
        }

        return figure;
    }

    /// <summary>Lines of several measurements of one strategy over epochs.</summary>
    public static PanelDefinition Evolution(string title, string axis, bool isLogarithmic, string strategy, params (Metric Metric, string Label)[] lines)
    {
        PanelDefinition panel = new(new AxisDefinition("epoch"), new AxisDefinition(axis, isLogarithmic), title);
        for (int i = 0; i < lines.Length; i++)
        {
            panel.Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Runs)
            { X = "epoch", Y = MetricColumns.Name(lines[i].Metric), Where = [("case", strategy)], Label = lines[i].Label, Style = i });
        }

        return panel;
    }

    /// <summary>Lines of one measurement of several strategies over epochs.</summary>
    public static PanelDefinition Strategies(string title, string axis, bool isLogarithmic, Metric metric, params (string Strategy, string Label)[] lines)
    {
        PanelDefinition panel = new(new AxisDefinition("epoch"), new AxisDefinition(axis, isLogarithmic), title);
        for (int i = 0; i < lines.Length; i++)
        {
            panel.Add(new ElementDefinition(ElementKind.Line, Paper2Evidence.Runs)
            { X = "epoch", Y = MetricColumns.Name(metric), Where = [("case", lines[i].Strategy)], Label = lines[i].Label, Style = i });
        }

        return panel;
    }

    /// <summary>One measurement against n in the scaling study, both axes logarithmic.</summary>
    public static PanelDefinition AgainstWidth(string title, string axis, string table, params (string Column, string Label)[] lines)
    {
        PanelDefinition panel = new(new AxisDefinition("*n* (with *h*, *d* in proportion)", true), new AxisDefinition(axis, true), title);
        for (int i = 0; i < lines.Length; i++)
        {
            panel.Add(new ElementDefinition(ElementKind.Line, table) { X = "n", Y = lines[i].Column, Label = lines[i].Label, Style = i });
        }

        return panel;
    }
}
