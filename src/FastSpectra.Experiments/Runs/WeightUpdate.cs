using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>The update M = W_t - W_{t-1} of a layer.</summary>
internal static class WeightUpdate
{
    /// <summary>after - before in double: exact for floats less than 2^29 apart, so that M has the digits that the step itself left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static Matrix<double> Of<T>(Matrix<T> after, Matrix<T> before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> m = new(after.Rows, after.Columns);
        for (int i = 0; i < m.Rows; i++)
        {
            ReadOnlySpan<T> now = after.Row(i), earlier = before.Row(i);
            Span<double> row = m.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = double.CreateTruncating(now[j]) - double.CreateTruncating(earlier[j]);
            }
        }

        return m;
    }
}
