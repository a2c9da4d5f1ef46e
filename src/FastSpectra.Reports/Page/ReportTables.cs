using System.Globalization;
using System.Text;

namespace FastSpectra.Reports;

/// <summary>The tables of the report as HTML; every text from a file is escaped.</summary>
internal static class ReportTables
{
    private static readonly (string Column, string Name)[] s_named =
    [
        ("train_loss", "train loss"), ("test_loss", "test loss"), ("kta", "KTA"), ("w_beta_alignment", "alignment |⟨*v*_{1}, β⟩|"), ("pl_alpha_hill", "α (Hill)"),
        ("pl_alpha_ks", "α (KS)"), ("pl_ks_distance", "KS distance"), ("spectral_norm", "‖*W*‖_{2}"), ("frobenius_norm", "‖*W*‖_{F}"), ("stable_rank", "stable rank"),
        ("values_above_edge", "singular values above 1.01 (√*h* + √*d*)"),
    ];

    /// <summary>First and last probed step with numbers side by side, and the range in between.</summary>
    internal static string Summary(RunRecord run)
    {
        if (run.Metrics is not { RowCount: > 0 } metrics) return "";
        int last = metrics.RowCount - 1;
        while (last > 0 && metrics.Text(last, "status") is not ("ok" or "")) last--;
        StringBuilder html = new("<div class=\"scroll summary\"><table><thead><tr><th class=\"text\">quantity</th>");
        html.Append("<th>step ").Append(SvgWriter.Escape(metrics.Text(0, "step"))).Append("</th>");
        if (last > 0) html.Append("<th>step ").Append(SvgWriter.Escape(metrics.Text(last, "step"))).Append("</th><th>smallest</th><th>largest</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach ((string column, string name) in s_named)
        {
            if (!metrics.HasNumbers(column)) continue;
            double[] values = metrics.Numbers(column);
            html.Append("<tr><th class=\"text\">").Append(RichText.Parse(name).ToHtml()).Append("</th><td>").Append(Cell(values[0])).Append("</td>");
            if (last > 0)
            {
                double[] finite = [.. values.Where(double.IsFinite)];
                html.Append("<td>").Append(Cell(values[last])).Append("</td><td>").Append(Cell(finite.Min())).Append("</td><td>").Append(Cell(finite.Max())).Append("</td>");
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    internal static string Configuration(IReadOnlyList<KeyValuePair<string, string>> configuration)
    {
        if (configuration.Count == 0) return "";
        StringBuilder html = new("<dl class=\"configuration\">\n");
        foreach ((string key, string value) in configuration)
            html.Append("<div><dt>").Append(SvgWriter.Escape(key)).Append("</dt><dd>").Append(SvgWriter.Escape(value)).Append("</dd></div>\n");
        return html.Append("</dl>\n").ToString();
    }

    /// <summary>The keys in which two runs differ.</summary>
    internal static string Difference(RunRecord a, RunRecord b)
    {
        StringBuilder rows = new();
        foreach (string key in a.Configuration.Concat(b.Configuration).Select(entry => entry.Key).Distinct(StringComparer.Ordinal))
        {
            string? first = a.Value(key), other = b.Value(key);
            if (first == other) continue;
            rows.Append("<tr><th class=\"text\">").Append(SvgWriter.Escape(key)).Append("</th><td>").Append(SvgWriter.Escape(first ?? "–")).Append("</td><td>").Append(SvgWriter.Escape(other ?? "–")).Append("</td></tr>\n");
        }
        if (rows.Length == 0) return "<p>Run A is this run, run B the other one. Their recorded configurations are equal.</p>\n";
        return "<p>Run A is this run, run B the other one. Keys not listed are equal.</p>\n<div class=\"scroll\"><table><thead><tr><th class=\"text\">key</th><th>A</th><th>B</th></tr></thead><tbody>\n" + rows + "</tbody></table></div>\n";
    }

    internal static string Metrics(MetricsTable metrics)
    {
        const int Most = 2000;
        StringBuilder html = new("<p class=\"lead\">Five significant digits; all digits are in <code>metrics.csv</code>.");
        if (metrics.RowCount > Most) html.Append(CultureInfo.InvariantCulture, $" The first {Most} of {metrics.RowCount} rows.");
        html.Append("</p>\n<div class=\"scroll\"><table><thead><tr>");
        foreach (string column in metrics.Columns) html.Append(column == "status" ? "<th class=\"text\">" : "<th>").Append(SvgWriter.Escape(column)).Append("</th>");
        html.Append("</tr></thead><tbody>\n");
        for (int row = 0; row < Math.Min(Most, metrics.RowCount); row++)
        {
            html.Append("<tr>");
            foreach (string column in metrics.Columns)
            {
                string text = metrics.Text(row, column);
                bool number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
                if (column == "status") html.Append(text is "ok" or "" ? "<td class=\"text\">" : "<td class=\"text bad\">").Append(SvgWriter.Escape(text));
                else html.Append("<td>").Append(number ? Cell(value) : SvgWriter.Escape(text));
                html.Append("</td>");
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    internal static string Cell(double value)
    {
        if (double.IsNaN(value)) return "–";
        if (!double.IsFinite(value)) return value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        string text = value == Math.Floor(value) && size < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture)
            : size is >= 1e6 or < 1e-4 ? value.ToString("0.####e+0", CultureInfo.InvariantCulture) : value.ToString("G5", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }
}
