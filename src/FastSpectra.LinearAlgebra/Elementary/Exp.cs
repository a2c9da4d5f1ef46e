using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The exponential function.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 1.03 ulp (float; over all floats 1.02236, at 80.7958) and below 1 ulp (double). e^x = 2^n e^r after the reduction of Cody and Waite;
/// e^r by a polynomial fitted to it. Underflow is gradual, overflow gives infinity.
/// </remarks>
public static unsafe class Exp
{
    /// <summary>e^x.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Of<T, Single, Double>(x);

    /// <summary>y[i] = e^x[i]; y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y, count);

    /// <summary>The kernel for float; its polynomial is within 2^-28 of (e^r - 1 - r)/r^2 * r^2.</summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            // Outside these bounds the result is 0 or infinity already; NaN passes.
            x = TLanes.Larger(TLanes.Broadcast(-104f), x);
            x = TLanes.Smaller(TLanes.Broadcast(89f), x);
            TLanes q = Reduce(x, out TLanes t);
            Scales(t, out TLanes first, out TLanes second);
            return (TLanes.Broadcast(1f) + q) * first * second;
        }

        /// <summary>
        /// e^x = 2^n (1 + q) with |x - n ln 2| at most 0.3475; the low bits of the representation of <paramref name="t"/> hold n.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Reduce<TLanes>(TLanes x, out TLanes t)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            // Adding 1.5 * 2^23 leaves the nearest integer in the low bits; the high part of ln 2 has so few bits that n times it is exact.
            t = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(1.442695f), TLanes.Broadcast(12582912f));
            TLanes n = t - TLanes.Broadcast(12582912f);
            TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
            r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
            return TLanes.FusedMultiplyAdd(r * r, Tail(r), r);
        }

        /// <summary>(e^r - 1 - r) / r^2 for |r| at most 0.3475.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Tail<TLanes>(TLanes r)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes p = TLanes.Broadcast(0.0013935805f);
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.008368996f));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.041666456f));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.16666518f));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.5f));
            return p;
        }

        /// <summary>2^n for n of the normal range, from the t of <see cref="Reduce"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Scale<TLanes>(TLanes t)
            where TLanes : unmanaged, ILanes<TLanes, float> =>
            TLanes.AddBits(TLanes.ShiftLeftBits(t, 23), TLanes.Broadcast(1f));

        /// <summary>Two factors of the normal range whose product is 2^n for any n: only the second product rounds.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Scales<TLanes>(TLanes t, out TLanes first, out TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes magic = TLanes.Broadcast(12582912f);
            TLanes n = t - magic;
            TLanes half = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(0.5f), magic);
            first = Scale(half);
            second = Scale((n - (half - magic)) + magic);
        }
    }

    /// <summary>The kernel for double; its polynomial is within 2^-63 of (e^r - 1 - r)/r^2 * r^2.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // Outside these bounds the result is 0 or infinity already; NaN passes.
            x = TLanes.Larger(TLanes.Broadcast(-746.0), x);
            x = TLanes.Smaller(TLanes.Broadcast(710.0), x);
            TLanes q = Reduce(x, out TLanes t);
            Scales(t, out TLanes first, out TLanes second);
            return (TLanes.Broadcast(1.0) + q) * first * second;
        }

        /// <summary>
        /// e^x = 2^n (1 + q) with |x - n ln 2| at most 0.3475; the low bits of the representation of <paramref name="t"/> hold n.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Reduce<TLanes>(TLanes x, out TLanes t)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // Adding 1.5 * 2^52 leaves the nearest integer in the low bits; the high part of ln 2 has so few bits that n times it is exact.
            t = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(1.4426950408889634), TLanes.Broadcast(6755399441055744.0));
            TLanes n = t - TLanes.Broadcast(6755399441055744.0);
            TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-6.93147180369123816490e-01), x);
            r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-1.90821492927058770002e-10), r);
            return TLanes.FusedMultiplyAdd(r * r, Tail(r), r);
        }

        /// <summary>(e^r - 1 - r) / r^2 for |r| at most 0.3475.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Tail<TLanes>(TLanes r)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes p = TLanes.Broadcast(2.092555976432166e-09);
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(2.5111958739171282e-08));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(2.755723910753006e-07));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(2.7557235301790837e-06));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(2.480158736453648e-05));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.0001984126989564276));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.0013888888888865486));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.008333333333317514));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.0416666666666667));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.16666666666666682));
            p = TLanes.FusedMultiplyAdd(p, r, TLanes.Broadcast(0.5));
            return p;
        }

        /// <summary>2^n for n of the normal range, from the t of <see cref="Reduce"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Scale<TLanes>(TLanes t)
            where TLanes : unmanaged, ILanes<TLanes, double> =>
            TLanes.AddBits(TLanes.ShiftLeftBits(t, 52), TLanes.Broadcast(1.0));

        /// <summary>Two factors of the normal range whose product is 2^n for any n: only the second product rounds.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Scales<TLanes>(TLanes t, out TLanes first, out TLanes second)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes magic = TLanes.Broadcast(6755399441055744.0);
            TLanes n = t - magic;
            TLanes half = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(0.5), magic);
            first = Scale(half);
            second = Scale((n - (half - magic)) + magic);
        }
    }
}
