using System.Numerics;

namespace FastSpectra.Testing;

/// <summary>
/// Elementary functions in 320-bit fixed point, as an oracle for doubles: value = Mantissa * 2^Exponent, with an absolute error
/// near 2^-310 times 2^(Exponent + 320). Plain series and nothing else, so that it shares no code and no constants with the kernels.
/// </summary>
public static class ExactElementary
{
    private const int P = 320;
    private static readonly BigInteger s_one = BigInteger.One << P;
    private static readonly BigInteger s_ln2 = 2 * AtanhInverse(3, P);

    /// <summary>A value beyond double precision.</summary>
    public readonly record struct Value(BigInteger Mantissa, int Exponent)
    {
        /// <summary>|y - value| in units of the last place of the double next to the value.</summary>
        public double Ulps(double y)
        {
            if (Mantissa.IsZero)
            {
                return y == 0 ? 0 : double.PositiveInfinity;
            }

            int leading = (int)(BigInteger.Abs(Mantissa).GetBitLength() - 1) + Exponent;
            int last = Math.Max(leading - 52, -1074);
            if (leading >= 1024 || !double.IsFinite(y))
            {
                return leading >= 1024 && double.IsInfinity(y) && double.IsNegative(y) == (Mantissa.Sign < 0) ? 0 : double.PositiveInfinity;
            }

            (BigInteger m, int e) = Decode(y);
            int common = Math.Min(e, Exponent);
            BigInteger difference = BigInteger.Abs((m << (e - common)) - (Mantissa << (Exponent - common)));
            int drop = Math.Max(0, (int)difference.GetBitLength() - 60);
            return (double)(difference >> drop) * Math.Pow(2, common + drop - last);
        }
    }

    /// <summary>e^x.</summary>
    public static Value Exp(double x)
    {
        (BigInteger mantissa, int n) = ExpOf(Fixed(x));
        return new(mantissa, n - P);
    }

    /// <summary>e^x - 1, for |x| at least 2^-150.</summary>
    public static Value Expm1(double x)
    {
        (BigInteger mantissa, int n) = ExpOf(Fixed(x));
        return n >= 0 ? new((mantissa << n) - s_one, -P) : new(mantissa - (s_one << -n), n - P);
    }

    /// <summary>ln x.</summary>
    public static Value Log(double x)
    {
        int k = Math.ILogB(x);
        (BigInteger m, int e) = Decode(x);
        return new(LogOf(m << (P + e - k)) + (k * s_ln2), -P);
    }

    /// <summary>ln(1 + x), for |x| at least 2^-150.</summary>
    public static Value Log1p(double x)
    {
        BigInteger u = s_one + Fixed(x);
        int k = (int)u.GetBitLength() - 1 - P;
        return new(LogOf(k >= 0 ? u >> k : u << -k) + (k * s_ln2), -P);
    }

    /// <summary>tanh x.</summary>
    public static Value Tanh(double x)
    {
        // With e^2x = m 2^n: (m - 2^-n) / (m + 2^-n), for x not above 60.
        (BigInteger m, int n) = ExpOf(2 * Fixed(Math.Min(Math.Abs(x), 60)));
        BigInteger y = ((((m << n) - s_one) << P) / ((m << n) + s_one)) * Math.Sign(x);
        return new(y, -P);
    }

    /// <summary>ln(1 + e^x), for x at least -100.</summary>
    public static Value Softplus(double x)
    {
        (BigInteger m, int n) = ExpOf(Fixed(-Math.Abs(x)));
        BigInteger y = LogOf(s_one + (n < -2 * P ? BigInteger.Zero : m >> -n));
        return new(y + (x > 0 ? Fixed(x) : BigInteger.Zero), -P);
    }

    /// <summary>(sin x, cos x), for any finite x.</summary>
    public static (Value Sin, Value Cos) SinCos(double x)
    {
        // Modulo pi/2 in as many bits as x has above the point.
        (BigInteger m, int e) = Decode(x);
        int bits = P + Math.Max(0, e + 60);
        BigInteger halfPi = Pi(bits) >> 1;
        BigInteger angle = e >= -bits ? m << (bits + e) : m >> -(bits + e);
        BigInteger quarter = BigInteger.Divide(angle + (halfPi >> 1) - (angle.Sign < 0 ? halfPi : 0), halfPi);
        BigInteger r = (angle - (quarter * halfPi)) >> (bits - P);
        BigInteger square = (r * r) >> P;
        BigInteger sin = r;
        BigInteger cos = s_one;
        BigInteger sinTerm = r;
        BigInteger cosTerm = s_one;
        for (int i = 1; i < 80; i++)
        {
            cosTerm = -((cosTerm * square) >> P) / ((2 * i) * ((2 * i) - 1));
            sinTerm = -((sinTerm * square) >> P) / ((2 * i) * ((2 * i) + 1));
            cos += cosTerm;
            sin += sinTerm;
        }

        int q = (int)(((quarter % 4) + 4) % 4);
        (sin, cos) = q switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
        return (new(sin, -P), new(cos, -P));
    }

