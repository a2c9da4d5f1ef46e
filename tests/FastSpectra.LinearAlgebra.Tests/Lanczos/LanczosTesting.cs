using System.Numerics;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Matrices for the tests of Lanczos methods.</summary>
internal static class LanczosTesting
{
    public static Matrix<double> Dense(double[,] x) => Dense<double>(x);

    public static Matrix<T> Dense<T>(double[,] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> result = new(x.GetLength(0), x.GetLength(1));
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < result.Columns; j++)
            {
                result[i, j] = T.CreateChecked(x[i, j]);
            }
        }

        return result;
    }
}
