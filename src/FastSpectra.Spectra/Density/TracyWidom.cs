using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

// For N [rows, columns] of independent normal entries of variance 1, (s_1^2 - Center) / Spread follows the Tracy-Widom law of order 1, with
// Center = (sqrt p + sqrt q)^2 and Spread = (sqrt p + sqrt q)(1 / sqrt p + 1 / sqrt q)^(1/3) at p = rows - 1/2, q = columns - 1/2.
// The law is approximated by a shifted gamma law with the same first three moments: off by less than 1e-3.
// Source: Johnstone (2001) with the second-order sizes of Ma (2012); Chiani (2014) for the gamma law.

/// <summary>How the largest squared singular value of a random matrix fluctuates around the Marchenko-Pastur edge.</summary>
public sealed class TracyWidom
{
    private const double Shape = 46.446;
    private const double Scale = 0.186054;
    private const double Shift = 9.84801;
    private const double LogGammaOfShapePlusOne = 134.66711135518233; // ln Gamma(47.446)
    private const int MostTerms = 500;

    /// <summary>The law for a <paramref name="rows"/> x <paramref name="columns"/> matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public TracyWidom(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        double p = Math.Sqrt(rows - 0.5);
        double q = Math.Sqrt(columns - 0.5);
        Center = (p + q) * (p + q);
        Spread = (p + q) * Exp.Of(Log.Of((1 / p) + (1 / q)) / 3);
    }

    /// <summary>Where the largest eigenvalue lies, but for a shift of about -1.2 spreads.</summary>
    public double Center { get; }

    /// <summary>Unit in which it fluctuates.</summary>
    public double Spread { get; }

    /// <summary>Probability that the largest eigenvalue s_1^2 is not above <paramref name="eigenvalue"/>.</summary>
    public double Cumulative(double eigenvalue) => CumulativeStandard((eigenvalue - Center) / Spread);

    /// <summary>Distribution function of the Tracy-Widom law of order 1, to 1e-3.</summary>
    public static double CumulativeStandard(double x)
    {
        double y = (x + Shift) / Scale;
        if (!(y > 0))
        {
            return double.IsNaN(x) ? double.NaN : 0;
        }

        // The series of the incomplete gamma function; beyond mean + 20 deviations the rest is below the spacing of doubles.
        if (y > Shape + 160)
        {
            return 1;
        }

        double term = 1;
        double sum = 1;
        for (int n = 1; n < MostTerms && term > sum * 1e-17; n++)
        {
            term *= y / (Shape + n);
            sum += term;
        }

        return Math.Min(1, sum * Exp.Of((Shape * Log.Of(y)) - y - LogGammaOfShapePlusOne));
    }
}
