using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The hyperbolic tangent.
/// The same bits on every machine and at every SIMD level, in a span or alone.
/// </summary>
/// <remarks>
/// Error at most 1.20 ulp (float; over all floats 1.19690, at 0.62548304) and below 2 ulp (double). Below 0.625 an odd polynomial, above it
/// 1 - 2/(e^2x + 1). The sign of zero is kept.
/// </remarks>
public static unsafe class Tanh
{
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

    /// <summary>The kernel for float.</summary>
    internal readonly struct Single : IElementaryFunction<float>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : unmanaged, ILanes<TLanes, float>
        {
            TLanes sign = x & TLanes.Broadcast(-0f);
            TLanes a = x ^ sign;

            // tanh(10) is 1 after rounding; beyond it the exponential would overflow. NaN passes.
            TLanes b = TLanes.Select(TLanes.LessThan(TLanes.Broadcast(10f), a), TLanes.Broadcast(10f), a);
            TLanes q = Exp.Single.Reduce(b + b, out TLanes t);
            TLanes scale = Exp.Single.Scale(t);
            TLanes large = TLanes.Broadcast(1f) - (TLanes.Broadcast(2f) / TLanes.FusedMultiplyAdd(scale, q, scale + TLanes.Broadcast(1f)));

            TLanes z = a * a;
            TLanes p = TLanes.Broadcast(-0.005713419f);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.02064729f));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0537425f));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.1333148f));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.33333284f));
            TLanes small = TLanes.FusedMultiplyAdd(a * z, p, a);
            return TLanes.Select(TLanes.LessThan(a, TLanes.Broadcast(0.625f)), small, large) | sign;
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
