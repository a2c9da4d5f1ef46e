namespace FastSpectra.LinearAlgebra;

/// <summary>Receives the plane rotations of one sweep of <see cref="BidiagonalQr"/>.</summary>
internal unsafe interface IRotationSink
{
    /// <summary>
    /// Rows j and j+1 become c row_j + s row_{j+1} and c row_{j+1} - s row_j, for j in [first, first + count), ascending or descending;
    /// (cl, sl) rotate the left vectors, (cr, sr) the right ones, all indexed by j.
    /// </summary>
    void Sweep(int first, int count, bool ascending, double* cl, double* sl, double* cr, double* sr);
}
