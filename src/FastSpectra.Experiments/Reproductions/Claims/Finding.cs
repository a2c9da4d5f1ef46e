namespace FastSpectra.Experiments;

/// <summary>What was found out about a claim.</summary>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Expected">What should be measured, with its tolerance, in words and numbers.</param>
/// <param name="Measured">What was measured, with its uncertainty.</param>
/// <param name="Value">The measured number that decides; NaN where there is none.</param>
/// <param name="Uncertainty">Its standard error over repeats; NaN where there is none.</param>
public sealed record Finding(ClaimVerdict Verdict, string Expected, string Measured, double Value = double.NaN, double Uncertainty = double.NaN)
{
    /// <summary>A claim that was checked.</summary>
    public static Finding Of(bool holds, string expected, string measured, double value = double.NaN, double uncertainty = double.NaN) =>
        new(holds ? ClaimVerdict.Holds : ClaimVerdict.Fails, expected, measured, value, uncertainty);

    /// <summary>A mean that should lie within <paramref name="tolerance"/> of <paramref name="expected"/>; NaN does not.</summary>
    /// <param name="mean">What was measured.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="tolerance">Largest difference.</param>
    /// <param name="why">Where the tolerance comes from, such as "3 standard errors".</param>
    public static Finding Near(SampleMean mean, double expected, double tolerance, string why) =>
        Of(Math.Abs(mean.Mean - expected) <= tolerance, $"{NumberText.Of(expected)} ± {NumberText.Of(tolerance, 2)} ({why})", mean.ToString(), mean.Mean, mean.StandardError);

    /// <summary>A number that should lie between two others; NaN does not.</summary>
    public static Finding Between(SampleMean mean, double low, double high, string what) =>
        Of(mean.Mean >= low && mean.Mean <= high, $"{what} from {NumberText.Of(low)} to {NumberText.Of(high)}", mean.ToString(), mean.Mean, mean.StandardError);
}
