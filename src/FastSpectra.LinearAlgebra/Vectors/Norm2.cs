using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The Euclidean norm sqrt(sum x[i]^2), without overflow or underflow in between. The same bits at every SIMD level and with
/// any number of threads.
/// </summary>
/// <remarks>
/// Float: squares are summed in double, where they are exact. Double: if the sum of squares leaves the range in which no term
/// can have been lost, it is taken again of x divided by the power of two next to the largest element. Infinity gives
/// infinity, NaN gives NaN.
/// </remarks>
public static unsafe class Norm2
{
    // Terms lost to underflow are below 2^-1022 each: at a sum above 2^-900 even 2^60 of them do not reach its last place.
    private const double SmallestSafeSum = 1.1830521861667747e-271;

    /// <summary>sqrt(sum over i of x[i]^2).</summary>
    public static T Of<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            return Of(px, x.Length, ThreadTeam.Single);
        }
    }

    /// <summary>sqrt(sum over i of x[i]^2), computed by a team: the same bits.</summary>
    public static T Of<T>(ReadOnlySpan<T> x, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        fixed (T* px = x)
        {
            return Of(px, x.Length, team);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static T Of<T>(T* x, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Of(x, count, ThreadTeam.Single);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static T Of<T>(T* x, long count, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return (T)(object)(float)Math.Sqrt(MixedSumOfSquares.Of((float*)x, count, team));
        }

        Elementwise.RequireDouble<T>();
        return (T)(object)OfDouble((double*)x, count, team);
    }

    private static double OfDouble(double* x, long count, ThreadTeam team)
    {
        double sum = SumOfSquares.Of(x, count, team);
        if (sum >= SmallestSafeSum && sum < double.PositiveInfinity)
        {
            return Math.Sqrt(sum);
        }

        double largest = MaxAbs.Of(x, count);
        if (largest == 0 || !double.IsFinite(largest))
        {
            return largest;
        }

        // Two factors, because the inverse of the smallest subnormal is itself out of range.
        int exponent = Math.ILogB(largest);
        ScaledTerm term = new(PowerOfTwo(-exponent / 2), PowerOfTwo(-exponent - (-exponent / 2)));
        double scaled = Math.Sqrt(Reduction.Run<double, double, ScaledTerm>(term, x, x, count, team));
        return scaled * PowerOfTwo(exponent / 2) * PowerOfTwo(exponent - (exponent / 2));
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);

    private readonly struct ScaledTerm(double first, double second) : IReductionTerm<double, double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Add<TLanes>(TLanes sum, double* x, double* y)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes scaled = TLanes.Load(x) * TLanes.Broadcast(first) * TLanes.Broadcast(second);
            return TLanes.FusedMultiplyAdd(scaled, scaled, sum);
        }
    }
}
