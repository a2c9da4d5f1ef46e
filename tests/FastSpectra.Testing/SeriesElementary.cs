using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Testing;

/// <summary>
/// Oracles in double for the float functions that the library computes through its double kernels: other expressions, namely
/// the defining series and exact reductions, for large arguments with the library's exp and log in double. Relative error below 2^-40; fast enough for all floats.
/// </summary>
public static unsafe class SeriesElementary
{
    private static readonly double[] s_inverseFactorials = InverseFactorials(20);

    // floor(2^(128 + e) / 2 pi) mod 2^128 at e + 149, for x = m 2^e: the fraction of a turn that the unit of x's last place is.
    private static readonly UInt128[] s_turns = Turns();

    /// <summary>e^x - 1: up to 1/2 by Taylor's series, beyond as the difference, which does not cancel there.</summary>
    public static void Expm1(ReadOnlySpan<float> x, Span<double> y) => Apply<Expm1Series>(x, y);

    /// <summary>ln(1 + x): from 2^-20 on the logarithm of the sum, which is exact in double; below by Taylor's series.</summary>
    public static void Log1p(ReadOnlySpan<float> x, Span<double> y) => Apply<Log1pSeries>(x, y);

    /// <summary>erf x: up to 1 by Taylor's series, up to 6 by e^(-x^2) times the series of positive terms (Abramowitz and Stegun 7.1.6).</summary>
    public static void Erf(ReadOnlySpan<float> x, Span<double> y) => Apply<ErfSeries>(x, y);

    /// <summary>sin x and cos x: the fraction of a turn in 128-bit integers, then Taylor's series. The length is a multiple of 8.</summary>
    public static void SinCos(ReadOnlySpan<float> x, Span<double> sin, Span<double> cos)
    {
        if (x.Length % 8 != 0 || sin.Length != x.Length || cos.Length != x.Length)
        {
            throw new ArgumentException($"lengths {x.Length}, {sin.Length} and {cos.Length} are not one multiple of 8");
        }

        for (int i = 0; i < x.Length; i++)
        {
            sin[i] = Reduce(x[i], out long quarter);
            cos[i] = BitConverter.Int64BitsToDouble(quarter);
        }

        fixed (double* s = sin, c = cos)
        {
            SinCosKernel kernel = new(s, c, x.Length);
            LanesDispatch.Run<double, SinCosKernel>(ref kernel);
        }
    }

    private static void Apply<TFunction>(ReadOnlySpan<float> x, Span<double> y)
        where TFunction : struct, IElementaryFunction<double>
    {
        TensorPrimitives.ConvertTruncating(x, y);
        Elementwise.ApplyThroughDouble<double, TFunction>(y, y);
    }

    private static double Reduce(float x, out long quarter)
    {
        quarter = 0;
        uint bits = BitConverter.SingleToUInt32Bits(x);
        int exponent = (int)((bits >> 23) & 0xFF);
        if (exponent < 126)
        {
            return x;
        }

        if (exponent == 255)
        {
            return double.NaN;
        }

        UInt128 unit = s_turns[exponent - 1];
        ulong m = (bits & 0x7FFFFF) | 0x800000;
        ulong high = Math.BigMul(m, (ulong)unit, out ulong low);
        high += m * (ulong)(unit >> 64);

        // The quarter nearest to the fraction of a turn, and what is left in quarters, in [-1/2, 1/2).
        quarter = (long)((high + (1UL << 61)) >> 62);
        long rest = (long)((high << 2) | (low >> 62));
        double r = ((rest * 5.421010862427522e-20) + ((low << 2) * 2.938735877055719e-39)) * (Math.PI / 2);
        if ((bits >> 31) != 0)
        {
            quarter = -quarter & 3;
            r = -r;
        }

        return r;
    }

    private static UInt128[] Turns()
    {
        const int Bits = 512;
        BigInteger pi = ExactElementary.Pi(Bits);
        UInt128[] turns = new UInt128[254];
        for (int i = 0; i < turns.Length; i++)
        {
            BigInteger turn = (BigInteger.One << (128 + i - 149 + Bits)) / (2 * pi);
            turns[i] = (UInt128)(turn & ((BigInteger.One << 128) - 1));
        }

        return turns;
    }

    private static double[] InverseFactorials(int count)
    {
        double[] inverse = new double[count];
        BigInteger factorial = 1;
        for (int k = 0; k < count; k++)
        {
            factorial *= Math.Max(1, k);
            inverse[k] = 1 / (double)factorial;
        }

        return inverse;
    }

