using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>
/// Places ticks at round numbers: 1, 2, 5 times a power of ten on a linear axis; decades, or 1-2-5 inside them, on a log axis.
/// Every tick lies in [low, high], ticks ascend strictly, and at most <c>maximum</c> of them carry labels.
/// </summary>
public static class TickLocator
{
    private static readonly int[] s_mantissas = [1, 2, 5];

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
        (int mantissa, int power) = Step(low, high, maximum, integers);
        // From 1e5 on and below 1e-3 the labels share one power of ten, written once beside the axis.
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        int exponent = largest >= 1e5 || largest < 1e-3 ? DecimalLogarithm.Floor(largest) : 0;
        int decimals = Math.Max(0, exponent - power);
        List<Tick> ticks = [];
        int fifths = mantissa == 2 ? 4 : 5;
        if (integers && power == 0) fifths = mantissa;
        // Index of sub-steps: every fifths-th is a major tick.
        double size = mantissa * DecimalLogarithm.Power(Math.Abs(power));
        double Value(double index) => power >= 0
            ? index * mantissa * DecimalLogarithm.Power(power) / fifths
            : index * mantissa / (DecimalLogarithm.Power(-power) * fifths);
        double unit = (power >= 0 ? size : mantissa / DecimalLogarithm.Power(-power)) / fifths;
        double first = Math.Ceiling(low / unit - 1e-9), last = Math.Floor(high / unit + 1e-9);
        for (double index = first; index <= last; index++)
        {
            double value = Value(index);
            if (value < low && value >= low - 1e-6 * unit) value = low;
            if (value > high && value <= high + 1e-6 * unit) value = high;
            if (value < low || value > high) continue;
            if (value == 0) value = 0;
            bool major = index % fifths == 0;
            double shown = Math.Abs(index) < 0.5 ? 0 : Value(index) / DecimalLogarithm.Power(exponent);
            ticks.Add(new Tick(value, major ? Minus(shown.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)) : ""));
        }
        return new TickSet(ticks, exponent);
    }

    /// <summary>The smallest step mantissa * 10^power (1, 2 or 5) that gives at most <paramref name="maximum"/> ticks.</summary>
    private static (int Mantissa, int Power) Step(double low, double high, int maximum, bool integers)
    {
        int power = DecimalLogarithm.Floor((high - low) / maximum);
        if (integers) power = Math.Max(power, 0);
        while (true)
        {
            foreach (int mantissa in s_mantissas)
            {
                double step = mantissa * DecimalLogarithm.Power(power);
                if (Math.Floor(high / step + 1e-9) - Math.Ceiling(low / step - 1e-9) + 1 <= maximum) return (mantissa, power);
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
        foreach (int[] labelled in (int[][])[[1, 2, 3, 5, 7], s_mantissas, [1, 3], [1]])
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
        int count = last - first + 1;
        int stride = (count + maximum - 1) / maximum;
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
