using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The error function 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 0.501 ulp (float, through the kernel for double; over all floats 0.50000) and below 1 ulp (double). The sign of zero is kept.
/// </remarks>
public static unsafe class Erf
{
    /// <summary>erf x.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.OfThroughDouble<T, Double>(x);

    /// <summary>y[i] = erf x[i]; y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.ApplyThroughDouble<T, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.ApplyThroughDouble<T, Double>(x, y, count);

    /// <summary>The kernel for double; float goes through it and is rounded once.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        public static bool FitsTwice => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes one = TLanes.Broadcast(1.0);
            TLanes sign = x & TLanes.Broadcast(-0.0);
            TLanes a = x ^ sign;

            // erf(6) is 1 after rounding. NaN passes.
            a = TLanes.Smaller(TLanes.Broadcast(6.0), a);
            TLanes z = a * a;

            // Up to 1: a (1 + p(a^2)), p within 2^-56.
            TLanes p = TLanes.Broadcast(1.0986971656188218e-10);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-1.4454646330763414e-09));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(1.5487747904622232e-08));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-1.6478437705496558e-07));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(1.647361325567483e-06));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-1.4926418450311293e-05));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.0001205536711777429));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0008548328023654813));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.005223977644113841));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.026866170647207244));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.11283791670967266));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.3761263890318404));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.1283791670955126));
            TLanes small = TLanes.FusedMultiplyAdd(a, p, a);

            // Above: 1 - e^(-a^2) q, q a polynomial in (a - 2.25)/(a + 2.25) within 2^-64 of e^(a^2) erfc(a), times e^(-a^2).
            TLanes v = (a - TLanes.Broadcast(2.25)) / (a + TLanes.Broadcast(2.25));
            TLanes q = TLanes.Broadcast(1.4218587347078698e-06);
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(6.447965997623495e-06));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(8.401798378065114e-06));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-1.647535494495736e-05));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-5.8254420044373776e-05));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(4.553786484373911e-05));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(0.0003814187434207534));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-0.00018635038183994614));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-0.0027679497630795865));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(0.0033932430636896918));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(0.021688775765463613));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-0.10505063893648021));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(0.24966144242742574));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(-0.3981892626393711));
            q = TLanes.FusedMultiplyAdd(q, v, TLanes.Broadcast(0.23108725873039188));
            TLanes large = one - (Exp.Double.Evaluate(z ^ TLanes.Broadcast(-0.0)) * q);
            return TLanes.SelectLess(a, one, small, large) | sign;
        }
    }
}
