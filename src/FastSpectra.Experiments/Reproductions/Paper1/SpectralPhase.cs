namespace FastSpectra.Experiments;

/// <summary>The six shapes of a weight spectrum on the way from random to rank collapse (Martin and Mahoney's 5+1 phases).</summary>
public enum SpectralPhase
{
    /// <summary>No singular value outside the Marchenko-Pastur bulk.</summary>
    RandomLike = 1,

    /// <summary>A few values just outside the edge.</summary>
    BleedingOut,

    /// <summary>Clear outliers beside an intact bulk.</summary>
    BulkAndSpikes,

    /// <summary>Outliers, and the bulk itself deviates from the law.</summary>
    BulkDecay,

    /// <summary>Most of the spectrum has left the law.</summary>
    HeavyTailed,

    /// <summary>One direction carries most of the matrix.</summary>
    RankCollapse,
}
