using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: [c s; -s c] [f; g] = [r; 0], c >= 0, c^2 + s^2 = 1. Source: Bindel, Demmel, Kahan, Marques, "On computing Givens rotations
// reliably and efficiently" (2002); scaled by an exact power of two where squares would underflow.

/// <summary>Plane rotations and singular values of 2 x 2 triangles, in double.</summary>
internal static class GivensRotation
{
    // Squares of numbers in this range neither overflow nor lose digits.
    private const double SmallestSafe = 1e-140;
    private const double LargestSafe = 1e140;

    // 2^-53.
    private const double UnitRoundoff = 1.1102230246251565e-16;

    /// <summary>c, s and r with c f + s g = r, c g - s f = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Generate(double f, double g, out double c, out double s, out double r)
    {
        if (g == 0)
        {
            c = 1;
            s = 0;
            r = f;
            return;
        }

        double size = Math.Max(Math.Abs(f), Math.Abs(g));
        if (size < SmallestSafe || size > LargestSafe)
        {
            GenerateScaled(f, g, out c, out s, out r);
            return;
        }

        Unscaled(f, g, out c, out s, out r);
    }

    /// <summary>Singular values of [f g; 0 h], the smaller one to relative accuracy. Source: LAPACK's LAS2.</summary>
    public static void SingularValues(double f, double g, double h, out double smallest, out double largest)
    {
        double fa = Math.Abs(f), ga = Math.Abs(g), ha = Math.Abs(h);
        double low = Math.Min(fa, ha), high = Math.Max(fa, ha);
        if (low == 0)
        {
            smallest = 0;
            double big = Math.Max(high, ga), small = Math.Min(high, ga);
            largest = big == 0 ? 0 : big * Math.Sqrt(1 + (small / big * (small / big)));
            return;
        }

        double sum = 1 + (low / high);
        double difference = (high - low) / high;
        if (ga < high)
        {
            double ratio = ga / high;
            double square = ratio * ratio;
            double c = 2 / (Math.Sqrt((sum * sum) + square) + Math.Sqrt((difference * difference) + square));
            smallest = low * c;
            largest = high / c;
            return;
        }

        double inverse = high / ga;
        if (inverse == 0)
        {
            // g is beyond high / underflow: low * high / g without forming inverse.
            smallest = low * high / ga;
            largest = ga;
            return;
        }

        double p = sum * inverse, q = difference * inverse;
        double k = 1 / (Math.Sqrt(1 + (p * p)) + Math.Sqrt(1 + (q * q)));
        smallest = 2 * (low * k * inverse);
        largest = ga / (k + k);
    }

    /// <summary>
    /// The decomposition [cl sl; -sl cl] [f g; 0 h] [cr -sr; sr cr] = diag(largest, smallest), all to relative accuracy; the values
    /// carry signs. Source: LAPACK's LASV2.
    /// </summary>
    public static TriangleSvd Decompose(double f, double g, double h)
    {
        bool swap = Math.Abs(h) > Math.Abs(f);
        (double ft, double ht) = swap ? (h, f) : (f, h);
        double fa = Math.Abs(ft), ha = Math.Abs(ht), ga = Math.Abs(g);
        double clt = 1, crt = 1, slt = 0, srt = 0, smallest = ha, largest = fa;
        bool dominated = false;
        if (ga != 0)
        {
            dominated = ga > fa;
            if (dominated && fa / ga < UnitRoundoff)
            {
                largest = ga;
                smallest = ha > 1 ? fa / (ga / ha) : fa / ga * ha;
                slt = ht / g;
                srt = 1;
                crt = ft / g;
            }
            else
            {
                double d = fa - ha;
                double l = d == fa ? 1 : d / fa;
                double m = g / ft;
                double t = 2 - l;
                double mm = m * m;
                double s = Math.Sqrt((t * t) + mm);
                double r = l == 0 ? Math.Abs(m) : Math.Sqrt((l * l) + mm);
                double a = 0.5 * (s + r);
                smallest = ha / a;
                largest = fa * a;
                if (mm == 0)
                {
                    t = l == 0 ? Math.CopySign(2, ft) * Math.CopySign(1, g) : (g / Math.CopySign(d, ft)) + (m / t);
                }
                else
                {
                    t = ((m / (s + t)) + (m / (r + l))) * (1 + a);
                }

                l = Math.Sqrt((t * t) + 4);
                crt = 2 / l;
                srt = t / l;
                clt = (crt + (srt * m)) / a;
                slt = ht / ft * srt / a;
            }
        }

        (double cl, double sl, double cr, double sr) = swap ? (srt, crt, slt, clt) : (clt, slt, crt, srt);
        double sign = dominated ? Math.CopySign(1, sr) * Math.CopySign(1, cl) * Math.CopySign(1, g)
            : swap ? Math.CopySign(1, sr) * Math.CopySign(1, sl) * Math.CopySign(1, h)
            : Math.CopySign(1, cr) * Math.CopySign(1, cl) * Math.CopySign(1, f);
        double smallSign = sign * Math.CopySign(1, f) * Math.CopySign(1, h);
        return new TriangleSvd(Math.CopySign(largest, sign), Math.CopySign(smallest, smallSign), cl, sl, cr, sr);
    }

    /// <summary>Result of <see cref="Decompose"/>.</summary>
    public readonly record struct TriangleSvd(double Largest, double Smallest, double Cl, double Sl, double Cr, double Sr);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Unscaled(double f, double g, out double c, out double s, out double r)
    {
        double d = Math.Sqrt((f * f) + (g * g));
        c = Math.Abs(f) / d;
        r = f < 0 ? -d : d;
        s = g / r;
    }

    private static void GenerateScaled(double f, double g, out double c, out double s, out double r)
    {
        int shift = -Math.ILogB(Math.Max(Math.Abs(f), Math.Abs(g)));
        Unscaled(Math.ScaleB(f, shift), Math.ScaleB(g, shift), out c, out s, out r);
        r = Math.ScaleB(r, -shift);
    }
}
