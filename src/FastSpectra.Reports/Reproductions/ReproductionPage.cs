using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FastSpectra.Reports;

/// <summary>The report of reproductions: a table of all claims, then each figure beside its claims.</summary>
internal static class ReproductionPage
{
    private const string Lead = "Two papers on the spectra of trained two-layer networks, repeated: what they state, what was expected, what was measured.";

    internal static string ToHtml(ReproductionRecord record, IReadOnlyDictionary<string, (Figure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> drawn)
    {
        List<(string Name, string Content)> sections = [("All claims", Overview(record))];
        foreach (JsonElement reproduction in record.Sections)
            sections.Add((Text(reproduction, "title"), Section(record, reproduction, drawn)));
        string sizes = record.Scale == "quick" ? "quick sizes (a fifth of the papers')" : "the papers' sizes";
        return ReportDocument.ToHtml($"Reproductions at {sizes}, seed {record.Seed}", Notice(record), sections, Lead);
    }

    private static string Notice(ReproductionRecord record)
    {
        int Count(string verdict) => record.Claims.Count(claim => Text(claim, "verdict") == verdict);
        string skipped = Count("skipped") is > 0 and int count ? string.Create(CultureInfo.InvariantCulture, $", {count} skipped") : "";
        return string.Create(CultureInfo.InvariantCulture, $"<p class=\"notice\"><b>{record.Claims.Count} claims: {Count("holds")} hold, {Count("fails")} fail{skipped}.</b> Expected and measured numbers stand beside each figure; a claim that fails is shown as it was measured.</p>\n");
    }

    private static string Overview(ReproductionRecord record)
    {
        StringBuilder html = new("<div class=\"scroll\"><table class=\"claims\"><thead><tr><th class=\"text\">claim</th><th class=\"text\">paper</th><th class=\"text\">statement</th><th class=\"text\">verdict</th></tr></thead><tbody>\n");
        foreach (JsonElement claim in record.Claims)
            html.Append("<tr><td class=\"text\"><a href=\"#").Append(SvgWriter.Escape(Text(claim, "id"))).Append("\">").Append(SvgWriter.Escape(Text(claim, "id"))).Append("</a></td><td class=\"text\">")
                .Append(SvgWriter.Escape(Text(claim, "paper"))).Append("</td><td class=\"text\">").Append(SvgWriter.Escape(Text(claim, "claim"))).Append("</td>").Append(Verdict(claim)).Append("</tr>\n");
        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string Section(ReproductionRecord record, JsonElement reproduction, IReadOnlyDictionary<string, (Figure Figure, string Svg, IReadOnlyList<PlotFrame> Frames)> drawn)
    {
        StringBuilder html = new();
        html.Append("<p class=\"lead\">").Append(SvgWriter.Escape(Text(reproduction, "paper_name"))).Append(": ").Append(SvgWriter.Escape(Text(reproduction, "figure")))
            .Append(". Configuration: ").Append(SvgWriter.Escape(Text(reproduction, "configuration"))).Append(".</p>\n");
        foreach (JsonElement paragraph in reproduction.GetProperty("text").EnumerateArray())
            html.Append("<p>").Append(RichText.Parse(paragraph.GetString() ?? "").ToHtml()).Append("</p>\n");
        foreach (JsonElement figure in reproduction.GetProperty("figures").EnumerateArray())
        {
            string name = Text(figure, "name");
            (Figure drawing, string svg, IReadOnlyList<PlotFrame> frames) = drawn[name];
            JsonElement[] claims = [.. record.Claims.Where(claim => Text(claim, "plot") == $"plots/{name}.svg")];
            html.Append("<div class=\"").Append(claims.Length == 0 ? "alone" : drawing.Columns > 1 ? "below" : "beside").Append("\">\n");
            ReportDocument.AppendFigure(html, drawing, svg, frames, "", "", "");
            if (claims.Length > 0) html.Append(Claims(claims));
            html.Append("</div>\n");
        }
        return html.ToString();
    }

    private static string Claims(JsonElement[] claims)
    {
        StringBuilder html = new("<div class=\"evidence\">\n");
        foreach (JsonElement claim in claims)
        {
            html.Append("<article id=\"").Append(SvgWriter.Escape(Text(claim, "id"))).Append("\" class=\"").Append(SvgWriter.Escape(Text(claim, "verdict"))).Append("\">\n<p><b class=\"verdict\">")
                .Append(SvgWriter.Escape(Text(claim, "verdict"))).Append("</b> ").Append(SvgWriter.Escape(Text(claim, "claim"))).Append("</p>\n<dl>");
            foreach ((string name, string key) in ((string, string)[])[("expected", "expected"), ("measured", "measured"), ("stated", "source")])
                html.Append("<dt>").Append(name).Append("</dt><dd>").Append(SvgWriter.Escape(Text(claim, key))).Append("</dd>");
            html.Append("</dl>\n</article>\n");
        }
        return html.Append("</div>\n").ToString();
    }

    private static string Verdict(JsonElement claim) => $"<td class=\"text {SvgWriter.Escape(Text(claim, "verdict"))}\"><b class=\"verdict\">{SvgWriter.Escape(Text(claim, "verdict"))}</b></td>";

    private static string Text(JsonElement element, string name) => ReproductionRecord.Text(element, name);
}
