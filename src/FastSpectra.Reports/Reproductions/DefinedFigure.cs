using System.Globalization;
using System.Text.Json;
using FastSpectra.Checkpoints;
using FastSpectra.Spectra;

namespace FastSpectra.Reports;

/// <summary>Draws a figure that is defined in reproductions.json from the tables beside it.</summary>
internal static class DefinedFigure
{
    private const int MostBins = 100;

    /// <exception cref="BadDataException">A table or column is missing, or the definition is not one.</exception>
    internal static Figure Of(JsonElement definition, ReproductionRecord record)
    {
        Figure figure = new(Text(definition, "name"), Text(definition, "title"), Text(definition, "caption"))
        {
            Columns = (int)(Number(definition, "columns") ?? 1),
            PanelWidth = Number(definition, "panel_width") ?? 420,
            PanelHeight = Number(definition, "panel_height") ?? 290,
        };
        foreach (JsonElement part in definition.GetProperty("panels").EnumerateArray())
        {
            Axis x = ToAxis(part.GetProperty("x")), y = ToAxis(part.GetProperty("y"));
            Panel panel = new(x, y) { Title = Text(part, "title") is { Length: > 0 } title ? title : (RichText?)null, ShowLegend = Is(part, "legend") };
            foreach (JsonElement element in part.GetProperty("elements").EnumerateArray())
                foreach (PlotElement drawn in Elements(element, x, y, record)) panel.Add(drawn);
            figure.Add(panel);
        }
        return figure;
    }

    private static Axis ToAxis(JsonElement axis) => new(Text(axis, "label"), Is(axis, "log") ? Scale.Log : Scale.Linear)
    {
        Low = Number(axis, "low"), High = Number(axis, "high"), Integers = Is(axis, "integers"),
    };

    private static IEnumerable<PlotElement> Elements(JsonElement element, Axis x, Axis y, ReproductionRecord record)
    {
        RichText? label = Text(element, "label") is { Length: > 0 } text ? text : (RichText?)null;
        int style = (int)(Number(element, "style") ?? 0);
        bool plain = Is(element, "plain"), setsRange = Is(element, "sets_range");
        string colour = Palette.Cycle(style);
        string kind = Text(element, "kind");
        if (kind == "reference")
        {
            yield return new ReferenceLine(Number(element, "at") ?? double.NaN, Is(element, "horizontal")) { Label = label, Colour = colour, SetsRange = setsRange };
            yield break;
        }
        MetricsTable table = record.Table(Text(element, "table"));
        int[] rows = Rows(element, table);
        double[] Column(string name)
        {
            string column = Text(element, name);
            if (!table.Has(column)) throw new BadDataException(Text(element, "table"), null, $"has no column '{column}', which a figure of reproductions.json is drawn from");
            double[] all = table.Numbers(column);
            return [.. rows.Select(row => all[row])];
        }
        switch (kind)
        {
            case "histogram":
                double[] values = Column("x");
                bool logarithmic = x.Scale is LogScale;
                Histogram histogram = Histogram.Of(logarithmic ? [.. values.Where(value => value > 0).Select(DecimalLogarithm.Of)] : values, Math.Clamp(values.Length / 6, 10, MostBins));
                yield return new HistogramSeries(histogram) { Label = label, Colour = colour, FillOpacity = style == 0 ? 0.4 : 0.18, Dash = style == 0 ? LineDash.Solid : LineDash.Dashed, EdgesAreLogarithms = logarithmic };
                break;
            case "points":
                yield return new LineSeries(Column("x"), Column("y")) { Label = label, Colour = colour, Width = 0, Marker = Palette.Marker(style), SetsOrdinateRange = setsRange };
                break;
            case "line":
                (double[] at, double[] mean, double[] low, double[] high) = Means(Column("x"), Column("y"));
                if (low.Zip(high).Any(ends => ends.First < ends.Second)) yield return new Band(at, low, high) { Colour = colour };
                yield return new LineSeries(at, mean)
                {
                    Label = label, Colour = colour, Dash = plain ? LineDash.Solid : Palette.Dash(style), Marker = plain ? MarkerShape.None : Palette.Marker(style), SetsOrdinateRange = setsRange,
                };
                break;
            case "heatmap":
                yield return Map(element, x, y, Column("x"), Column("y"), Column("value"), label);
                break;
            default:
                throw new BadDataException("reproductions.json", null, $"has a figure with an element of kind '{kind}'; expected line, points, histogram, heatmap or reference");
        }
    }

