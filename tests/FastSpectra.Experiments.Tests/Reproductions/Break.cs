using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments.Tests;

/// <summary>
/// Deliberate defects of trainers and metrics, as they would show in the tables that studies write. A trainer that ignores something writes the rows
/// of another setting in the place of its own: that is what is done here, with rows that were really measured.
/// </summary>
internal static class Break
{
    /// <summary>A metric that is off by a function.</summary>
    public static Func<Evidence, Evidence> Metric(string table, string column, Func<double, double> wrong) =>
        evidence => evidence.With(table, evidence[table].Select(column, wrong));

    /// <summary>Several defects at once.</summary>
    public static Func<Evidence, Evidence> All(params Func<Evidence, Evidence>[] defects) => evidence => defects.Aggregate(evidence, (broken, defect) => defect(broken));

    /// <summary>A program that takes one value of a key for every other: rows of <paramref name="value"/> under each value's name.</summary>
    public static Func<Evidence, Evidence> Ignores(string table, string key, object value) => evidence => evidence.With(table, Relabelled(evidence[table], key, _ => ResultTable.Text(value)));

    /// <summary>A trainer and read-out that always use the fewest samples.</summary>
    public static Func<Evidence, Evidence> IgnoresSamples(string table) => evidence => Ignores(table, "n", (long)evidence[table].Numbers("n").Min())(evidence);

    /// <summary>A program that mixes up the values of a key: each gets the rows of another.</summary>
    public static Func<Evidence, Evidence> MixesUp(string table, string key, Func<string, string> source) => evidence => evidence.With(table, Relabelled(evidence[table], key, source));

    /// <summary>A trainer that does nothing: the rows of step 0 at every step.</summary>
    public static Func<Evidence, Evidence> DoesNotTrain(string table) => Ignores(table, "step", 0L);

    /// <summary>A trainer that takes gradient descent for Adam.</summary>
    public static Func<Evidence, Evidence> GradientDescentForAdam(string table) => MixesUp(table, "optimizer", _ => "sgd");

    /// <summary>Features without, or with one more, division by sqrt d: the two scalings exchanged.</summary>
    public static Func<Evidence, Evidence> ScalingsExchanged(string table) => evidence =>
    {
        ResultTable original = evidence[table];
        ResultTable broken = original;
        foreach (string column in original.Columns.Where(column => column.EndsWith("_paper", StringComparison.Ordinal)))
        {
            string other = column[..^"_paper".Length] + "_code";
            double[] paper = original.Numbers(column), code = original.Numbers(other);
            int i = 0, j = 0;
            broken = broken.Select(column, _ => code[i++]).Select(other, _ => paper[j++]);
        }

        return evidence.With(table, broken);
    };

    /// <summary>Exponents computed from singular values instead of eigenvalues: alpha - 1 doubles.</summary>
    public static Func<Evidence, Evidence> ExponentOfSingularValues(string table, string column = "pl_alpha_hill") => Metric(table, column, alpha => 1 + (2 * (alpha - 1)));

    /// <summary>Alignment with a vector that is not the teacher: that of a random direction in 200 dimensions, or fewer.</summary>
    public static Func<Evidence, Evidence> WrongVector(string table, string column) => evidence =>
    {
        RandomStream random = new(5, "wrong vector");
        double[] draws = new double[evidence[table].Count];
        random.Normals<double>(draws);
        int i = 0;
        return evidence.With(table, evidence[table].Select(column, _ => Math.Min(1, Math.Abs(draws[i++]) / Math.Sqrt(200))));
    };

    /// <summary>The power law of a size with another exponent.</summary>
    public static Func<Evidence, Evidence> Grows(string table, string column, double power) => evidence =>
    {
        double[] d = evidence[table].Numbers("d");
        int i = 0;
        return evidence.With(table, evidence[table].Select(column, value => value * Math.Pow(d[i++], power)));
    };

    // For every value of the key the rows of its source, under its own name; keys without rows of their source keep their own.
    private static ResultTable Relabelled(ResultTable table, string key, Func<string, string> source)
    {
        string[] others = [.. table.Columns.Where(column => column is "repeat" or "step" or "lr" or "optimizer" or "n" or "noise" or "lambda" or "gamma" or "normalised" or "d" or "h" or "kind" or "strength").Where(column => column != key)];
        ResultTable broken = new(table.Columns);
        string[][] cells = [.. table.Columns.Select(table.Texts)];
        int keyColumn = table.Columns.ToList().IndexOf(key);
        Dictionary<string, int> places = [];
        string Place(int row, string value) => string.Join(';', others.Select(other => cells[table.Columns.ToList().IndexOf(other)][row]).Append(value));
        for (int row = 0; row < table.Count; row++)
        {
            places.TryAdd(Place(row, cells[keyColumn][row]), row);
        }

        for (int row = 0; row < table.Count; row++)
        {
            int from = places.GetValueOrDefault(Place(row, source(cells[keyColumn][row])), -1);
            if (from < 0 && key == "optimizer")
            {
                // The other optimiser was run at other rates: any of its rows of the same step stands in.
                from = Enumerable.Range(0, table.Count).FirstOrDefault(candidate => cells[keyColumn][candidate] == source(cells[keyColumn][row]) && SameStep(candidate, row), row);
            }

            int found = from < 0 ? row : from;
            broken.Add(cells.Select((column, index) => (object)(index == keyColumn || others.Contains(table.Columns[index]) ? column[row] : column[found])));
        }

        return broken;

        bool SameStep(int a, int b)
        {
            int step = table.Columns.ToList().IndexOf("step");
            return step < 0 || cells[step][a] == cells[step][b];
        }
    }
}
