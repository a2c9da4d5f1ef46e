using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The inner product of two float vectors, accumulated in double. Fixed order of summation: the same bits at every SIMD level and with any number of threads.
/// </summary>
/// <remarks>Products of floats are exact in double; the error is that of adding them in double.</remarks>
public static unsafe class MixedDot
{
    /// <summary>sum over i of x[i] y[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Elementwise.RequireSameLength(x.Length, y.Length);
        fixed (float* px = x, py = y)
        {
            return Of(px, py, x.Length);
        }
    }

    /// <summary>sum over i of x[i] y[i], computed by a team: the same bits.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Elementwise.RequireSameLength(x.Length, y.Length);
        fixed (float* px = x, py = y)
        {
            return Of(px, py, x.Length, team);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y.</summary>
    internal static double Of(float* x, float* y, long count) =>
        Reduction.Run<float, double, Term>(default, x, y, count);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y.</summary>
    internal static double Of(float* x, float* y, long count, ThreadTeam team) =>
        Reduction.Run<float, double, Term>(default, x, y, count, team);

    private readonly struct Term : IReductionTerm<float, double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Add<TLanes>(TLanes sum, float* x, float* y)
            where TLanes : unmanaged, ILanes<TLanes, double> => TLanes.FusedMultiplyAdd(TLanes.LoadSingle(x), TLanes.LoadSingle(y), sum);
    }
}
