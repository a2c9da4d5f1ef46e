using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// a*b + c with one rounding, the same bits with and without the instruction: in hardware where there is one, else by own
/// integer arithmetic (double) or an exact sum rounded to odd (float), never by the C runtime.
/// </summary>
public static class Fused
{
    private const ulong SignBit = 1UL << 63;
    private const int FractionBits = 52;
    private const ulong ImplicitBit = 1UL << FractionBits;

    // Value of the last place of a subnormal double: 2^-1074.
    private const int SmallestExponent = -1074;

    // Both terms of a sum are shifted to have their leading bit here: room for the carry, and for every bit that can matter.
    private const int LeadingBit = 125;

    /// <summary>a*b + c, rounded once to nearest even (IEEE 754 fusedMultiplyAdd). float or double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd<T>(T a, T b, T c)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (InstructionSet.HasFusedMultiplyAdd)
        {
#pragma warning disable RS0030 // The one place: guarded by the processor's having the instruction.
            return T.FusedMultiplyAdd(a, b, c);
#pragma warning restore RS0030
        }

        if (typeof(T) == typeof(float))
        {
            return (T)(object)Emulate((float)(object)a, (float)(object)b, (float)(object)c);
        }

        if (typeof(T) == typeof(double))
        {
            return (T)(object)Emulate((double)(object)a, (double)(object)b, (double)(object)c);
        }

        throw new NotSupportedException($"only float and double are supported, not {typeof(T)}");
    }

    /// <summary>
    /// The product of two floats is exact in double. Adding c there and rounding to odd keeps in the last bit that something
    /// was cut off, so that the conversion to float rounds as the exact sum would (53 >= 24 + 2 bits).
    /// </summary>
    /// <remarks>S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008.</remarks>
    internal static float Emulate(float a, float b, float c)
    {
        double product = (double)a * b;
        double sum = product + c;
        if (!double.IsFinite(sum))
        {
            return (float)sum;
        }

        double part = sum - product;
        double error = (product - (sum - part)) + (c - part);
        long bits = BitConverter.DoubleToInt64Bits(sum);
        if (error != 0 && (bits & 1) == 0)
        {
            bits += (error > 0) == (sum > 0) ? 1 : -1;
        }

        return (float)BitConverter.Int64BitsToDouble(bits);
    }

    /// <summary>The 106-bit product and c, aligned in 128 bits, the bits shifted out kept as one sticky bit.</summary>
    internal static double Emulate(double a, double b, double c)
    {
        if (!double.IsFinite(a) || !double.IsFinite(b))
        {
            return (a * b) + c;
        }

        if (!double.IsFinite(c))
        {
            // The product is finite even where a*b overflows.
            return c + c;
        }

        if (a == 0 || b == 0)
        {
            return (a * b) + c;
        }

        if (c == 0)
        {
            // The exact sum is the product; adding zero would lose the sign of one that underflows.
            return a * b;
        }

        ulong ma = Decode(a, out int ea);
        ulong mb = Decode(b, out int eb);
        ulong mc = Decode(c, out int ec);
        ulong productSign = (BitConverter.DoubleToUInt64Bits(a) ^ BitConverter.DoubleToUInt64Bits(b)) & SignBit;
        ulong sign = BitConverter.DoubleToUInt64Bits(c) & SignBit;
        UInt128 big = Normalise((UInt128)ma * mb, ea + eb, out int exponent);
        UInt128 small = Normalise(mc, ec, out int smallExponent);
        bool negate = productSign != sign;
        sign = productSign;
        if (smallExponent > exponent || (smallExponent == exponent && small > big))
        {
            (big, small) = (small, big);
            (exponent, smallExponent) = (smallExponent, exponent);
            sign = negate ? sign ^ SignBit : sign;
        }

        small = ShiftRightSticky(small, exponent - smallExponent);
        UInt128 sum = negate ? big - small : big + small;
        return sum == UInt128.Zero ? 0.0 : Round(sign, sum, exponent);
    }

    /// <summary>|x| = mantissa * 2^exponent.</summary>
    private static ulong Decode(double x, out int exponent)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        int field = (int)(bits >> FractionBits) & 0x7FF;
        ulong fraction = bits & (ImplicitBit - 1);
        exponent = Math.Max(field, 1) - 1 + SmallestExponent;
        return field == 0 ? fraction : fraction | ImplicitBit;
    }

    private static UInt128 Normalise(UInt128 mantissa, int mantissaExponent, out int exponent)
    {
        int shift = (int)UInt128.LeadingZeroCount(mantissa) - (127 - LeadingBit);
        exponent = mantissaExponent - shift;
        return mantissa << shift;
    }

    private static UInt128 ShiftRightSticky(UInt128 value, int count)
    {
        if (count > LeadingBit)
        {
            return UInt128.One;
        }

        UInt128 shifted = value >> count;
        return shifted << count == value ? shifted : shifted | UInt128.One;
    }

    /// <summary>sum * 2^exponent, rounded to nearest even once, to the subnormal grid where that is coarser.</summary>
    private static double Round(ulong sign, UInt128 sum, int exponent)
    {
        int leading = 127 - (int)UInt128.LeadingZeroCount(sum);
        int shift = Math.Max(leading - FractionBits, SmallestExponent - exponent);
        if (shift > leading + 1)
        {
            return BitConverter.UInt64BitsToDouble(sign);
        }

        ulong mantissa;
        if (shift <= 0)
        {
            mantissa = (ulong)(sum << -shift);
        }
        else
        {
            mantissa = (ulong)(sum >> shift);
            UInt128 rest = sum & ((UInt128.One << shift) - UInt128.One);
            UInt128 half = UInt128.One << (shift - 1);
            if (rest > half || (rest == half && (mantissa & 1) != 0))
            {
                mantissa++;
            }
        }

        // A carry out of the fraction moves into the exponent field by itself, up to infinity.
        int field = exponent + shift - SmallestExponent;
        if (field >= 0x7FE)
        {
            return BitConverter.UInt64BitsToDouble(sign | BitConverter.DoubleToUInt64Bits(double.PositiveInfinity));
        }

        return BitConverter.UInt64BitsToDouble(sign | (((ulong)field << FractionBits) + mantissa));
    }
}
