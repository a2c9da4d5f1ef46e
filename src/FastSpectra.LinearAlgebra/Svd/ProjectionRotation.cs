using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Applies the right (or left) rotations of <see cref="BidiagonalQr"/> to some vectors at once, one after another in memory: 6 flops a rotation and vector, no
/// vectors of the matrix formed.
/// </summary>
internal readonly unsafe struct ProjectionRotation(double* vectors, int length, int vectorCount, bool left) : IRotationSink
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sweep(int first, int count, bool ascending, double* cl, double* sl, double* cr, double* sr)
    {
        double* c = left ? cl : cr;
        double* s = left ? sl : sr;
        for (int i = 0; i < vectorCount; i++)
        {
            double* vector = vectors + ((nint)i * length);
            for (int k = 0; k < count; k++)
            {
                int j = ascending ? first + k : first + count - 1 - k;
                double x = vector[j], y = vector[j + 1];
                vector[j] = (c[j] * x) + (s[j] * y);
                vector[j + 1] = (c[j] * y) - (s[j] * x);
            }
        }
    }
}
