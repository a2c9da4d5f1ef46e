using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The sum of the squares of a float vector, accumulated in double. Fixed order of summation: the same bits at every SIMD level and with any number of threads.
/// </summary>
/// <remarks>Squares of floats are exact in double and neither overflow nor underflow.</remarks>
public static unsafe class MixedSumOfSquares
{
    /// <summary>sum over i of x[i]^2.</summary>
    public static double Of(ReadOnlySpan<float> x)
    {
        fixed (float* px = x)
        {
            return Of(px, x.Length);
        }
    }

    /// <summary>sum over i of x[i]^2, computed by a team: the same bits.</summary>
    public static double Of(ReadOnlySpan<float> x, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        fixed (float* px = x)
        {
            return Of(px, x.Length, team);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static double Of(float* x, long count) =>
        Reduction.Run<float, double, Term>(default, x, x, count);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static double Of(float* x, long count, ThreadTeam team) =>
        Reduction.Run<float, double, Term>(default, x, x, count, team);

    private readonly struct Term : IReductionTerm<float, double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Add<TLanes>(TLanes sum, float* x, float* y)
            where TLanes : unmanaged, ILanes<TLanes, double> => Square(sum, TLanes.LoadSingle(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Square<TLanes>(TLanes sum, TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double> => TLanes.FusedMultiplyAdd(x, x, sum);
    }
}
