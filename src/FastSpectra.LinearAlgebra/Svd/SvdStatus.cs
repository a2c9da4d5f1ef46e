namespace FastSpectra.LinearAlgebra;

/// <summary>How a singular value decomposition ended.</summary>
public enum SvdStatus
{
    /// <summary>All values (and vectors, where asked for) are computed to working precision.</summary>
    Converged = 0,

    /// <summary>The matrix contains NaN or an infinity; nothing was computed and the values are NaN.</summary>
    NotFinite = 1,

    /// <summary>The iteration limit was reached; the values are NaN.</summary>
    NotConverged = 2,
}
