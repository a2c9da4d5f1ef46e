using System.Globalization;
using System.Text;

namespace FastSpectra.Reports;

/// <summary>The report of a sweep.</summary>
internal static class SweepPage
{
    private const int MostRows = 500;

    private static readonly string[] s_columns =
        ["train_loss", "test_loss", "kta", "w_beta_alignment", "pl_alpha_hill", "pl_alpha_ks", "spectral_norm", "stable_rank", "values_above_edge"];

    internal static string ToHtml(SweepRecord sweep, IReadOnlyList<(RunFigure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> drawn)
    {
        List<(string Name, string Content)> sections = [];
        foreach (IGrouping<string, (RunFigure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> section in drawn.GroupBy(figure => figure.Figure.Section))
        {
            StringBuilder html = new("<div class=\"grid\">\n");
            foreach ((RunFigure figure, string svg, IReadOnlyList<PlotFrame> frames) in section)
                ReportDocument.AppendFigure(html, figure.Figure, svg, frames, "", "", "");
            sections.Add((section.Key, html.Append("</div>\n").ToString()));
        }
        sections.Add(("Numbers at the last step", Numbers(sweep)));
        if (sweep.Configuration.Count > 0) sections.Add(("Configuration", ReportTables.Configuration(sweep.Configuration)));
        sections.Add(("Definitions", ReportDefinitions.Html));
        return ReportDocument.ToHtml(Title(sweep), Notices(sweep), sections);
    }

    private static string Title(SweepRecord sweep)
    {
        string varied = sweep.Axes.Count == 0 ? "repeats" : string.Join(", ", sweep.Axes);
        string sizes = string.Join(", ",  sweep.Configuration.Where(entry => entry.Key is "n" or "d" or "h" or "seed" && !sweep.Axes.Contains(entry.Key)).Select(entry => $"{entry.Key} = {entry.Value}"));
        return $"Sweep over {varied}" + (sizes.Length == 0 ? "" : ": " + sizes);
    }

    private static string Notices(SweepRecord sweep)
    {
        string[] diverged = [.. sweep.LastRows.Where(row => sweep.Text(row, "diverged") != "0")
            .Select(row => $"{(sweep.Axes.Count == 0 ? "all" : sweep.NameWithout(row, null))}: {sweep.Text(row, "diverged")}")];
        if (diverged.Length == 0) return "";
        const int Listed = 8;
        string more = diverged.Length > Listed ? string.Create(CultureInfo.InvariantCulture, $"; and {diverged.Length - Listed} more combinations") : "";
        return $"<p class=\"notice\"><b>Some repeats diverged</b> and are left out of means from then on. {SvgWriter.Escape(string.Join("; ", diverged.Take(Listed)) + more)}.</p>\n";
    }

    private static string Numbers(SweepRecord sweep)
    {
        string[] columns = [.. s_columns.Where(sweep.HasMean)];
        StringBuilder html = new("<p class=\"lead\">Mean ± sample standard deviation over repeats; all digits and steps are in <code>summary.csv</code>, every run in <code>results.csv</code>.</p>\n<div class=\"scroll\"><table><thead><tr>");
        foreach (string column in sweep.Axes.Concat(["step", "count", "diverged"]).Concat(columns)) html.Append("<th>").Append(SvgWriter.Escape(column)).Append("</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (int row in sweep.LastRows.Take(MostRows))
        {
            html.Append("<tr>");
            foreach (string column in sweep.Axes.Concat(["step", "count", "diverged"])) html.Append("<td>").Append(SvgWriter.Escape(sweep.Text(row, column))).Append("</td>");
            foreach (string column in columns)
            {
                (double[] mean, double[] deviation) = sweep.Statistics(column, [row]);
                html.Append("<td>").Append(ReportTables.Cell(mean[0]));
                if (double.IsFinite(deviation[0])) html.Append(" ± ").Append(ReportTables.Cell(Rounded(deviation[0])));
                html.Append("</td>");
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    // A standard deviation from a few repeats has two digits at most.
    private static double Rounded(double value) => double.Parse(value.ToString("G2", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
