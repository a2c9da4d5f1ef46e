using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The emulation gives the bits of the instruction, for random bit patterns and where rounding is decided late.</summary>
public class FusedTests
{
    private const int Blocks = 64;
    private const int PerBlock = 1 << 16;

    [HardwareFact]
    public void Double_EmulationEqualsHardware() => Parallel.For(0, Blocks, block =>
    {
        SplitMix random = new((ulong)block);
        for (int i = 0; i < PerBlock; i++)
        {
            (double a, double b, double c) = Triple(ref random, i);
            ulong expected = BitConverter.DoubleToUInt64Bits(Math.FusedMultiplyAdd(a, b, c));
            double actual = Fused.Emulate(a, b, c);
            if (BitConverter.DoubleToUInt64Bits(actual) != expected && !(double.IsNaN(actual) && double.IsNaN(BitConverter.UInt64BitsToDouble(expected))))
            {
                Assert.Fail($"{a:R} * {b:R} + {c:R} = {BitConverter.UInt64BitsToDouble(expected):R}, not {actual:R}");
            }
        }
    });

    [HardwareFact]
    public void Single_EmulationEqualsHardware() => Parallel.For(0, Blocks, block =>
    {
        SplitMix random = new((ulong)block + 1000);
        for (int i = 0; i < PerBlock; i++)
        {
            (float a, float b, float c) = SingleTriple(ref random, i);
            uint expected = BitConverter.SingleToUInt32Bits(MathF.FusedMultiplyAdd(a, b, c));
            float actual = Fused.Emulate(a, b, c);
            if (BitConverter.SingleToUInt32Bits(actual) != expected && !(float.IsNaN(actual) && float.IsNaN(BitConverter.UInt32BitsToSingle(expected))))
            {
                Assert.Fail($"{a:R} * {b:R} + {c:R} = {BitConverter.UInt32BitsToSingle(expected):R}, not {actual:R}");
            }
        }
    });

    [Fact]
    public void SpecialValues_EmulationEqualsHardwareOrTheStandard()
    {
        double[] values =
        [
            0.0, -0.0, 1, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, 2.2250738585072014e-308, double.MaxValue,
            double.MinValue, 1.0000000000000002, 0.9999999999999999, 1e-160, -1e-160, 1e160, 0.5, 1.4916681462400413e-154,
        ];
        foreach (double a in values)
        {
            foreach (double b in values)
            {
                foreach (double c in values)
                {
                    double expected = Math.FusedMultiplyAdd(a, b, c);
                    Assert.Equal(expected, Fused.Emulate(a, b, c));
                    Assert.Equal(double.IsNegative(expected) && !double.IsNaN(expected), double.IsNegative(Fused.Emulate(a, b, c)) && !double.IsNaN(expected));
                    (float x, float y, float z) = ((float)a, (float)b, (float)c);
                    Assert.Equal(MathF.FusedMultiplyAdd(x, y, z), Fused.Emulate(x, y, z));
                }
            }
        }

        // Finite product beyond the largest double, taken back by c: infinity minus infinity if it were rounded twice.
        Assert.Equal(double.NegativeInfinity, Fused.Emulate(1e300, 1e300, double.NegativeInfinity));
        Assert.Equal(double.MaxValue, Fused.Emulate(double.MaxValue, 2.0, double.MinValue));
    }

    private static (double A, double B, double C) Triple(ref SplitMix random, int i)
    {
        double a = BitConverter.UInt64BitsToDouble(random.Next());
        double b = BitConverter.UInt64BitsToDouble(random.Next());
        double c = BitConverter.UInt64BitsToDouble(random.Next());
        switch (i & 7)
        {
            case 0:
                return (a, b, c);
            case 1:
                // c cancels the rounded product: what is left is the product's rounding error.
                return (a, b, -(a * b));
            case 2:
                // ... to within some units of its last place.
                return (a, b, BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(-(a * b)) + (c > 0 ? 1UL : 2UL)));
            case 3:
            {
                // Products near the smallest numbers, c subnormal or zero.
                double small = Math.ScaleB(Mantissa(a), -500 - (int)(random.Next() & 63));
                return (small, Math.ScaleB(Mantissa(b), -520 - (int)(random.Next() & 63)), BitConverter.UInt64BitsToDouble(random.Next() & 0x8003FFFFFFFFFFFF));
            }

            case 4:
                // Products near the largest numbers.
                return (Math.ScaleB(Mantissa(a), 511), Math.ScaleB(Mantissa(b), 512), Math.ScaleB(Mantissa(c), 1023));
            case 5:
                // Like exponents, c far below the product by 40 to 120 bits: ties and sticky bits.
                return (Math.Floor(Mantissa(a) * 1024), Mantissa(b), Math.ScaleB(Mantissa(c), -40 - (int)(random.Next() % 80)));
            case 6:
                // Few bits: exact ties.
                return (Math.Floor(Mantissa(a) * 134217728), Math.Floor(Mantissa(b) * 134217728), Math.ScaleB(Math.Floor(Mantissa(c) * 16), (int)(random.Next() % 64) - 8));
            default:
                return (Mantissa(a), Mantissa(b), Math.ScaleB(Mantissa(c), (int)(random.Next() % 130) - 65));
        }
    }

    private static (float A, float B, float C) SingleTriple(ref SplitMix random, int i)
    {
        float a = BitConverter.UInt32BitsToSingle((uint)random.Next());
        float b = BitConverter.UInt32BitsToSingle((uint)random.Next());
        float c = BitConverter.UInt32BitsToSingle((uint)random.Next());
        return (i & 3) switch
        {
            0 => (a, b, c),
            1 => (a, b, -(a * b)),
            2 => ((float)Mantissa(a), (float)Mantissa(b), MathF.ScaleB((float)Mantissa(c), (int)(random.Next() % 80) - 40)),
            _ => (MathF.ScaleB((float)Mantissa(a), -65 - (int)(random.Next() & 7)), MathF.ScaleB((float)Mantissa(b), -65 - (int)(random.Next() & 7)),
                  BitConverter.UInt32BitsToSingle((uint)random.Next() & 0x80FFFFFF)),
        };
    }

    /// <summary>The number's sign and fraction with exponent 0.</summary>
    private static double Mantissa(double x) =>
        BitConverter.UInt64BitsToDouble((BitConverter.DoubleToUInt64Bits(x) & 0x800FFFFFFFFFFFFF) | 0x3FF0000000000000);

    private struct SplitMix(ulong state)
    {
        private ulong _state = state * 0xD1342543DE82EF95;

        public ulong Next()
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Skipped where the runtime itself would compute the expected value without the instruction.</summary>
    private sealed class HardwareFactAttribute : FactAttribute
    {
        public HardwareFactAttribute() => Skip = InstructionSet.HasFusedMultiplyAdd ? null : "no fused multiply-add in hardware to compare with";
    }
}
