using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The exponential function less one, without the cancellation near zero.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 0.501 ulp (float, through the kernel for double; over all floats 0.50000) and below 1 ulp (double). The sign of zero is kept.
/// </remarks>
public static unsafe class Expm1
{
    /// <summary>e^x - 1.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.OfThroughDouble<T, Double>(x);

    /// <summary>y[i] = e^x[i] - 1; y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.ApplyThroughDouble<T, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.ApplyThroughDouble<T, Double>(x, y, count);

    /// <summary>The kernel for double; float goes through it and is rounded once.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // Beyond these bounds the result is -1 or infinity already; NaN passes.
            TLanes u = TLanes.Larger(TLanes.Broadcast(-50.0), x);
            u = TLanes.Smaller(TLanes.Broadcast(710.0), u);

            // u = n ln 2 + r + rest, rest the rounding error of r.
            TLanes magic = TLanes.Broadcast(6755399441055744.0);
            TLanes t = TLanes.FusedMultiplyAdd(u, TLanes.Broadcast(1.4426950408889634), magic);
            TLanes n = t - magic;
            TLanes exact = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-6.93147180369123816490e-01), u);
            TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-1.90821492927058770002e-10), exact);
            TLanes rest = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-1.90821492927058770002e-10), exact - r);
            TLanes w = TLanes.FusedMultiplyAdd(r * r, Exp.Double.Tail(r), rest);

            // 2^n (1 + r + w) - 1 = second (a + b + first w) with a = first - 1/second and b = first r, both free of error
            // where it matters; a + b is kept with its rounding error, because it may cancel.
            Exp.Double.Scales(t, out TLanes first, out TLanes second);
            TLanes one = TLanes.Broadcast(1.0);
            TLanes inverse = TLanes.SubtractBits(TLanes.AddBits(one, one), second);
            TLanes a = first - inverse;
            TLanes b = first * r;
            TLanes sum = a + b;
            TLanes part = sum - a;
            TLanes error = (a - (sum - part)) + (b - part);
            TLanes y = (sum + TLanes.FusedMultiplyAdd(first, w, error)) * second;
            return TLanes.SelectEqual(x, TLanes.Zero, x, y);
        }
    }
}
