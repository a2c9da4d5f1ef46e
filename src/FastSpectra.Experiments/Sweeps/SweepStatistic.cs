namespace FastSpectra.Experiments;

/// <summary>A metric over the repeats of one combination at one step.</summary>
/// <param name="Mean">Mean; NaN where <paramref name="Count"/> is 0.</param>
/// <param name="StandardDeviation">Sample standard deviation (divisor Count - 1); NaN where <paramref name="Count"/> is below 2.</param>
/// <param name="Count">Repeats with a number.</param>
public readonly record struct SweepStatistic(double Mean, double StandardDeviation, int Count)
{
    /// <summary>Of the numbers among <paramref name="values"/>, summed in their order.</summary>
    public static SweepStatistic Of(IEnumerable<double> values)
    {
        double[] numbers = [.. values.Where(double.IsFinite)];
        double sum = 0;
        foreach (double number in numbers)
        {
            sum += number;
        }

        double mean = sum / numbers.Length;
        double squares = 0;
        foreach (double number in numbers)
        {
            squares += (number - mean) * (number - mean);
        }

        return new SweepStatistic(
            numbers.Length == 0 ? double.NaN : mean, numbers.Length < 2 ? double.NaN : Math.Sqrt(squares / (numbers.Length - 1)), numbers.Length);
    }
}
