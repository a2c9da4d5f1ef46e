using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Inputs of the golden workloads: standard normal numbers from named streams of one seed.</summary>
internal static class GoldenInputs
{
    public const ulong Seed = 20240607;

    public static T[] Normals<T>(string stream, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new RandomStream(Seed, stream).Normals<T>(values);
        return values;
    }

    public static Matrix<T> NormalMatrix<T>(string stream, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> matrix = new(rows, columns);
        new RandomStream(Seed, stream).Normals(matrix.Span);
        return matrix;
    }
}
