using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace FastSpectra.Reports;

/// <summary>
/// One HTML page that needs nothing but itself: inline figures, style and script, and a content security policy that allows no request at all.
/// </summary>
internal static class ReportDocument
{
    private const string Lead = "Singular values of the weights of a two-layer network over training, after arXiv 2406.04657.";

    /// <summary>The page.</summary>
    /// <param name="title">Its heading, as plain text.</param>
    /// <param name="notices">HTML below the heading.</param>
    /// <param name="sections">Headings as plain text and their HTML.</param>
    /// <param name="lead">One sentence below the heading.</param>
    internal static string ToHtml(string title, string notices, IReadOnlyList<(string Name, string Content)> sections, string lead = Lead)
    {
        string style = Resource("report.css"), script = Resource("report.js");
        StringBuilder html = new();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src '").Append(Hash(style))
            .Append("'; script-src '").Append(Hash(script)).Append("'; base-uri 'none'; form-action 'none'\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<title>").Append(SvgWriter.Escape(title)).Append("</title>\n<style>").Append(style).Append("</style>\n</head>\n<body>\n");
        html.Append("<header>\n<h1>").Append(SvgWriter.Escape(title)).Append("</h1>\n<p class=\"lead\">").Append(SvgWriter.Escape(lead)).Append("</p>\n");
        html.Append(notices);
        html.Append("<nav>");
        for (int i = 0; i < sections.Count; i++) html.Append("<a href=\"#").Append(Id(i)).Append("\">").Append(SvgWriter.Escape(sections[i].Name)).Append("</a>\n");
        html.Append("</nav>\n</header>\n<main>\n");
        for (int i = 0; i < sections.Count; i++)
            html.Append("<section id=\"").Append(Id(i)).Append("\">\n<h2>").Append(SvgWriter.Escape(sections[i].Name)).Append("</h2>\n").Append(sections[i].Content).Append("</section>\n");
        html.Append("</main>\n<footer>Every number on this page comes from the result files beside it; the figures are also in <code>plots/</code>.</footer>\n");
        html.Append("<script>").Append(script).Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Appends a drawn figure with its caption and the data of its read-out.</summary>
    internal static void AppendFigure(StringBuilder html, Figure figure, string svg, IReadOnlyList<PlotFrame> frames, string attributes, string before, string data)
    {
        html.Append("<figure data-name=\"").Append(figure.Name).Append('"');
        if (figure.Columns > 1 && figure.Panels.Count > 1) html.Append(figure.Columns > 2 ? " class=\"wide widest\"" : " class=\"wide\"");
        html.Append(attributes).Append(">\n").Append(before).Append("<div class=\"plot\">").Append(svg).Append("</div>\n");
        html.Append("<figcaption><button type=\"button\" class=\"svg\" hidden>Download SVG</button><b>").Append(SvgWriter.Escape(figure.Title)).Append(".</b> ").Append(figure.Description.ToHtml()).Append("</figcaption>\n");
        html.Append("<script type=\"application/json\" data-kind=\"panels\">").Append(ReadOutData.Json(figure, frames)).Append("</script>\n").Append(data).Append("</figure>\n");
    }

    private static string Id(int section) => string.Create(CultureInfo.InvariantCulture, $"s{section + 1}");

    private static string Hash(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        // The policy names the hash of these very bytes: line ends must not depend on the checkout.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
