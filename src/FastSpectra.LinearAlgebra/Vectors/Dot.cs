using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The inner product of two vectors. Fixed order of summation: the same bits at every SIMD level and with any number of threads.
/// </summary>
/// <remarks>Each product is added with one rounding; the error is at most (n/(4 lanes) + 10) eps sum |x[i] y[i]|, n at most the chunk length.</remarks>
public static unsafe class Dot
{
    /// <summary>sum over i of x[i] y[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static T Of<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.RequireSameLength(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            return Of(px, py, x.Length);
        }
    }

    /// <summary>sum over i of x[i] y[i], computed by a team: the same bits.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static T Of<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(team);
        Elementwise.RequireSameLength(x.Length, y.Length);
        fixed (T* px = x, py = y)
        {
            return Of(px, py, x.Length, team);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y.</summary>
    internal static T Of<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Reduction.Run<T, T, Term<T>>(default, x, y, count);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y.</summary>
    internal static T Of<T>(T* x, T* y, long count, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Reduction.Run<T, T, Term<T>>(default, x, y, count, team);

    private readonly struct Term<T> : IReductionTerm<T, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Add<TLanes>(TLanes sum, T* x, T* y)
            where TLanes : unmanaged, ILanes<TLanes, T> => TLanes.FusedMultiplyAdd(TLanes.Load(x), TLanes.Load(y), sum);
    }
}
