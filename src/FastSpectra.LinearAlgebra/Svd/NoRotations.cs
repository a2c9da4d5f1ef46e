namespace FastSpectra.LinearAlgebra;

/// <summary>Drops the rotations: singular values only.</summary>
internal readonly struct NoRotations : IRotationSink
{
    /// <inheritdoc/>
    public unsafe void Sweep(int first, int count, bool ascending, double* cl, double* sl, double* cr, double* sr)
    {
    }
}
