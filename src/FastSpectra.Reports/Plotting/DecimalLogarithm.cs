using System.Globalization;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Reports;

/// <summary>Decimal logarithm and powers of ten from the own kernels: figures, too, are the same bytes on every machine.</summary>
internal static class DecimalLogarithm
{
    /// <summary>ln 10.</summary>
    internal const double LogarithmOfTen = 2.302585092994046;

    /// <summary>log10 of a positive finite value.</summary>
    internal static double Of(double value) => Log.Of(value) / LogarithmOfTen;

    /// <summary>10 to a real exponent.</summary>
    internal static double Power(double exponent) => Exp.Of(exponent * LogarithmOfTen);

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
