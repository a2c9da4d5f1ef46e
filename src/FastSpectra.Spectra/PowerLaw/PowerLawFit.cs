namespace FastSpectra.Spectra;

/// <summary>A power law rho(lambda) ~ lambda^-alpha fitted to the tail of a spectrum.</summary>
/// <param name="Alpha">The exponent; NaN where it is not defined.</param>
/// <param name="Start">Index of the smallest eigenvalue of the tail, ascending from 0; -1 where there is none.</param>
/// <param name="Distance">Largest distance between the fitted and the empirical distribution of the tail; NaN where it was not computed.</param>
public readonly record struct PowerLawFit(double Alpha, int Start, double Distance)
{
    /// <summary>No power law can be fitted.</summary>
    public static PowerLawFit None => new(double.NaN, -1, double.NaN);
}
