using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The softplus function ln(1 + e^x).
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 1.33 ulp (float; over all floats 1.32791, at 0.29963627) and below 2 ulp (double). max(x, 0) + ln(1 + e^-|x|), with e^-|x| carried to
/// more than working precision.
/// </remarks>
public static unsafe class Softplus
{
    /// <summary>ln(1 + e^x).</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Of<T, Single, Double>(x);

    /// <summary>y[i] = ln(1 + e^x[i]); y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y, count);

    /// <summary>The kernel for float.</summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes a = x | TLanes.Broadcast(-0f);
            a = TLanes.Larger(TLanes.Broadcast(-104f), a);
            TLanes q = Exp.Single.Reduce(a, out TLanes t);
            Exp.Single.Scales(t, out TLanes first, out TLanes second);

            // e^-|x| as u plus the rounding error v of 1 + q: without v the error would pass through to the result.
            TLanes one = TLanes.Broadcast(1f);
            TLanes p = one + q;
            TLanes u = p * first * second;
            TLanes v = ((one - p) + q) * first * second;

            // v / (1 + u) to two digits: it is at most half a unit in the last place of u.
            TLanes c = v * TLanes.FusedMultiplyAdd(u, TLanes.FusedMultiplyAdd(u, TLanes.Broadcast(0.333f), TLanes.Broadcast(-0.833f)), one);
            TLanes half = TLanes.Broadcast(0.5f);
            TLanes f = TLanes.SelectLess(half, u, (u - one) * half, u);
            TLanes log1p = Log.Single.Sum(f, TLanes.SelectLess(half, u, one, TLanes.Zero), c);
            return TLanes.Larger(x, TLanes.Zero) + log1p;
        }
    }

    /// <summary>The kernel for double.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        public static bool FitsTwice => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes a = x | TLanes.Broadcast(-0.0);
            a = TLanes.Larger(TLanes.Broadcast(-746.0), a);
            TLanes q = Exp.Double.Reduce(a, out TLanes t);
            Exp.Double.Scales(t, out TLanes first, out TLanes second);

            // e^-|x| as u plus the rounding error v of 1 + q: without v the error would pass through to the result.
            TLanes one = TLanes.Broadcast(1.0);
            TLanes p = one + q;
            TLanes u = p * first * second;
            TLanes v = ((one - p) + q) * first * second;

            // v / (1 + u) to two digits: it is at most half a unit in the last place of u.
            TLanes c = v * TLanes.FusedMultiplyAdd(u, TLanes.FusedMultiplyAdd(u, TLanes.Broadcast(0.333), TLanes.Broadcast(-0.833)), one);
            TLanes half = TLanes.Broadcast(0.5);
            TLanes f = TLanes.SelectLess(half, u, (u - one) * half, u);
            TLanes log1p = Log.Double.Sum(f, TLanes.SelectLess(half, u, one, TLanes.Zero), c);
            return TLanes.Larger(x, TLanes.Zero) + log1p;
        }
    }
}
