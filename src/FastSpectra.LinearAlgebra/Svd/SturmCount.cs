using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Count: the number of singular values of the upper bidiagonal (d, e) that are < x, exact for a bidiagonal whose entries
// differ from the given ones by a few units of the last place each, so that an interval [x, y) is certified by two counts.
// Storage: squares of d and e. Cost: per point and row one division, one multiply-add, one addition.
// Source: stationary qd of B^T B - x^2 I, Dhillon, Parlett (2004), section 3; Demmel, Dhillon, Ren (1995) for the guard.
// Difference: the guard replaces pivots near zero, so no infinity arises and no second pass is needed.
internal static unsafe class SturmCount
{
    /// <summary>Points that one call of the kernel counts at: four groups hide the latency of the division.</summary>
    public const int Points = 32;

    /// <summary>The smallest x that is told from zero when the largest entry is near 1: its square is above <see cref="SmallestPivot"/>.</summary>
    public const double SmallestPoint = 6.109476577146322e-151; // 2^-499

    // Pivots below this count as this: below the square of every point, and its reciprocal times 32 is finite. 2^-1000.
    private const double SmallestPivot = 9.332636185032189e-302;

    /// <summary>Number of singular values of the bidiagonal with diagonal d (n) and superdiagonal e (n-1) below x.</summary>
    /// <exception cref="ArgumentException">The lengths do not fit, or entries or x are not finite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static int Below(ReadOnlySpan<double> d, ReadOnlySpan<double> e, double x)
    {
        int n = d.Length;
        if (e.Length < n - 1)
        {
            throw new ArgumentException($"the diagonal has {n} elements, the superdiagonal {e.Length}", nameof(e));
        }

        double largest = Math.Abs(x);
        for (int i = 0; i < n; i++)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(d[i]), i + 1 < n ? Math.Abs(e[i]) : 0.0));
        }

        if (!double.IsFinite(largest))
        {
            throw new ArgumentException("entries and point must be finite");
        }

        if (!(x > 0.0))
        {
            return 0;
        }

        int exponent = Math.ILogB(largest);
        double tau = Square(Math.ScaleB(x, -exponent));
        double s = -tau;
        int count = 0;
        for (int i = 0; i < n; i++)
        {
            double pivot = Square(Math.ScaleB(d[i], -exponent)) + s;
            pivot = Math.Abs(pivot) < SmallestPivot ? SmallestPivot : pivot;
            count += pivot < 0.0 ? 1 : 0;
            if (i + 1 < n)
            {
                s = Fused.MultiplyAdd(s / pivot, Square(Math.ScaleB(e[i], -exponent)), -tau);
            }
        }

        return count;
    }

    private static double Square(double x) => x * x;

    /// <summary>
    /// Counts at <see cref="Points"/> points, and the slope there: with tau = x^2, d/dtau ln det(B^T B - tau I) = sum of
    /// 1/(tau - sigma_j^2), not finite where a pivot was replaced. The caller guarantees n squares of d, n each of e (the last one
    /// is 0) and of products d^2 e^2, of entries below 2 in magnitude, and <see cref="Points"/> points and results, 64-byte aligned.
    /// </summary>
    public static void Count<TLanes>(double* dSquared, double* eSquared, double* products, int n, double* points, long* counts, double* slopes)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        // Twenty values in flight: they fit 32 registers of 512 bits; narrower ones take half of them at a time, and of 128 bits a group has four
        // already, with as many operations as the compiler inlines.
        if (typeof(TLanes) == typeof(Lanes512<double>))
        {
            CountFourGroups<TLanes>(dSquared, eSquared, products, n, points, counts, slopes);
        }
        else if (typeof(TLanes) == typeof(LanesPair<Lanes256<double>, double>))
        {
            CountTwoGroups<TLanes>(dSquared, eSquared, products, n, points, counts, slopes);
            CountTwoGroups<TLanes>(dSquared, eSquared, products, n, points + (Points / 2), counts + (Points / 2), slopes + (Points / 2));
        }
        else
        {
            for (int i = 0; i < Points; i += Points / 4)
            {
                CountGroup<TLanes>(dSquared, eSquared, products, n, points + i, counts + i, slopes + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CountFourGroups<TLanes>(double* dSquared, double* eSquared, double* products, int n, double* points, long* counts, double* slopes)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes zero = TLanes.Zero, one = TLanes.Broadcast(1.0);
        TLanes x0 = TLanes.Load(points), x1 = TLanes.Load(points + 8), x2 = TLanes.Load(points + 16), x3 = TLanes.Load(points + 24);
        TLanes t0 = zero - (x0 * x0), t1 = zero - (x1 * x1), t2 = zero - (x2 * x2), t3 = zero - (x3 * x3);
        TLanes s0 = t0, s1 = t1, s2 = t2, s3 = t3;
        TLanes c0 = zero, c1 = zero, c2 = zero, c3 = zero;
        TLanes l0 = zero, l1 = zero, l2 = zero, l3 = zero;
        TLanes p0 = zero - one, p1 = p0, p2 = p0, p3 = p0;
        for (nint i = 0; i < n; i++)
        {
            TLanes q = TLanes.Broadcast(dSquared[i]), r = TLanes.Broadcast(eSquared[i]), m = TLanes.Broadcast(products[i]);
            Step(q, r, m, t0, ref s0, ref c0, ref p0, ref l0);
            Step(q, r, m, t1, ref s1, ref c1, ref p1, ref l1);
            Step(q, r, m, t2, ref s2, ref c2, ref p2, ref l2);
            Step(q, r, m, t3, ref s3, ref c3, ref p3, ref l3);
        }

        TLanes.Store((double*)counts, c0);
        TLanes.Store((double*)counts + 8, c1);
        TLanes.Store((double*)counts + 16, c2);
        TLanes.Store((double*)counts + 24, c3);
        TLanes.Store(slopes, l0);
        TLanes.Store(slopes + 8, l1);
        TLanes.Store(slopes + 16, l2);
        TLanes.Store(slopes + 24, l3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CountTwoGroups<TLanes>(double* dSquared, double* eSquared, double* products, int n, double* points, long* counts, double* slopes)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes zero = TLanes.Zero, one = TLanes.Broadcast(1.0);
        TLanes x0 = TLanes.Load(points), x1 = TLanes.Load(points + 8);
        TLanes t0 = zero - (x0 * x0), t1 = zero - (x1 * x1);
        TLanes s0 = t0, s1 = t1, c0 = zero, c1 = zero, l0 = zero, l1 = zero, p0 = zero - one, p1 = p0;
        for (nint i = 0; i < n; i++)
        {
            TLanes q = TLanes.Broadcast(dSquared[i]), r = TLanes.Broadcast(eSquared[i]), m = TLanes.Broadcast(products[i]);
            Step(q, r, m, t0, ref s0, ref c0, ref p0, ref l0);
            Step(q, r, m, t1, ref s1, ref c1, ref p1, ref l1);
        }

        TLanes.Store((double*)counts, c0);
        TLanes.Store((double*)counts + 8, c1);
        TLanes.Store(slopes, l0);
        TLanes.Store(slopes + 8, l1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void CountGroup<TLanes>(double* dSquared, double* eSquared, double* products, int n, double* points, long* counts, double* slopes)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes x = TLanes.Load(points);
        TLanes t = TLanes.Zero - (x * x);
        TLanes s = t, c = TLanes.Zero, l = TLanes.Zero, p = TLanes.Zero - TLanes.Broadcast(1.0);
        for (nint i = 0; i < n; i++)
        {
            Step(TLanes.Broadcast(dSquared[i]), TLanes.Broadcast(eSquared[i]), TLanes.Broadcast(products[i]), t, ref s, ref c, ref p, ref l);
        }

        TLanes.Store((double*)counts, c);
        TLanes.Store(slopes, l);
    }

    // p is the derivative of s and of the pivot, l the sum of p / pivot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TLanes>(TLanes q, TLanes r, TLanes m, TLanes t, ref TLanes s, ref TLanes c, ref TLanes p, ref TLanes l)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes zero = TLanes.Zero, one = TLanes.Broadcast(1.0), smallest = TLanes.Broadcast(SmallestPivot);
        TLanes pivot = q + s;
        pivot = TLanes.SelectLess(TLanes.AndNot(pivot, TLanes.Broadcast(-0.0)), smallest, smallest, pivot);
        c = TLanes.AddBits(c, TLanes.ShiftRightBits(pivot, 63));
        TLanes inverse = one / pivot;
        TLanes w = p * inverse;
        l += w;
        p = TLanes.FusedMultiplyAdd(m * inverse, w, zero - one);
        s = TLanes.FusedMultiplyAdd(s * inverse, r, t);
    }
}
