using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The natural logarithm.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 0.824 ulp (float; over all floats 0.82358, at 0.70323056) and below 1 ulp (double). ln(2^k (1 + f)) = k ln 2 + ln(1 + f), 1 + f in
/// [sqrt 1/2, sqrt 2); ln(1 + f) by a polynomial in f (float) or in s = f/(2 + f) (double, as in fdlibm).
/// Zero gives -infinity, a negative number NaN.
/// </remarks>
public static unsafe class Log
{
    /// <summary>ln x.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Of<T, Single, Double>(x);

    /// <summary>y[i] = ln x[i]; y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y, count);

    /// <summary>The kernel for float.</summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        /// <summary>Added to the representation, it moves the boundary of the exponent from 1 to sqrt 1/2.</summary>
        internal const ulong RootOffset = 0x3F800000UL - 0x3F3504F3UL;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes zero = TLanes.Zero;
            TLanes infinity = TLanes.Broadcast(float.PositiveInfinity);
            TLanes smallestNormal = TLanes.Broadcast(1.17549435e-38f);
            TLanes scaled = TLanes.SelectLess(x, smallestNormal, x * TLanes.Broadcast(8388608f), x);
            TLanes y = OfNormal(scaled, TLanes.SelectLess(x, smallestNormal, TLanes.Broadcast(23f), zero));
            TLanes special = TLanes.SelectEqual(x, zero, TLanes.Broadcast(float.NegativeInfinity), TLanes.Broadcast(float.NaN));
            special = TLanes.SelectEqual(x, infinity, infinity, special);
            return TLanes.SelectLess(zero, x, TLanes.SelectLess(x, infinity, y, special), special);
        }

        /// <summary>ln(x) - shift ln 2 for a positive normal x.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes OfNormal<TLanes>(TLanes x, TLanes shift)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            Split(x, out TLanes f, out TLanes k);
            return Sum(f, k - shift, TLanes.Zero);
        }

        /// <summary>f and k with x = 2^k (1 + f) and 1 + f in [sqrt 1/2, sqrt 2), for a positive normal x.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Split<TLanes>(TLanes x, out TLanes f, out TLanes k)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            // The biased k is the exponent field of x times sqrt 2.
            TLanes biased = TLanes.ShiftRightBits(TLanes.AddBits(x, TLanes.BroadcastBits(RootOffset)), 23);
            TLanes m = TLanes.SubtractBits(TLanes.AddBits(x, TLanes.Broadcast(1f)), TLanes.ShiftLeftBits(biased, 23));
            f = m - TLanes.Broadcast(1f);
            k = (biased | TLanes.Broadcast(8388608f)) - TLanes.Broadcast(8388608f + 127f);
        }

        /// <summary>k ln 2 + ln(1 + f) + c for f in [-0.2932, 0.5] and a small c.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Sum<TLanes>(TLanes f, TLanes k, TLanes c)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes w = f * f;
            TLanes p = TLanes.Broadcast(0.04964641f);
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.10623152f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.12149247f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.1260944f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.14209557f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.16655432f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.2000217f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.2500024736f));
            p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.33333313f));
            TLanes y = TLanes.FusedMultiplyAdd(w * f, p, TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(-2.12194440e-4f), c));
            y = TLanes.FusedMultiplyAdd(w, TLanes.Broadcast(-0.5f), y);
            return TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(0.693359375f), f + y);
        }
    }

    /// <summary>The kernel for double.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        /// <summary>Added to the representation, it moves the boundary of the exponent from 1 to sqrt 1/2.</summary>
        internal const ulong RootOffset = 0x3FF0000000000000UL - 0x3FE6A09E667F3BCDUL;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes zero = TLanes.Zero;
            TLanes infinity = TLanes.Broadcast(double.PositiveInfinity);
            TLanes smallestNormal = TLanes.Broadcast(2.2250738585072014e-308);
            TLanes scaled = TLanes.SelectLess(x, smallestNormal, x * TLanes.Broadcast(4503599627370496.0), x);
            TLanes y = OfNormal(scaled, TLanes.SelectLess(x, smallestNormal, TLanes.Broadcast(52.0), zero));
            TLanes special = TLanes.SelectEqual(x, zero, TLanes.Broadcast(double.NegativeInfinity), TLanes.Broadcast(double.NaN));
            special = TLanes.SelectEqual(x, infinity, infinity, special);
            return TLanes.SelectLess(zero, x, TLanes.SelectLess(x, infinity, y, special), special);
        }

        /// <summary>ln(x) - shift ln 2 for a positive normal x.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes OfNormal<TLanes>(TLanes x, TLanes shift)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            // x = 2^k (1 + f) with 1 + f in [sqrt 1/2, sqrt 2): the biased k is the exponent field of x times sqrt 2.
            TLanes biased = TLanes.ShiftRightBits(TLanes.AddBits(x, TLanes.BroadcastBits(RootOffset)), 52);
            TLanes m = TLanes.SubtractBits(TLanes.AddBits(x, TLanes.Broadcast(1.0)), TLanes.ShiftLeftBits(biased, 52));
            TLanes k = (biased | TLanes.Broadcast(4503599627370496.0)) - TLanes.Broadcast(4503599627370496.0 + 1023.0);
            return Sum(m - TLanes.Broadcast(1.0), k - shift, TLanes.Zero);
        }

        /// <summary>k ln 2 + ln(1 + f) + c for f in [-0.2932, 0.5] and a small c.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Sum<TLanes>(TLanes f, TLanes k, TLanes c)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes s = f / (TLanes.Broadcast(2.0) + f);
            TLanes z = s * s;
            TLanes p = TLanes.Broadcast(0.13831794131617697);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.13175482221595006));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.15390983112251602));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.1818167050033048));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.2222222420363781));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.2857142855685132));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.400000000000511));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.6666666666666661));
            TLanes h = TLanes.Broadcast(0.5) * f * f;
            TLanes y = TLanes.FusedMultiplyAdd(s, TLanes.FusedMultiplyAdd(z, p, h), TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(1.90821492927058770002e-10), c));
            return TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(6.93147180369123816490e-01), f - (h - y));
        }
    }
}
