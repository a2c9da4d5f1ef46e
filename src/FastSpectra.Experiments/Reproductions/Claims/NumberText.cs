using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>Numbers as claims show them: invariant, a few significant digits.</summary>
public static class NumberText
{
    /// <summary><paramref name="value"/> with so many significant digits.</summary>
    public static string Of(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "none" : value > 0 ? "infinity" : "-infinity";
        }

        double rounded = double.Parse(value.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Abs(rounded) is >= 1e6 or < 1e-4 and not 0
            ? rounded.ToString("0.###e0", CultureInfo.InvariantCulture)
            : rounded.ToString(CultureInfo.InvariantCulture);
    }
}
