using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The hyperbolic tangent.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error below 1.25 ulp (float; over all floats 1.24091, at 5.8991437) and below 2 ulp (double). Float: a polynomial chosen by the exponent of x, no exponential and no division.
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
    /// The kernel for float: a polynomial of degree 6 about the centre of the interval of |x|. Intervals are [0, 1/16), then halves of
    /// octaves up to [8, 12); entry i belongs to the one whose representations have i in bits 22 to 25. A look-up takes as long as two
    /// multiply-adds, so that eight numbers share six: two words are coefficients whose lower halves are the upper halves of other numbers.
    /// </summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        private const int Entries = 16;

        // Minimax in units of the last place, coefficients rounded one by one (6, 5, 4, then from the lowest), the others fitted anew each time;
        // coefficient 0 is tanh c, and c the one of 8 significant bits with the smallest error of the 16 whose tanh is nearest to a float.
        public static ReadOnlySpan<float> Table =>
        [
            // Coefficient of (|x| - c)^0.
            0.9901892f, 0.99793553f, 0.9999597f, 0.9999989f,
            0.9999999f, 0f, 0.08087765f, 0.114245124f,
            0.15308395f, 0.22183564f, 0.2884502f, 0.40832028f,
            0.5269675f, 0.7136246f, 0.8298019f, 0.9472893f,
            // Coefficient of (|x| - c)^1.
            0.019525364f, 0.004124676f, 8.025508e-05f, 2.147633e-06f,
            2.4089871e-07f, 1f, 0.9934588f, 0.9869481f,
            0.9765653f, 0.9507889f, 0.91679645f, 0.83327454f,
            0.7223051f, 0.49073994f, 0.31142882f, 0.10264294f,
            // Coefficient of (|x| - c)^2.
            -0.019334823f, -0.004115774f, -8.0620615e-05f, -2.1656974e-06f,
            -3.1329515e-07f, 0f, -0.080354035f, -0.11275239f,
            -0.14951693f, -0.21091789f, -0.26444408f, -0.34024626f,
            -0.38062897f, -0.3502048f, -0.25842664f, -0.09723126f,
            // Coefficient of (|x| - c)^3.
            0.012635922f, 0.0027314695f, 5.6607034e-05f, 1.4324239e-06f,
            2.3735765e-07f, -0.33333227f, -0.3246789f, -0.31612238f,
            -0.30275023f, -0.27009952f, -0.2293094f, -0.13883598f,
            -0.040165868f, 0.086335264f, 0.11063032f, 0.057896882f,
            // Coefficient of (|x| - c)^4; the lower half of its bits is the upper half of those of the interval's centre c.
            -0.0060501294f, -0.0013599503f, -2.4944859e-05f, -6.454197e-07f,
            4.4191998e-07f, 0f, 0.09191446f, 0.059629362f,
            0.14574477f, 0.12816773f, 0.15160596f, 0.17211482f,
            0.14770159f, 0.05523624f, -0.0055312626f, -0.022491409f,
            // Coefficient of (|x| - c)^5; the lower half of its bits is the upper half of those of the coefficient of (|x| - c)^6.
            0.0022388822f, 0.0005482606f, 5.504945e-06f, 2.9933446e-07f,
            -1.0669783e-06f, 0.1328125f, 0.24585924f, -0.627943f,
            0.29054254f, 0.06750344f, 0.060849886f, -0.00077341165f,
            -0.04827572f, -0.057186257f, -0.02541946f, 0.0041269124f,
        ];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            float* table = s_table;
            TLanes negative = TLanes.Broadcast(-0f);

            // From 9.011 on the result is 1. NaN passes: its entry does not matter, its distance is NaN.
            TLanes a = TLanes.Smaller(TLanes.Broadcast(9.1f), TLanes.AndNot(x, negative));
            TLanes i = TLanes.ShiftRightBits(TLanes.Larger(TLanes.Broadcast(0.046875f), a), 22);
            TLanes c4 = TLanes.Lookup(table + (4 * Entries), i);
            TLanes c5 = TLanes.Lookup(table + (5 * Entries), i);
            TLanes d = a - TLanes.ShiftLeftBits(c4, 16);
            TLanes p = TLanes.FusedMultiplyAdd(TLanes.ShiftLeftBits(c5, 16), d, c5);
            p = TLanes.FusedMultiplyAdd(p, d, c4);
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (3 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + (2 * Entries), i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table + Entries, i));
            p = TLanes.FusedMultiplyAdd(p, d, TLanes.Lookup(table, i));
            return p | (x & negative);
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
            TLanes b = TLanes.Smaller(TLanes.Broadcast(20.0), a);
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
            return TLanes.SelectLess(a, TLanes.Broadcast(0.625), small, large) | sign;
        }
    }

    private readonly struct DerivativeKernel<T, TFunction>(T* x, T scale, T height, T* z, T* dz, long count) : ILanesKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TFunction : struct, IElementaryFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            // As in Elementwise.
            nint i = typeof(TLanes) == typeof(Lanes512<T>) ? Groups<LanesPair<TLanes, T>>() : Groups<TLanes>();
            for (; i < count; i += TLanes.Count)
            {
                int rest = (int)Math.Min(count - i, TLanes.Count);
                TLanes derivative = Evaluate(TLanes.LoadPartial(x + i, rest), out TLanes value);
                TLanes.StorePartial(z + i, value, rest);
                TLanes.StorePartial(dz + i, derivative, rest);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private nint Groups<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            nint i = 0;
            for (nint last = (nint)count - TLanes.Count; i <= last; i += TLanes.Count)
            {
                TLanes derivative = Evaluate(TLanes.Load(x + i), out TLanes value);
                TLanes.Store(z + i, value);
                TLanes.Store(dz + i, derivative);
            }

            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TLanes Evaluate<TLanes>(TLanes argument, out TLanes value)
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            TLanes top = TLanes.Broadcast(height);
            TLanes t = TFunction.Evaluate(argument * TLanes.Broadcast(scale));
            value = top * t;
            return TLanes.FusedMultiplyAdd(value ^ TLanes.Broadcast(T.NegativeZero), t, top);
        }
    }
}
