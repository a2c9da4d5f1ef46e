namespace FastSpectra.Experiments;

/// <summary>A mean over repeats and how well it is known.</summary>
/// <param name="Mean">Mean; NaN of nothing.</param>
/// <param name="Deviation">Sample standard deviation; NaN of fewer than two.</param>
/// <param name="Count">Number of repeats.</param>
public readonly record struct SampleMean(double Mean, double Deviation, int Count)
{
    /// <summary>Deviation / sqrt(count); NaN of fewer than two.</summary>
    public double StandardError => Deviation / Math.Sqrt(Count);

    /// <summary>Of the finite numbers among <paramref name="values"/>, summed in their order.</summary>
    public static SampleMean Of(IEnumerable<double> values)
    {
        SweepStatistic statistic = SweepStatistic.Of(values);
        return new SampleMean(statistic.Mean, statistic.StandardDeviation, statistic.Count);
    }

    /// <summary>One number without an uncertainty.</summary>
    public static SampleMean Single(double value) => new(value, double.NaN, 1);

    /// <summary>Difference of two independent means in units of its standard error.</summary>
    public static double Separation(SampleMean a, SampleMean b) =>
        (a.Mean - b.Mean) / Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError));

    /// <summary>Mean ± standard error.</summary>
    public override string ToString() => double.IsFinite(StandardError) && StandardError > 0
        ? $"{NumberText.Of(Mean)} ± {NumberText.Of(StandardError, 2)}"
        : NumberText.Of(Mean);
}
