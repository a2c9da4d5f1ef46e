using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The hyperbolic tangent.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error below 1 ulp (float; over all floats 0.99406, at 0.062253047) and below 2 ulp (double). Float: a polynomial chosen by the exponent of x, no exponential and no division.
/// Double: below 0.625 an odd polynomial, above it 1 - 2/(e^2x + 1). The sign of zero is kept.
/// </remarks>
public static unsafe class Tanh
{
    // Table of the kernel for float where no row of 64 bytes crosses a cache line, which would double the loads.
    private static readonly float* s_table;

    // A constructor and not an initialiser: it runs before Apply, so that kernels compiled from there on have the address as a constant.
    static Tanh()
    {
        s_table = (float*)NativeMemory.AlignedAlloc((nuint)(Single.Table.Length * sizeof(float)), 64);
        Single.Table.CopyTo(new Span<float>(s_table, Single.Table.Length));
    }

    /// <summary>tanh x.</summary>
    public static T Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Of<T, Single, Double>(x);

    /// <summary>y[i] = tanh x[i]; y may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y);

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x and at y, equal or disjoint.</summary>
    internal static void Apply<T>(T* x, T* y, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elementwise.Apply<T, Single, Double>(x, y, count);

    /// <summary>
    /// z[i] = tanh(scale * x[i]) and dz[i] = 1 - z[i]^2, the derivative there, in one pass; the product and the square with
    /// one rounding each. z or dz may be x itself.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ApplyWithDerivative<T>(ReadOnlySpan<T> x, T scale, Span<T> z, Span<T> dz)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => ApplyWithDerivative(x, scale, T.One, z, dz);

    /// <summary>
    /// With t = tanh(scale * x[i]): z[i] = height * t and dz[i] = height - z[i] t (fused), in one pass. At height 1 the bits are those
    /// of the overload without it. z or dz may be x itself.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ApplyWithDerivative<T>(ReadOnlySpan<T> x, T scale, T height, Span<T> z, Span<T> dz)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.RequireSameLength(x.Length, z.Length);
        Elementwise.RequireSameLength(x.Length, dz.Length);
        fixed (T* px = x, pz = z, pdz = dz)
        {
            ApplyWithDerivative(px, scale, height, pz, pdz, x.Length);
        }
    }

