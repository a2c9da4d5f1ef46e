using System.Globalization;
using System.Text;

namespace FastSpectra.Reports;

/// <summary>What the page's script needs to show values under the pointer: per panel the axes' maps and the series, as JSON.</summary>
internal static class ReadOutData
{
    internal static string Json(Figure figure, IReadOnlyList<PlotFrame> frames)
    {
        StringBuilder json = new("[");
        for (int i = 0; i < frames.Count; i++)
        {
            PlotFrame frame = frames[i];
            if (i > 0) json.Append(',');
            json.Append("{\"x\":").Append(AxisJson(frame.XScale, frame.XRange, frame.Left, frame.Right)).Append(",\"l\":").Append(Text(figure.Panels[i].X.Label.Text));
            json.Append(",\"y\":").Append(AxisJson(frame.YScale, frame.YRange, frame.Bottom, frame.Top));
            json.Append(",\"s\":[");
            bool first = true;
            foreach (PlotElement element in figure.Panels[i].Elements)
            {
                if (element.ReadOut() is not { } series) continue;
                if (!first) json.Append(',');
                first = false;
                json.Append("{\"n\":").Append(Text(series.Name)).Append(",\"c\":").Append(Text(series.Colour));
                json.Append(",\"x\":").Append(Numbers(series.X)).Append(",\"y\":").Append(Numbers(series.Y)).Append('}');
            }
            json.Append("]}");
        }
        return json.Append(']').ToString();
    }

    /// <summary>Numbers with six significant digits; null where a value is not finite.</summary>
    internal static string Numbers(IEnumerable<double> values)
    {
        StringBuilder json = new("[");
        foreach (double value in values)
        {
            if (json.Length > 1) json.Append(',');
            json.Append(Number(value));
        }
        return json.Append(']').ToString();
    }

    internal static string Number(double value) => double.IsFinite(value) ? value.ToString("G6", CultureInfo.InvariantCulture) : "null";

    /// <summary>A JSON string that cannot end a script element.</summary>
    internal static string Text(string text)
    {
        StringBuilder json = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\' or '<' or '>' or '&' or '\u2028' or '\u2029' || c < ' ' || char.IsSurrogate(c)) json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else json.Append(c);
        }
        return json.Append('"').ToString();
    }

    private static string AxisJson(Scale scale, (double Low, double High) range, double from, double to) =>
        $"{{\"k\":\"{scale.Name}\",\"a\":{range.Low.ToString("R", CultureInfo.InvariantCulture)},\"b\":{range.High.ToString("R", CultureInfo.InvariantCulture)},\"p\":{SvgWriter.Number(from)},\"q\":{SvgWriter.Number(to)}}}";
}
