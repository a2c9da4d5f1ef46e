using System.Globalization;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Ticks ascend strictly, lie in the range, carry distinct labels that name their values, and are neither too many nor too few.</summary>
public sealed class TickLocatorTests
{
    [Fact]
    public void LinearTicksHoldTheirInvariants()
    {
        Random random = new(1);
        for (int trial = 0; trial < 4000; trial++)
        {
            double middle = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 9));
            double span = Math.Max(Math.Pow(10, random.Next(-9, 10)) * (0.1 + random.NextDouble()), 1e-5 * Math.Abs(middle));
            int maximum = random.Next(2, 13);
            bool integers = span > 3 && random.Next(2) == 0;
            Check(Scale.Linear, middle - span / 2, middle + span / 2, maximum, integers, leastMajors: maximum >= 4 && !integers ? 2 : 0);
        }
    }

    [Fact]
    public void LogarithmicTicksHoldTheirInvariants()
    {
        Random random = new(2);
        for (int trial = 0; trial < 4000; trial++)
        {
            double low = Math.Pow(10, 40 * (random.NextDouble() - 0.5));
            double high = low * Math.Pow(10, 0.01 + Math.Pow(random.NextDouble(), 3) * 40);
            int maximum = random.Next(2, 13);
            Check(Scale.Log, low, high, maximum, integers: false, leastMajors: maximum >= 4 ? 2 : 0);
        }
    }

    [Theory]
    [InlineData(0, 10, 6, "0|2|4|6|8|10")]
    [InlineData(0, 1, 6, "0.0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(-0.25, 0.25, 6, "−0.2|−0.1|0.0|0.1|0.2")]
    [InlineData(0, 3e6, 4, "0|1|2|3")]
    public void LinearLabelsAreRound(double low, double high, int maximum, string expected) =>
        Assert.Equal(expected, Labels(Scale.Linear, low, high, maximum));

    [Theory]
    [InlineData(0.5, 2000, 6, "1|10|100|1000")]
    [InlineData(1e-12, 1, 5, "10^{−12}|10^{−9}|10^{−6}|10^{−3}|10^{0}")]
    [InlineData(0.8, 12, 6, "1|2|3|5|7|10")]
    [InlineData(2.1, 2.4, 5, "2.1|2.2|2.3|2.4")]
    public void LogarithmicLabelsAreDecadesOrRound(double low, double high, int maximum, string expected) =>
        Assert.Equal(expected, Labels(Scale.Log, low, high, maximum));

    [Fact]
    public void WideRangesShareOnePowerOfTen()
    {
        TickSet ticks = TickLocator.Locate(Scale.Linear, 0, 3.2e6, 5);
        Assert.Equal(6, ticks.Exponent);
        Assert.All(ticks.Ticks.Where(t => t.IsMajor), t => Assert.True(t.Label.Length <= 3, t.Label));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(0, double.PositiveInfinity)]
    public void RefusesWhatIsNoRange(double low, double high) =>
        Assert.Throws<ArgumentException>(() => TickLocator.Locate(Scale.Linear, low, high, 5));

    [Fact]
    public void RefusesZeroOnALogAxis() => Assert.Throws<ArgumentException>(() => TickLocator.Locate(Scale.Log, 0, 1, 5));

    [Fact]
    public void TheCheckItselfFailsOnBadTicks()
    {
        Assert.NotNull(Fault([new(0, "0"), new(0, "0")], 0, 0, 1, 5, 0));
        Assert.NotNull(Fault([new(0, "0"), new(2, "2")], 0, 0, 1, 5, 0));
        Assert.NotNull(Fault([new(0, "0"), new(1, "3")], 0, 0, 1, 5, 0));
        Assert.NotNull(Fault([new(0, "0"), new(0.5, "0.5"), new(1, "1")], 0, 0, 1, 2, 0));
        Assert.Null(Fault([new(0, "0"), new(0.5, ""), new(1, "1")], 0, 0, 1, 2, 2));
    }

    private static string Labels(Scale scale, double low, double high, int maximum) =>
        string.Join('|', TickLocator.Locate(scale, low, high, maximum).Ticks.Where(t => t.IsMajor).Select(t => t.Label));

    private static void Check(Scale scale, double low, double high, int maximum, bool integers, int leastMajors)
    {
        TickSet set = TickLocator.Locate(scale, low, high, maximum, integers);
        string? fault = Fault(set.Ticks, set.Exponent, low, high, maximum, leastMajors);
        Assert.True(fault is null, $"{scale.Name} [{low:R}, {high:R}], at most {maximum}: {fault}; {string.Join(' ', set.Ticks.Where(t => t.IsMajor).Select(t => t.Label))}");
        Assert.True(set.Ticks.Count < 200, $"{set.Ticks.Count} ticks");
    }

    private static string? Fault(IReadOnlyList<Tick> ticks, int exponent, double low, double high, int maximum, int leastMajors)
    {
        Tick[] majors = [.. ticks.Where(t => t.IsMajor)];
        for (int i = 0; i < ticks.Count; i++)
        {
            if (!(ticks[i].Value >= low && ticks[i].Value <= high)) return $"{ticks[i].Value} outside";
            if (i > 0 && !(ticks[i].Value > ticks[i - 1].Value)) return "not ascending";
        }
        if (majors.Length > maximum) return $"{majors.Length} labels";
        if (majors.Length < leastMajors) return $"only {majors.Length} labels";
        if (majors.Select(t => t.Label).Distinct().Count() != majors.Length) return "equal labels";
        foreach (Tick tick in majors)
        {
            double named = Value(tick.Label) * Math.Pow(10, exponent);
            // The label may be off by its own rounding only: ticks are round numbers, so that is rounding of doubles.
            if (!(Math.Abs(named - tick.Value) <= 1e-9 * Math.Max(Math.Abs(tick.Value), high - low))) return $"label {tick.Label} at {tick.Value:R}";
        }
        return null;
    }

    private static double Value(string label)
    {
        string text = label.Replace('−', '-');
        int power = text.IndexOf("10^{", StringComparison.Ordinal);
        if (power < 0) return double.Parse(text, CultureInfo.InvariantCulture);
        double mantissa = power == 0 ? 1 : double.Parse(text[..(power - 1)], CultureInfo.InvariantCulture);
        return mantissa * Math.Pow(10, int.Parse(text[(power + 4)..^1], CultureInfo.InvariantCulture));
    }
}
