namespace FastSpectra.LinearAlgebra;

/// <summary>
/// x = (4 k + quarter) pi/2 + r with |r| at most pi/4, for x of any size: x times the 192 bits of 2/pi that matter for it.
/// </summary>
/// <remarks>
/// M. Payne, R. Hanek, SIGNUM Newsletter 18 (1983) 19. No double below 2^1024 is closer to a multiple of pi/2 than 2^-62
/// relative to its last place, so 190 bits after the point leave more than a double's 53.
/// </remarks>
internal static class LargeAngle
{
    // 64 zero bits, then 2/pi after the binary point.
    private static readonly ulong[] s_twoOverPi =
    [
        0x0000000000000000, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B,
        0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA,
        0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB, 0xF0CFBC209AF4361D,
    ];

    /// <summary>The reduced angle, for |x| at least 2^20; NaN for NaN and infinities.</summary>
    public static double Reduce(double x, out int quarter)
    {
        quarter = 0;
        if (!double.IsFinite(x))
        {
            return double.NaN;
        }

        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        int exponent = ((int)(bits >> 52) & 0x7FF) - 1075;
        ulong mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;

        // 2/pi * 2^exponent modulo 4 with 190 bits after the point; then times the mantissa, modulo 4 as well.
        int offset = exponent + 62;
        UInt128 product = (UInt128)mantissa * Word(offset + 128);
        ulong low = (ulong)product;
        product = ((UInt128)mantissa * Word(offset + 64)) + (ulong)(product >> 64);
        ulong middle = (ulong)product;
        ulong high = (mantissa * Word(offset)) + (ulong)(product >> 64);

        // Nearest multiple: the first bit after the two integer bits rounds.
        quarter = (int)(((high >> 61) + 1) >> 1) & 3;
        bool negative = (high & (1UL << 61)) != 0;
        high &= (1UL << 62) - 1;
        if (negative)
        {
            // 2^190 - fraction.
            low = ~low + 1;
            middle = ~middle + (low == 0 ? 1UL : 0UL);
            high = (~high + (low == 0 && middle == 0 ? 1UL : 0UL)) & ((1UL << 62) - 1);
        }

        int shift = System.Numerics.BitOperations.LeadingZeroCount(high);
        if (shift == 64)
        {
            shift += System.Numerics.BitOperations.LeadingZeroCount(middle);
        }

        // The 106 leading bits as two doubles: the product with pi/2 is rounded once.
        UInt128 upper = shift < 64
            ? (new UInt128(high, middle) << shift) | (low >> 1 >> (63 - shift))
            : new UInt128(middle, low) << (shift - 64);
        double leading = (double)(ulong)(upper >> 75) * Fixed(-51 - shift);
        double rest = (double)((ulong)(upper >> 22) & ((1UL << 53) - 1)) * Fixed(-104 - shift);
        double angle = Fused.MultiplyAdd(
            leading, 1.5707963267948966, Fused.MultiplyAdd(rest, 1.5707963267948966, leading * 6.123233995736766e-17));
        if (negative)
        {
            angle = -angle;
        }

        if (x < 0)
        {
            quarter = -quarter & 3;
            angle = -angle;
        }

        return angle;
    }

    /// <summary>64 bits of the table from bit <paramref name="offset"/>.</summary>
    private static ulong Word(int offset)
    {
        int index = offset >> 6;
        int shift = offset & 63;
        return shift == 0 ? s_twoOverPi[index] : (s_twoOverPi[index] << shift) | (s_twoOverPi[index + 1] >> (64 - shift));
    }

    /// <summary>2^exponent, of the normal range.</summary>
    private static double Fixed(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
