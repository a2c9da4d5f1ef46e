using System.Numerics;
using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Reductions accumulated in double whatever the type of the elements, for code that is generic over float and double.</summary>
public static class InDouble
{
    /// <summary>sum over i of x[i] y[i], in double.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? MixedDot.Of(MemoryMarshal.Cast<T, float>(x), MemoryMarshal.Cast<T, float>(y))
        : LinearAlgebra.Dot.Of(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(y));

    /// <summary>sum over i of x[i]^2, in double.</summary>
    public static double SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? MixedSumOfSquares.Of(MemoryMarshal.Cast<T, float>(x))
        : LinearAlgebra.SumOfSquares.Of(MemoryMarshal.Cast<T, double>(x));

    /// <summary>sum over i of x[i]^2, in double, computed by a team: the same bits.</summary>
    public static double SumOfSquares<T>(ReadOnlySpan<T> x, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => typeof(T) == typeof(float)
        ? MixedSumOfSquares.Of(MemoryMarshal.Cast<T, float>(x), team)
        : LinearAlgebra.SumOfSquares.Of(MemoryMarshal.Cast<T, double>(x), team);
}
