using System.Runtime.CompilerServices;

namespace FastSpectra.Testing;

/// <summary>
/// An unevaluated sum High + Low of two doubles with |Low| at most half an ulp of High: about 106 bits, for oracles. Sums err by 2^-104,
/// products by 2^-103, quotients and roots by 2^-101 (Joldes, Muller, Popescu 2017; Dekker 1971), within double's range.
/// </summary>
/// <param name="High">The number rounded to double.</param>
/// <param name="Low">What is left.</param>
public readonly record struct DoubleDouble(double High, double Low) : IComparable<DoubleDouble>
{
    /// <summary>A double, exactly.</summary>
    public static implicit operator DoubleDouble(double value) => new(value, 0);

    /// <summary>Rounds to double.</summary>
    public static explicit operator double(DoubleDouble value) => value.High + value.Low;

    /// <summary>-x, exactly.</summary>
    public static DoubleDouble operator -(DoubleDouble x) => new(-x.High, -x.Low);

    /// <summary>x + y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator +(DoubleDouble x, DoubleDouble y)
    {
        (double s, double e) = TwoSum(x.High, y.High);
        (double t, double f) = TwoSum(x.Low, y.Low);
        (s, e) = FastTwoSum(s, e + t);
        (s, e) = FastTwoSum(s, e + f);
        return new(s, e);
    }

    /// <summary>x - y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator -(DoubleDouble x, DoubleDouble y) => x + (-y);

    /// <summary>x y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleDouble operator *(DoubleDouble x, DoubleDouble y)
    {
        double p = x.High * y.High;
        double e = Math.FusedMultiplyAdd(x.High, y.High, -p);
        e = Math.FusedMultiplyAdd(x.High, y.Low, Math.FusedMultiplyAdd(x.Low, y.High, e));
        (p, e) = FastTwoSum(p, e);
        return new(p, e);
    }

    /// <summary>x / y.</summary>
    public static DoubleDouble operator /(DoubleDouble x, DoubleDouble y)
    {
        double q1 = x.High / y.High;
        DoubleDouble r = x - (y * q1);
        double q2 = r.High / y.High;
        r -= y * q2;
        double q3 = r.High / y.High;
        (double s, double e) = FastTwoSum(q1, q2);
        return new DoubleDouble(s, e) + q3;
    }

    /// <summary>x &lt; y.</summary>
    public static bool operator <(DoubleDouble x, DoubleDouble y) => x.CompareTo(y) < 0;

    /// <summary>x &gt; y.</summary>
    public static bool operator >(DoubleDouble x, DoubleDouble y) => x.CompareTo(y) > 0;

    /// <summary>x at most y.</summary>
    public static bool operator <=(DoubleDouble x, DoubleDouble y) => x.CompareTo(y) <= 0;

    /// <summary>x at least y.</summary>
    public static bool operator >=(DoubleDouble x, DoubleDouble y) => x.CompareTo(y) >= 0;

    /// <summary>The square root; 0 for 0.</summary>
    public static DoubleDouble Sqrt(DoubleDouble x)
    {
        if (x.High <= 0)
        {
            return x.High == 0 ? 0 : double.NaN;
        }

        // One Newton step in double-double from the double root: 53 correct bits become 104.
        double root = Math.Sqrt(x.High);
        DoubleDouble error = x - (new DoubleDouble(root, 0) * root);
        (double s, double e) = FastTwoSum(root, error.High / (2 * root));
        return new(s, e);
    }

    /// <summary>|x|, exactly.</summary>
    public static DoubleDouble Abs(DoubleDouble x) => x.High < 0 || (x.High == 0 && x.Low < 0) ? -x : x;

    /// <inheritdoc/>
    public int CompareTo(DoubleDouble other)
    {
        int high = High.CompareTo(other.High);
        return high != 0 ? high : Low.CompareTo(other.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Sum, double Error) TwoSum(double a, double b)
    {
        double s = a + b;
        double v = s - a;
        return (s, (a - (s - v)) + (b - v));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Sum, double Error) FastTwoSum(double a, double b)
    {
        double s = a + b;
        return (s, b - (s - a));
    }
}