    private readonly struct Expm1Series : IElementaryFunction<double>
    {
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes small = TLanes.LessThan(TLanes.AndNot(x, TLanes.Broadcast(-0.0)), TLanes.Broadcast(0.5));
            TLanes y = LinearAlgebra.Exp.Double.Evaluate(x) - TLanes.Broadcast(1.0);
            if (!TLanes.AnyBit(small))
            {
                return y;
            }

            TLanes p = TLanes.Zero;
            for (int k = 17; k >= 1; k--)
            {
                p = TLanes.FusedMultiplyAdd(p, x, TLanes.Broadcast(s_inverseFactorials[k]));
            }

            return TLanes.Select(small, x * p, y);
        }
    }

    private readonly struct Log1pSeries : IElementaryFunction<double>
    {
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes one = TLanes.Broadcast(1.0);
            TLanes small = TLanes.LessThan(TLanes.AndNot(x, TLanes.Broadcast(-0.0)), TLanes.Broadcast(9.5367431640625e-07));
            TLanes p = TLanes.FusedMultiplyAdd(x, TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(1.0 / 3), TLanes.Broadcast(-0.5)), one);
            return TLanes.Select(small, x * p, LinearAlgebra.Log.Double.Evaluate(one + x));
        }
    }

    private readonly struct ErfSeries : IElementaryFunction<double>
    {
        private const double TwoOverRootPi = 1.1283791670955126;

        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes one = TLanes.Broadcast(1.0);
            TLanes sign = TLanes.Broadcast(-0.0);
            TLanes a = TLanes.AndNot(x, sign);
            TLanes square = x * x;
            TLanes factor = x * TLanes.Broadcast(TwoOverRootPi);
            TLanes small = TLanes.LessThan(a, one);
            TLanes middle = TLanes.AndNot(TLanes.LessThan(a, TLanes.Broadcast(6.0)), small);
            TLanes y = TLanes.Select(TLanes.EqualTo(x, x), one | (x & sign), x);
            if (TLanes.AnyBit(small))
            {
                // (-1)^n / (n! (2n + 1))
                TLanes p = TLanes.Zero;
                for (int n = 19; n >= 0; n--)
                {
                    double c = s_inverseFactorials[n] / ((2 * n) + 1);
                    p = TLanes.FusedMultiplyAdd(p, square, TLanes.Broadcast(n % 2 == 0 ? c : -c));
                }

                y = TLanes.Select(small, factor * p, y);
            }

            if (TLanes.AnyBit(middle))
            {
                TLanes s = one;
                for (int n = 120; n >= 1; n--)
                {
                    s = TLanes.FusedMultiplyAdd(s, square * TLanes.Broadcast(2.0 / ((2 * n) + 1)), one);
                }

                y = TLanes.Select(middle, factor * s * LinearAlgebra.Exp.Double.Evaluate(square ^ sign), y);
            }

            return y;
        }
    }

    private readonly struct SinCosKernel(double* sin, double* cos, int count) : ILanesKernel<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes sign = TLanes.Broadcast(-0.0);
            TLanes one = TLanes.Broadcast(1.0);
            for (int i = 0; i < count; i += TLanes.Count)
            {
                TLanes r = TLanes.Load(sin + i);
                TLanes quarter = TLanes.Load(cos + i);
                TLanes z = (r * r) ^ sign;
                TLanes s = TLanes.Zero;
                TLanes c = TLanes.Zero;
                for (int k = 18; k >= 0; k -= 2)
                {
                    s = TLanes.FusedMultiplyAdd(s, z, TLanes.Broadcast(s_inverseFactorials[k + 1]));
                    c = TLanes.FusedMultiplyAdd(c, z, TLanes.Broadcast(s_inverseFactorials[k]));
                }

                // An odd quarter exchanges them; quarters 2 and 3 change the sine's sign, 1 and 2 the cosine's.
                s *= r;
                TLanes odd = TLanes.LessThan(TLanes.ShiftLeftBits(quarter, 63) | one, TLanes.Zero);
                TLanes second = TLanes.ShiftLeftBits(quarter, 62) & sign;
                TLanes.Store(sin + i, TLanes.Select(odd, c, s) ^ second);
                TLanes.Store(cos + i, TLanes.Select(odd, s, c) ^ second ^ TLanes.ShiftLeftBits(quarter, 63));
            }
        }
    }
}
