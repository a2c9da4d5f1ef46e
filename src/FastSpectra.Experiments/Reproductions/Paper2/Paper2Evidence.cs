namespace FastSpectra.Experiments;

/// <summary>Short ways to the second paper's measurements.</summary>
internal static class Paper2Evidence
{
    public const string Runs = "p2-cases/runs";
    public const string Spectra = "p2-cases/spectra";
    public const string Laws = "p2-cases/laws";
    public const string Scaling = "p2-scaling/runs";
    public const string Sizes = "p2-laws/sizes";
    public const string Seeds = "p2-seeds/runs";
    public const string Losses = "p2-regressors/losses";

    /// <summary>A measurement of a strategy at its last probe.</summary>
    public static double Last(this Evidence evidence, string strategy, Metric metric) => Column(evidence, strategy, metric)[^1];

    /// <summary>The same before training.</summary>
    public static double First(this Evidence evidence, string strategy, Metric metric) => Column(evidence, strategy, metric)[0];

    /// <summary>A measurement of a strategy at an epoch; NaN where it was not probed.</summary>
    public static double At(this Evidence evidence, string strategy, double epoch, Metric metric)
    {
        double[] found = evidence[Runs].Where("case", strategy).Where("epoch", epoch).Numbers(MetricColumns.Name(metric));
        return found.Length == 0 ? double.NaN : found[^1];
    }

    /// <summary>The finding that a number does not exceed a limit.</summary>
    public static Finding AtMost(double value, double limit, string what) =>
        Finding.Of(value <= limit, $"{what} at most {NumberText.Of(limit)}", NumberText.Of(value), value);

    /// <summary>The finding that a number reaches a limit.</summary>
    public static Finding AtLeast(double value, double limit, string what) =>
        Finding.Of(value >= limit, $"{what} at least {NumberText.Of(limit)}", NumberText.Of(value), value);

    /// <summary>The exponent of the growth of a column with n, against an interval.</summary>
    public static Finding Exponent(ResultTable table, string column, double low, double high, string what)
    {
        (double slope, double error) = PowerFit.Exponent(table, "n", column);
        return Finding.Of(slope >= low && slope <= high, $"{what} with p from {NumberText.Of(low)} to {NumberText.Of(high)}", $"p = {NumberText.Of(slope, 3)} ± {NumberText.Of(error, 2)}", slope, error);
    }

    private static double[] Column(Evidence evidence, string strategy, Metric metric) =>
        evidence[Runs].Where("case", strategy).Numbers(MetricColumns.Name(metric));
}
