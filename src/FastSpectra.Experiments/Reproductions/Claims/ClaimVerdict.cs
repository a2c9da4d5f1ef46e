namespace FastSpectra.Experiments;

/// <summary>What became of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>Measured as expected.</summary>
    Holds,

    /// <summary>Measured otherwise.</summary>
    Fails,

    /// <summary>Not checked, for a reason that is given.</summary>
    Skipped,
}
