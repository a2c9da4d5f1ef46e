namespace FastSpectra.Spectra;

/// <summary>How the solution of a fixed-point equation for a Stieltjes transform ended.</summary>
public enum StieltjesStatus
{
    /// <summary>The equation holds to 1e-12 of its terms.</summary>
    Converged,

    /// <summary>The limit of iterations was reached.</summary>
    NotConverged,
}
