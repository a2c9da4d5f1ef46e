using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The natural logarithm of one plus the argument, without the cancellation near zero.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 0.501 ulp (float, through the kernel for double; over all floats 0.50000) and below 1 ulp (double).
/// -1 gives -infinity, less gives NaN; the sign of zero is kept.
/// </remarks>
public static unsafe class Log1p
{
    /// <summary>ln(1 + x).</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.OfThroughDouble<T, Double>(x);

    /// <summary>y[i] = ln(1 + x[i]); y may be x itself.</summary>
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
            TLanes one = TLanes.Broadcast(1.0);
            TLanes zero = TLanes.Zero;

            // In (-0.29, 0.41) the argument itself is the f of ln(1 + f); elsewhere 1 + x = u + lost, u = 2^k (1 + f).
            TLanes u = one + x;
            TLanes lost = (x - (u - one)) / u;
            TLanes biased = TLanes.ShiftRightBits(TLanes.AddBits(u, TLanes.BroadcastBits(Log.Double.RootOffset)), 52);
            TLanes m = TLanes.SubtractBits(TLanes.AddBits(u, one), TLanes.ShiftLeftBits(biased, 52));
            TLanes k = (biased | TLanes.Broadcast(4503599627370496.0)) - TLanes.Broadcast(4503599627370496.0 + 1023.0);
            TLanes f = Nearer(x, x, m - one);
            TLanes y = Log.Double.Sum(f, Nearer(x, zero, k), Nearer(x, zero, lost));

            TLanes infinity = TLanes.Broadcast(double.PositiveInfinity);
            TLanes special = TLanes.SelectEqual(u, zero, TLanes.Broadcast(double.NegativeInfinity), TLanes.Broadcast(double.NaN));
            special = TLanes.SelectEqual(x, infinity, infinity, special);
            y = TLanes.SelectLess(zero, u, TLanes.SelectLess(x, infinity, y, special), special);
            return TLanes.SelectEqual(x, zero, x, y);
        }

        /// <summary>a where x is in (-0.29, 0.41), b elsewhere.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Nearer<TLanes>(TLanes x, TLanes a, TLanes b)
            where TLanes : unmanaged, ILanes<TLanes, double> =>
            TLanes.SelectLess(TLanes.Broadcast(-0.29), x, TLanes.SelectLess(x, TLanes.Broadcast(0.41), a, b), b);
    }
}