    private static int[] Rows(JsonElement element, MetricsTable table)
    {
        IEnumerable<int> rows = Enumerable.Range(0, table.RowCount);
        if (element.TryGetProperty("where", out JsonElement where))
            foreach (JsonProperty condition in where.EnumerateObject())
                rows = rows.Where(row => table.Text(row, condition.Name) == condition.Value.GetString());
        return [.. rows];
    }

    // Mean and standard deviation of y over the rows of equal x, by ascending x.
    private static (double[] X, double[] Mean, double[] Low, double[] High) Means(double[] x, double[] y)
    {
        List<double> at = [], mean = [], low = [], high = [];
        foreach (IGrouping<double, double> group in x.Zip(y).Where(point => double.IsFinite(point.First) && double.IsFinite(point.Second)).GroupBy(point => point.First, point => point.Second).OrderBy(group => group.Key))
        {
            double sum = 0, squares = 0;
            int count = 0;
            foreach (double value in group)
            {
                sum += value;
                count++;
            }
            double average = sum / count;
            foreach (double value in group) squares += (value - average) * (value - average);
            double deviation = count > 1 ? Math.Sqrt(squares / (count - 1)) : 0;
            at.Add(group.Key);
            mean.Add(average);
            low.Add(average - deviation);
            high.Add(average + deviation);
        }
        return ([.. at], [.. mean], [.. low], [.. high]);
    }

    private static HeatMap Map(JsonElement element, Axis x, Axis y, double[] atX, double[] atY, double[] values, RichText? label)
    {
        double[] columns = [.. atX.Distinct().Order()], rows = [.. atY.Distinct().Order()];
        double[] sums = new double[columns.Length * rows.Length];
        int[] counts = new int[sums.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            int cell = (Array.BinarySearch(rows, atY[i]) * columns.Length) + Array.BinarySearch(columns, atX[i]);
            sums[cell] += values[i];
            counts[cell]++;
        }
        double[] cells = [.. sums.Select((sum, i) => counts[i] == 0 ? double.NaN : sum / counts[i])];
        return new HeatMap(cells, Edges(columns, x.Scale), Edges(rows, y.Scale))
        {
            Scale = Is(element, "log") ? Scale.Log : Scale.Linear, Low = Number(element, "low"), High = Number(element, "high"), ValueLabel = label ?? (RichText)"",
        };
    }

    private static double[] Edges(double[] centres, Scale scale)
    {
        if (centres.Length == 0) return [0, 1];
        double[] at = [.. centres.Select(scale.Forward)];
        double[] edges = new double[at.Length + 1];
        for (int i = 1; i < at.Length; i++) edges[i] = 0.5 * (at[i - 1] + at[i]);
        double first = at.Length > 1 ? at[1] - at[0] : 1, last = at.Length > 1 ? at[^1] - at[^2] : 1;
        edges[0] = at[0] - 0.5 * first;
        edges[^1] = at[^1] + 0.5 * last;
        return [.. edges.Select(scale.Inverse)];
    }

    private static string Text(JsonElement element, string name) => ReproductionRecord.Text(element, name);

    private static double? Number(JsonElement element, string name) => ReproductionRecord.Number(element, name);

    private static bool Is(JsonElement element, string name) => ReproductionRecord.Is(element, name);
}
