using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Testing;

/// <summary>Arrays and matrices between double and the type under test.</summary>
public static class Conversions
{
    /// <summary>Each element rounded to T.</summary>
    public static T[,] To<T>(double[,] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[,] result = new T[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                result[i, j] = T.CreateTruncating(x[i, j]);
            }
        }

        return result;
    }

    /// <summary>Each element, exactly.</summary>
    public static double[,] ToDouble<T>(T[,] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] result = new double[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                result[i, j] = double.CreateChecked(x[i, j]);
            }
        }

        return result;
    }

    /// <summary>Each element, exactly.</summary>
    public static double[,] ToDouble<T>(Matrix<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(x);
        double[,] result = new double[x.Rows, x.Columns];
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < x.Columns; j++)
            {
                result[i, j] = double.CreateChecked(x[i, j]);
            }
        }

        return result;
    }

    /// <summary>Each element, exactly.</summary>
    public static double[] ToDouble<T>(T[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Array.ConvertAll(x, double.CreateChecked);
}