    /// <summary>erf x, for |x| at most 7.</summary>
    public static Value Erf(double x)
    {
        // 2/sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)): alternating, at worst e^49 = 2^71 larger than the result.
        BigInteger f = Fixed(x);
        BigInteger square = (f * f) >> P;
        BigInteger power = f;
        BigInteger sum = f;
        for (int n = 1; n < 600; n++)
        {
            power = -((power * square) >> P) / n;
            sum += power / ((2 * n) + 1);
        }

        return new((2 * sum << P) / SquareRoot(Pi(P) << P), -P);
    }

    /// <summary>x^y for a positive x with |y ln x| below 800.</summary>
    public static Value Power(double x, double y)
    {
        Value log = Log(x);
        (BigInteger m, int e) = Decode(y);
        BigInteger product = log.Mantissa * m;
        (BigInteger mantissa, int n) = ExpOf(e >= 0 ? product << e : product >> -e);
        return new(mantissa, n - P);
    }

    /// <summary>pi times 2^bits, by Machin's formula.</summary>
    internal static BigInteger Pi(int bits) => 4 * ((4 * AtanInverse(5, bits)) - AtanInverse(239, bits));

    private static (BigInteger Mantissa, int Exponent) Decode(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int field = (int)(bits >> 52) & 0x7FF;
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (field == 0 ? 0 : 1L << 52);
        return (x < 0 ? -mantissa : mantissa, Math.Max(field, 1) - 1075);
    }

    private static BigInteger Fixed(double x)
    {
        (BigInteger m, int e) = Decode(x);
        return e + P >= 0 ? m << (e + P) : m >> -(e + P);
    }

    /// <summary>e^x = Mantissa 2^(N - P), Mantissa near 2^P.</summary>
    private static (BigInteger Mantissa, int N) ExpOf(BigInteger x)
    {
        int n = (int)((x + (s_ln2 >> 1) - (x.Sign < 0 ? s_ln2 : 0)) / s_ln2);
        BigInteger r = (x - (n * s_ln2)) >> 8;
        BigInteger sum = s_one;
        BigInteger term = s_one;
        for (int i = 1; i < 80; i++)
        {
            term = ((term * r) >> P) / i;
            sum += term;
        }

        for (int i = 0; i < 8; i++)
        {
            sum = (sum * sum) >> P;
        }

        return (sum, n);
    }

    /// <summary>ln of a fixed-point number in [1, 2].</summary>
    private static BigInteger LogOf(BigInteger a)
    {
        // Halley's iteration y + 2 (a - e^y)/(a + e^y) triples the digits: 53 -> 150 -> 450 bits.
        BigInteger y = Fixed(Math.Log((double)(a >> (P - 60)) * Math.Pow(2, -60)));
        for (int i = 0; i < 2; i++)
        {
            (BigInteger m, int n) = ExpOf(y);
            BigInteger e = n >= 0 ? m << n : m >> -n;
            y += ((2 * (a - e)) << P) / (a + e);
        }

        return y;
    }

    /// <summary>atanh(1/k) in fixed point.</summary>
    private static BigInteger AtanhInverse(int k, int bits) => InverseSeries(k, bits, 1);

    /// <summary>atan(1/k) in fixed point.</summary>
    private static BigInteger AtanInverse(int k, int bits) => InverseSeries(k, bits, -1);

    private static BigInteger InverseSeries(int k, int bits, int sign)
    {
        // 32 guard bits against the roundings of some hundred terms.
        BigInteger power = (BigInteger.One << (bits + 32)) / k;
        BigInteger sum = power;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power = sign * power / (k * k);
            sum += power / n;
        }

        return sum >> 32;
    }

    private static BigInteger SquareRoot(BigInteger a)
    {
        BigInteger x = BigInteger.One << (int)((a.GetBitLength() / 2) + 1);
        while (true)
        {
            BigInteger next = (x + (a / x)) >> 1;
            if (next >= x)
            {
                return x;
            }

            x = next;
        }
    }
}
