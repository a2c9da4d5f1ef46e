using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// KTA = &lt;K, y y^T&gt; / (|K|_F |y y^T|_F) = |Z^T y|^2 / (|Z^T Z|_F |y|^2) with K = Z Z^T, uncentred: how much of the features'
/// kernel points at the labels. Computed in double from <see cref="FeatureGram{T}"/>; the second form needs no n x n matrix.
/// </summary>
public static class KernelTargetAlignment
{
    /// <summary>The alignment, in [0, 1]; NaN where the features or the labels are all zero.</summary>
    public static double Of<T>(FeatureGram<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gram);
        double projected = SumOfSquares.Of<double>(gram.Projection.Span);
        double kernel = Math.Sqrt(RowwiseSumOfSquares(gram.Matrix));
        double labels = SumOfSquares.Of<double>(gram.Labels.Span);
        return projected / (kernel * labels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double RowwiseSumOfSquares(Matrix<double> matrix)
    {
        double sum = 0;
        for (int i = 0; i < matrix.Rows; i++)
        {
            sum += SumOfSquares.Of<double>(matrix.Row(i));
        }

        return sum;
    }
}
