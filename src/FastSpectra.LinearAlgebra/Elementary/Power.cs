using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>x to the power y, one at a time and accurate. The same bits on every machine.</summary>
/// <remarks>
/// Error below 0.51 ulp (float, through double) and below 1 ulp (double): ln x is summed as atanh in pairs of doubles (about
/// 100 bits), multiplied by y in a pair, and e to that taken with the low part as a correction. Special cases as in IEEE 754 pow.
/// </remarks>
public static class Power
{
    // z = s^2 is at most 0.0295 for a mantissa in [sqrt 1/2, sqrt 2]: 22 terms reach 2^-111.
    private const int Terms = 22;

    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>x^y.</summary>
    public static T Of<T>(T x, T y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return (T)(object)(float)Raise((float)(object)x, (float)(object)y);
        }

        Elementwise.RequireDouble<T>();
        return (T)(object)Raise((double)(object)x, (double)(object)y);
    }

    private static double Raise(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        bool integer = Math.Floor(y) == y;
        bool odd = integer && Math.Abs(y) < 9007199254740992.0 && ((long)y & 1) != 0;
        double size = Math.Abs(x);
        if (double.IsInfinity(y))
        {
            return size == 1 ? 1 : (size > 1) == (y > 0) ? double.PositiveInfinity : 0;
        }

        if (size == 0 || double.IsInfinity(size))
        {
            double limit = (size == 0) == (y > 0) ? 0 : double.PositiveInfinity;
            return odd && double.IsNegative(x) ? -limit : limit;
        }

        if (x < 0 && !integer)
        {
            return double.NaN;
        }

        double magnitude = RaisePositive(size, y);
        return x < 0 && odd ? -magnitude : magnitude;
    }

    private static double RaisePositive(double x, double y)
    {
        (double high, double low) = Logarithm(x);

        // y ln x as a pair; beyond +-1000 the result is infinity or 0 whatever follows.
        double product = y * high;
        if (!(Math.Abs(product) < 1000))
        {
            return product > 0 ? double.PositiveInfinity : 0;
        }

        double rest = Fused.MultiplyAdd(y, low, Fused.MultiplyAdd(y, high, -product));
        double n = Math.Floor((product * 1.4426950408889634) + 0.5);
        double r = Fused.MultiplyAdd(n, -6.93147180369123816490e-01, product);
        double reduced = Fused.MultiplyAdd(n, -1.90821492927058770002e-10, r);
        rest += Fused.MultiplyAdd(n, -1.90821492927058770002e-10, r - reduced);
        double tail = Exp.Double.Tail(new LanesScalar<double>(reduced)).V;
        double q = Fused.MultiplyAdd(reduced * reduced, tail, reduced);
        double e = 1 + Fused.MultiplyAdd(rest, 1 + q, q);

        // In two steps, so that only a subnormal result is rounded a second time.
        n = Math.Clamp(n, -1100, 1100);
        int half = (int)n / 2;
        return e * PowerOfTwo(half) * PowerOfTwo((int)n - half);
    }

    /// <summary>ln x for a positive finite x, as a sum of two doubles.</summary>
    private static (double High, double Low) Logarithm(double x)
    {
        int k = Math.ILogB(x);
        double m = x * PowerOfTwo(-k / 2) * PowerOfTwo(-k - (-k / 2));
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            k++;
        }

        // s = (m - 1)/(m + 1) as a pair: the numerator is exact, the denominator's error is carried.
        double numerator = m - 1;
        double denominator = m + 1;
        double denominatorLow = m - (denominator - 1);
        double s = numerator / denominator;
        double sLow = (Fused.MultiplyAdd(-s, denominator, numerator) - (s * denominatorLow)) / denominator;
        (double z, double zLow) = Multiply(s, sLow, s, sLow);
        double p = 1.0 / ((2 * Terms) + 1);
        double pLow = 0;
        for (int i = Terms - 1; i >= 0; i--)
        {
            (p, pLow) = Multiply(p, pLow, z, zLow);
            double divisor = (2 * i) + 1;
            double c = 1 / divisor;
            (p, pLow) = Add(c, Fused.MultiplyAdd(-c, divisor, 1) / divisor, p, pLow);
        }

        (p, pLow) = Multiply(2 * s, 2 * sLow, p, pLow);
        double kHigh = k * Ln2High;
        (kHigh, double kLow) = Add(kHigh, Fused.MultiplyAdd(k, Ln2High, -kHigh) + (k * Ln2Low), 0, 0);
        return Add(kHigh, kLow, p, pLow);
    }

    private static (double High, double Low) Multiply(double a, double aLow, double b, double bLow)
    {
        double product = a * b;
        double error = Fused.MultiplyAdd(a, b, -product) + ((a * bLow) + (aLow * b));
        double high = product + error;
        return (high, error - (high - product));
    }

    private static (double High, double Low) Add(double a, double aLow, double b, double bLow)
    {
        double sum = a + b;
        double part = sum - a;
        double error = (a - (sum - part)) + (b - part) + (aLow + bLow);
        double high = sum + error;
        return (high, error - (high - sum));
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