    /// <summary>Unsafe: the caller guarantees <paramref name="count"/> elements at x, z and dz; z and dz are different places.</summary>
    internal static void ApplyWithDerivative<T>(T* x, T scale, T height, T* z, T* dz, long count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            DerivativeKernel<float, Single> kernel = new((float*)x, (float)(object)scale, (float)(object)height, (float*)z, (float*)dz, count);
            LanesDispatch.RunElementwise<float, DerivativeKernel<float, Single>>(ref kernel);
        }
        else
        {
            Elementwise.RequireDouble<T>();
            DerivativeKernel<double, Double> kernel = new((double*)x, (double)(object)scale, (double)(object)height, (double*)z, (double*)dz, count);
            LanesDispatch.RunElementwise<double, DerivativeKernel<double, Double>>(ref kernel);
        }
    }

    /// <summary>
    /// The kernel for float: a polynomial of degree 7 about the centre of the interval of |x|. Intervals are [0, 1/16), then halves of
    /// octaves up to [8, 12); entry i belongs to the one whose representations have i in bits 22 to 25.
    /// </summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        private const int Entries = 16;

        // Minimax in the relative error, coefficients rounded one by one from the lowest, the others fitted anew each time. Centres are
        // those of 8000 floats about the middle whose tanh is nearest to a float: coefficient 0 costs no accuracy.
        public static ReadOnlySpan<float> Table =>
        [
            // Centre c of the interval.
            2.4997172f, 3.5005865f, 4.99977f, 6.998237f,
            8.503815f, 0f, 0.078113504f, 0.10934932f,
            0.15629765f, 0.21874551f, 0.31252342f, 0.43750852f,
            0.62510663f, 0.875142f, 1.2497119f, 1.749765f,
            // Coefficient of (|x| - c)^0.
            0.9866068f, 0.99818003f, 0.99990916f, 0.99999833f,
            0.99999994f, 0f, 0.077955015f, 0.10891555f,
            0.15503724f, 0.21532206f, 0.302731f, 0.41157714f,
            0.55467355f, 0.7039772f, 0.8482028f, 0.9413488f,
            // Coefficient of (|x| - c)^1.
            0.026607074f, 0.003636624f, 0.00018166045f, 3.3377457e-06f,
            1.6439115e-07f, 1f, 0.993923f, 0.9881374f,
            0.9759635f, 0.9536364f, 0.9083539f, 0.83060426f,
            0.6923373f, 0.50441605f, 0.28055197f, 0.113862455f,
            // Coefficient of (|x| - c)^2.
            -0.026250584f, -0.0036300311f, -0.00018176457f, -3.3399813e-06f,
            -6.6276823e-07f, 0f, -0.07748142f, -0.107623346f,
            -0.1513106f, -0.20533895f, -0.27498695f, -0.34185773f,
            -0.38402113f, -0.35509744f, -0.237965f, -0.10718425f,
            // Coefficient of (|x| - c)^3.
            0.0170298f, 0.002411204f, 0.00012115968f, 2.2266845e-06f,
            1.1299517e-07f, -0.33333334f, -0.3251623f, -0.31798956f,
            -0.30193403f, -0.27365938f, -0.2195138f, -0.13615449f,
            -0.017784504f, 0.08184932f, 0.10832526f, 0.06294352f,
            // Coefficient of (|x| - c)^4.
            -0.008054878f, -0.0011961798f, -5.9830298e-05f, -1.0998107e-06f,
            1.3457117e-06f, 0f, 0.052019883f, 0.06911419f,
            0.097030796f, 0.12731695f, 0.15817781f, 0.17000827f,
            0.13785641f, 0.06075778f, -0.012556561f, -0.023527171f,
            // Coefficient of (|x| - c)^5.
            0.0028626267f, 0.00047152862f, 2.3921351e-05f, 4.4018864e-07f,
            0f, 0.13334134f, -0.18499948f, 1.1474974f,
            0.16187887f, 0.0811542f, 0.034100443f, -0.012427558f,
            -0.053729106f, -0.059774827f, -0.019228352f, 0.0036969518f,
            // Coefficient of (|x| - c)^6.
            -0.0006990362f, -0.00015687282f, -9.213098e-06f, -1.6997681e-07f,
            0f, 0f, 0f, 0f,
            0f, 0f, -0.084895335f, -0.064834364f,
            -0.023439402f, 0.012745773f, 0.015095051f, 0.0020823975f,
            // Coefficient of (|x| - c)^7.
            5.9407972e-05f, 4.1822816e-05f, 2.6157004e-06f, 4.8312025e-08f,
            0f, -0.055341195f, 0f, 0f,
            0f, 0f, 1.5658926f, 0.91347617f,
            -0.02007252f, 0.04437428f, -0.004450997f, -0.0019858347f,
        ];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            float* table = s_table;
            TLanes sign = x & TLanes.Broadcast(-0f);
            TLanes a = x ^ sign;

            // From 9.011 on the result is 1. NaN passes: its entry does not matter, its distance is NaN.
            a = TLanes.Smaller(TLanes.Broadcast(9.1f), a);
            TLanes i = TLanes.ShiftRightBits(TLanes.Larger(TLanes.Broadcast(0.046875f), a), 22);
            TLanes d = a - TLanes.Lookup(table, i);
            TLanes p = TLanes.Lookup(table + (8 * Entries), i);
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (7 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (6 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (5 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (4 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (3 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (2 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + Entries, i));
            return p | sign;
        }
    }

    /// <summary>The kernel for double.</summary>
    internal readonly struct Double : IElementaryFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes sign = x & TLanes.Broadcast(-0.0);
            TLanes a = x ^ sign;

            // tanh(20) is 1 after rounding; beyond it the exponential would overflow. NaN passes.
            TLanes b = TLanes.Select(TLanes.LessThan(TLanes.Broadcast(20.0), a), TLanes.Broadcast(20.0), a);
            TLanes q = Exp.Double.Reduce(b + b, out TLanes t);
            TLanes scale = Exp.Double.Scale(t);
            TLanes large = TLanes.Broadcast(1.0) - (TLanes.Broadcast(2.0) / TLanes.FusedMultiplyAdd(scale, q, scale + TLanes.Broadcast(1.0)));

            TLanes z = a * a;
            TLanes p = TLanes.Broadcast(-1.613792783263809e-05);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(7.728671316886782e-05));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0002286983385719566));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.0005863881234910683));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0014549826660640156));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.0035919942692784774));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.008863221706489325));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.021869487636999235));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.05396825393435555));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.133333333332701));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.3333333333333293));
            TLanes small = TLanes.FusedMultiplyAdd(a * z, p, a);
            return TLanes.Select(TLanes.LessThan(a, TLanes.Broadcast(0.625)), small, large) | sign;
        }
    }

    private readonly struct DerivativeKernel<T, TFunction>(T* x, T scale, T height, T* z, T* dz, long count) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IElementaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes factor = TLanes.Broadcast(scale);
            TLanes minus = TLanes.Broadcast(T.NegativeZero);
            TLanes top = TLanes.Broadcast(height);
            nint n = (nint)count;
            nint i = 0;
            for (; i <= n - TLanes.Count; i += TLanes.Count)
            {
                TLanes value = TFunction.Evaluate(TLanes.Load(x + i) * factor);
                TLanes scaled = top * value;
                TLanes.Store(z + i, scaled);
                TLanes.Store(dz + i, TLanes.FusedMultiplyAdd(scaled ^ minus, value, top));
            }

            if (i < n)
            {
                int rest = (int)(n - i);
                TLanes value = TFunction.Evaluate(TLanes.LoadPartial(x + i, rest) * factor);
                TLanes scaled = top * value;
                TLanes.StorePartial(z + i, scaled, rest);
                TLanes.StorePartial(dz + i, TLanes.FusedMultiplyAdd(scaled ^ minus, value, top), rest);
            }
        }
    }
}
