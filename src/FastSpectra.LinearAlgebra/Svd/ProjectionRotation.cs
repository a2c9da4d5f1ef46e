using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Applies the right (or left) rotations of <see cref="BidiagonalQr"/> to vectors (in rows) at once: 6 flops a rotation, no singular vectors formed.</summary>
internal readonly unsafe struct ProjectionRotation(MatrixView<double> vectors, bool left) : IRotationSink
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Sweep(int first, int count, bool ascending, double* cl, double* sl, double* cr, double* sr)
    {
        double* c = left ? cl : cr;
        double* s = left ? sl : sr;
        for (int i = 0; i < vectors.Rows; i++)
        {
            double* vector = vectors.Data + (i * vectors.RowStride);
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
