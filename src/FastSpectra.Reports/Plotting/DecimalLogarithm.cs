using System.Globalization;

namespace FastSpectra.Reports;

/// <summary>Decimal logarithm and powers of ten as plots need them.</summary>
internal static class DecimalLogarithm
{
    /// <summary>log10 of a positive finite value.</summary>
    internal static double Of(double value) => Math.Log10(value);

    /// <summary>10 to a real exponent.</summary>
    internal static double Power(double exponent) => Math.Pow(10, exponent);

    /// <summary>10 to an integer exponent, correctly rounded: the parser is exact on every system, repeated products are not.</summary>
    internal static double Power(int exponent) =>
        double.Parse("1e" + exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The largest integer e with 10^e &lt;= |value|, exact also where the rounded logarithm is not.</summary>
    internal static int Floor(double value)
    {
        value = Math.Abs(value);
        int exponent = (int)Math.Floor(Of(value));
        if (Power(exponent) > value) return exponent - 1;
        return Power(exponent + 1) <= value ? exponent + 1 : exponent;
    }
}
