using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>
/// Places ticks at round numbers: 1, 2, 2.5 or 5 times a power of ten on a linear axis; decades, or 1-2-5 inside them, on a log axis.
/// Every tick lies in [low, high], ticks ascend strictly, and at most <c>maximum</c> of them carry labels.
/// </summary>
public static class TickLocator
{
    // In tenths. Neighbours differ by at most a factor of 2, so that some step fits any range and any count above 2.
    private static readonly int[] s_tenths = [10, 20, 25, 50];

    /// <summary>Ticks of an axis over [low, high].</summary>
    /// <param name="scale">The axis' scale.</param>
    /// <param name="low">Lower end; must be less than <paramref name="high"/>, both on the scale.</param>
    /// <param name="high">Upper end.</param>
    /// <param name="maximum">Most labelled ticks wanted, at least 2.</param>
    /// <param name="integers">Whether only integers may be labelled (steps, ranks).</param>
    /// <exception cref="ArgumentException">The range is empty or off the scale, or <paramref name="maximum"/> is below 2.</exception>
    public static TickSet Locate(Scale scale, double low, double high, int maximum, bool integers = false)
    {
        ArgumentNullException.ThrowIfNull(scale);
        if (!scale.Contains(low) || !scale.Contains(high) || !(low < high))
            throw new ArgumentException($"No ticks on a {scale.Name} axis from {low} to {high}: the ends must ascend and lie on the scale.");
        if (maximum < 2) throw new ArgumentException($"At least 2 labelled ticks are needed, not {maximum}.", nameof(maximum));
        return scale is LogScale ? Logarithmic(low, high, maximum, integers) : Linear(low, high, maximum, integers);
    }

    private static TickSet Linear(double low, double high, int maximum, bool integers)
    {
        (int tenths, int power) = Step(low, high, maximum, integers);
        // From 1e5 on and below 1e-3 the labels share one power of ten, written once beside the axis.
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        int exponent = largest >= 1e5 || largest < 1e-3 ? DecimalLogarithm.Floor(largest) : 0;
        int decimals = Math.Max(0, exponent - power + (tenths == 25 ? 1 : 0));
        // Minor ticks divide a step into pieces that are round themselves, and whole where only integers make sense.
        int pieces = tenths == 20 ? 4 : 5;
        if (integers && power == 0) pieces = tenths / 10;
        List<Tick> ticks = [];
        // Integer times integer over a power of ten, so that each tick is the double nearest to its label.
        double numerator = power >= 1 ? tenths * DecimalLogarithm.Power(power - 1) : tenths;
        double denominator = pieces * (power >= 1 ? 1 : DecimalLogarithm.Power(1 - power));
        double unit = numerator / denominator;
        double first = Math.Ceiling(low / unit - 1e-9), last = Math.Floor(high / unit + 1e-9);
        for (double index = first; index <= last; index++)
        {
            double value = index * numerator / denominator;
            if (value < low && value >= low - 1e-6 * unit) value = low;
            if (value > high && value <= high + 1e-6 * unit) value = high;
            if (value < low || value > high) continue;
            if (value == 0) value = 0;
            bool major = index % pieces == 0;
            double shown = Math.Abs(index) < 0.5 ? 0 : value / DecimalLogarithm.Power(exponent);
            ticks.Add(new Tick(value, major ? Minus(shown.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : ""));
        }
        return new TickSet(ticks, exponent);
    }

    /// <summary>The smallest step tenths/10 * 10^power that gives at most <paramref name="maximum"/> ticks.</summary>
    private static (int Tenths, int Power) Step(double low, double high, int maximum, bool integers)
    {
        int power = DecimalLogarithm.Floor((high - low) / maximum);
        if (integers) power = Math.Max(power, 0);
        while (true)
        {
            foreach (int tenths in s_tenths)
            {
                if (integers && power == 0 && tenths == 25) continue;
                double step = tenths * DecimalLogarithm.Power(power - 1);
                if (Math.Floor(high / step + 1e-9) - Math.Ceiling(low / step - 1e-9) + 1 <= maximum) return (tenths, power);
            }
            power++;
        }
    }

    private static TickSet Logarithmic(double low, double high, int maximum, bool integers)
    {
        int first = DecimalLogarithm.Floor(low), last = DecimalLogarithm.Floor(high);
        int firstInside = DecimalLogarithm.Power(first) >= low ? first : first + 1;
        int decades = last - firstInside + 1;
        if (decades >= 3 || (decades == 2 && maximum < 5)) return Decades(low, high, first, last, maximum);

        // Under three decades: 1-2-5 inside each, unless that gives too many or too few.
        foreach (int[] labelled in (int[][])[[1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]])
        {
            List<Tick> ticks = [];
            int majors = 0;
            for (int e = first; e <= last; e++)
            {
                for (int m = 1; m <= 9; m++)
                {
                    double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{m}e{e}"), CultureInfo.InvariantCulture);
                    if (value < low || value > high) continue;
                    bool major = labelled.Contains(m) && (!integers || e >= 0);
                    if (major) majors++;
                    ticks.Add(new Tick(value, major ? Number(m, e) : ""));
                }
            }
            if (majors <= maximum && majors >= 3) return new TickSet(ticks, 0);
        }
        return Linear(low, high, maximum, integers);
    }

    private static TickSet Decades(double low, double high, int first, int last, int maximum)
    {
        int inside = last - first + (DecimalLogarithm.Power(first) >= low ? 1 : 0), count = last - first + 1;
        int stride = (inside + maximum - 1) / maximum;
        bool plain = first >= -3 && last <= 4;
        List<Tick> ticks = [];
        for (int e = first; e <= last; e++)
        {
            // Multiples of the stride, so that 1 is labelled whenever it is in range.
            bool major = ((e % stride) + stride) % stride == 0;
            double decade = DecimalLogarithm.Power(e);
            if (decade >= low && decade <= high)
                ticks.Add(new Tick(decade, !major ? "" : plain ? Number(1, e) : "10^{" + Minus(e.ToString(CultureInfo.InvariantCulture)) + "}"));
            if (count > 8) continue;
            for (int m = 2; m <= 9; m++)
            {
                double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{m}e{e}"), CultureInfo.InvariantCulture);
                if (value >= low && value <= high) ticks.Add(new Tick(value, ""));
            }
        }
        return new TickSet(ticks, 0);
    }

    private static string Number(int mantissa, int exponent)
    {
        if (exponent is >= -3 and <= 4)
        {
            double value = double.Parse(string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{exponent}"), CultureInfo.InvariantCulture);
            return value.ToString("0.####", CultureInfo.InvariantCulture);
        }
        string power = "10^{" + Minus(exponent.ToString(CultureInfo.InvariantCulture)) + "}";
        return mantissa == 1 ? power : string.Create(CultureInfo.InvariantCulture, $"{mantissa}×{power}");
    }

    /// <summary>The typographic minus sign in place of the hyphen.</summary>
    private static string Minus(string number) => number.Replace('-', '−');
}
