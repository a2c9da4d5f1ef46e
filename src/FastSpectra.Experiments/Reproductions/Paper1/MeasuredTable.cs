using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>
/// Means that an independent implementation of the published configurations measured (float training, LAPACK singular values), and how the ones
/// measured here compare: the distance in combined standard errors, the deviation over repeats pooled over both and over a metric's steps, plus 2 % of the value and half a unit of
/// the last digit that was written down.
/// </summary>
internal static class MeasuredTable
{
    private const double Usual = 3;
    private const double Most = 5;

    private static readonly ResultTable s_all = Load();

    /// <summary>Compares every measured mean of a table for which rows are given: at most 5 % of them may be beyond 3 errors, none beyond 5.</summary>
    /// <param name="table">Name of the table.</param>
    /// <param name="repeats">Repeats behind each measured mean.</param>
    /// <param name="rows">The rows here that belong to a key, its parts in order; null to leave it out.</param>
    public static Finding Compare(string table, int repeats, Func<string[], ResultTable?> rows)
    {
        ResultTable entries = s_all.Where("table", table);
        string[] keys = entries.Texts("key"), metrics = entries.Texts("metric");
        string[] written = entries.Texts("mean");
        double[] means = entries.Numbers("mean"), deviations = entries.Numbers("deviation");
        List<(int Entry, string Curve, SampleMean Here, double Variance)> compared = [];
        for (int i = 0; i < entries.Count; i++)
        {
            if (rows(keys[i].Split(';')) is { } found)
            {
                // One metric over the steps of one setting: the last part of a key is the step.
                string curve = keys[i][..keys[i].LastIndexOf(';')] + metrics[i];
                SampleMean here = found.Mean(metrics[i]);
                double variance = here.Deviation * here.Deviation;
                compared.Add((i, curve, here, double.IsFinite(deviations[i]) ? (variance + (deviations[i] * deviations[i])) / 2 : variance));
            }
        }

        Dictionary<string, double> pooled = compared.GroupBy(entry => entry.Curve).ToDictionary(group => group.Key, group => SampleMean.Of(group.Select(entry => entry.Variance)).Mean);
        int beyond = 0;
        double largest = 0;
        string worst = "none";
        foreach ((int i, string curve, SampleMean here, _) in compared)
        {
            double error = Math.Sqrt(pooled[curve] * ((1.0 / here.Count) + (1.0 / repeats))) + (0.02 * Math.Abs(means[i])) + Rounding(written[i]);
            double distance = Math.Abs(here.Mean - means[i]) / error;
            beyond += distance <= Usual ? 0 : 1;
            if (!(distance <= largest))
            {
                largest = distance;
                worst = $"{metrics[i]} at {keys[i]}";
            }
        }

        int count = compared.Count;
        return Finding.Of(
            count > 0 && beyond <= 0.05 * count && largest <= Most,
            string.Create(CultureInfo.InvariantCulture, $"of {count} means at most 5 % beyond {Usual} combined standard errors, none beyond {Most}"),
            string.Create(CultureInfo.InvariantCulture, $"{beyond} beyond {Usual}; largest {NumberText.Of(largest, 3)} ({worst})"), largest);
    }

    // Half a unit of the last digit: 0.0005 for 0.256, 50 for 1.01e+04.
    private static double Rounding(string number)
    {
        int mantissa = number.IndexOf('e', StringComparison.Ordinal) is var e and >= 0 ? e : number.Length, point = number.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : mantissa - point - 1;
        return 0.5 * double.Parse($"1e{ResultTable.Text((mantissa < number.Length ? int.Parse(number.AsSpan(mantissa + 1), CultureInfo.InvariantCulture) : 0) - decimals)}", CultureInfo.InvariantCulture);
    }

    private static ResultTable Load()
    {
        using Stream stream = typeof(MeasuredTable).Assembly.GetManifestResourceStream("paper1-measured.csv") ?? throw new InvalidOperationException("the assembly lacks its resource paper1-measured.csv");
        using StreamReader reader = new(stream);
        return ResultTable.Parse(reader.ReadToEnd(), "paper1-measured.csv");
    }
}
