namespace FastSpectra.Experiments;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>All steps were done.</summary>
    Completed,

    /// <summary>The loss or the weights became infinite or NaN; everything up to there is in the results.</summary>
    Diverged,

    /// <summary>It was asked to stop; its directory can be resumed.</summary>
    Interrupted,
}
