using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The sum of the elements of a vector. Fixed order of summation: the same bits at every SIMD level and with any number of threads.
/// </summary>
/// <remarks>The error is at most (n/(4 lanes) + 10) eps sum |x[i]|, n at most the chunk length.</remarks>
public static unsafe class Sum
{
    /// <summary>sum over i of x[i].</summary>
    public static T Of<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* px = x)
        {
            return Of(px, x.Length);
        }
    }

    /// <summary>sum over i of x[i], computed by a team: the same bits.</summary>
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
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Reduction.Run<T, T, Term<T>>(default, x, x, count);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x.</summary>
    internal static T Of<T>(T* x, long count, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Reduction.Run<T, T, Term<T>>(default, x, x, count, team);

    private readonly struct Term<T> : IReductionTerm<T, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Add<TLanes>(TLanes sum, T* x, T* y)
            where TLanes : unmanaged, ILanes<TLanes, T> => TLanes.Load(x) + sum;
    }
}
