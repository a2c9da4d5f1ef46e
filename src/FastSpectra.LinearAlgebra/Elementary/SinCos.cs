using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Sine and cosine of an angle in radians, of any size. The same bits on every machine and at every SIMD level, in a span or
/// alone.
/// </summary>
/// <remarks>
/// Error at most 0.501 ulp (float, through the kernel for double; over all floats 0.50000) and below 1.5 ulp (double). Up to 2^20 the multiple of pi/2 is
/// subtracted in three parts (Cody and Waite); beyond, by <see cref="LargeAngle"/>. The sign of zero is kept.
/// </remarks>
public static unsafe class SinCos
{
    // n has at most 20 bits there, so that n times each part of pi/2 is known to the precision of the part.
    private const double LargestReduced = 1048576.0;

    /// <summary>(sin x, cos x).</summary>
    public static (T Sin, T Cos) Of<T>(T x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float))
        {
            Elementwise.RequireDouble<T>();
        }

        Double.Evaluate(new LanesScalar<double>(double.CreateTruncating(x)), out LanesScalar<double> sine, out LanesScalar<double> cosine);
        return (T.CreateTruncating(sine.V), T.CreateTruncating(cosine.V));
    }

    /// <summary>sin[i] = sin x[i] and cos[i] = cos x[i]; one of them may be x itself.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<T>(ReadOnlySpan<T> x, Span<T> sin, Span<T> cos)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.RequireSameLength(x.Length, sin.Length);
        Elementwise.RequireSameLength(x.Length, cos.Length);
        if (typeof(T) != typeof(float))
        {
            Elementwise.RequireDouble<T>();
        }

        fixed (T* px = x, ps = sin, pc = cos)
        {
            Kernel<T> kernel = new(px, ps, pc, x.Length);
            LanesDispatch.RunElementwise<double, Kernel<T>>(ref kernel);
        }
    }

    private readonly struct Kernel<T>(T* x, T* sin, T* cos, long count) : ILanesKernel<double>
        where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            T* rest = stackalloc T[3 * 8];
            nint n = (nint)count;
            for (nint i = 0; i < n; i += TLanes.Count)
            {
                int whole = (int)Math.Min(n - i, TLanes.Count);
                bool partial = whole < TLanes.Count;
                T* px = partial ? rest : x + i;
                T* ps = partial ? rest + 8 : sin + i;
                T* pc = partial ? rest + 16 : cos + i;
                for (int j = 0; partial && j < whole; j++)
                {
                    rest[j] = x[i + j];
                }

                if (typeof(T) == typeof(float))
                {
                    Double.Evaluate(TLanes.LoadSingle((float*)px), out TLanes s, out TLanes c);
                    TLanes.StoreSingle((float*)ps, s);
                    TLanes.StoreSingle((float*)pc, c);
                }
                else
                {
                    Double.Evaluate(TLanes.Load((double*)px), out TLanes s, out TLanes c);
                    TLanes.Store((double*)ps, s);
                    TLanes.Store((double*)pc, c);
                }

                for (int j = 0; partial && j < whole; j++)
                {
                    (sin[i + j], cos[i + j]) = (ps[j], pc[j]);
                }
            }
        }
    }

    /// <summary>The kernel for double.</summary>
    internal readonly struct Double
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<TLanes>(TLanes x, out TLanes sine, out TLanes cosine)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes sign = TLanes.Broadcast(-0.0);
            TLanes magic = TLanes.Broadcast(6755399441055744.0);
            TLanes t = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(0.6366197723675814), magic);
            TLanes n = t - magic;

            // pi/2 in three parts; the second subtraction may cancel the first result, so its own rounding error is kept.
            TLanes part2 = TLanes.Broadcast(-6.123233995736766e-17);
            TLanes r1 = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-1.5707963267948966), x);
            TLanes r2 = TLanes.FusedMultiplyAdd(n, part2, r1);
            TLanes rest = TLanes.FusedMultiplyAdd(n, part2, r1 - r2);
            TLanes y = r2 + TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(1.4973849048591698e-33), rest);

            if (TLanes.AnyBit(TLanes.SelectLess(TLanes.AndNot(x, sign), TLanes.Broadcast(LargestReduced), TLanes.Zero, sign)))
            {
                ReduceLarge(x, ref y, ref t);
            }

            TLanes s = SineOfReduced(y);
            TLanes c = CosineOfReduced(y);
            TLanes one = TLanes.Broadcast(1.0);
            TLanes odd = TLanes.ShiftLeftBits(t, 63) | one;
            TLanes half = TLanes.ShiftLeftBits(t, 62);
            sine = TLanes.SelectLess(odd, TLanes.Zero, c, s) ^ (half & sign);
            cosine = TLanes.SelectLess(odd, TLanes.Zero, s, c) ^ ((half ^ TLanes.ShiftLeftBits(t, 63)) & sign);
            sine = TLanes.SelectEqual(x, TLanes.Zero, x, sine);
        }

        /// <summary>sin y for |y| at most pi/4; the polynomial is within 2^-63 of sin y / y.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes SineOfReduced<TLanes>(TLanes y)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes z = y * y;
            TLanes p = TLanes.Broadcast(-7.396151225913002e-13);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(1.6054441597394225e-10));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-2.505207186694176e-08));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(2.755731907709172e-06));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0001984126984096684));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.008333333333333044));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.16666666666666666));
            return TLanes.FusedMultiplyAdd(y * z, p, y);
        }

        /// <summary>cos y for |y| at most pi/4; the polynomial is within 2^-63 of cos y.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes CosineOfReduced<TLanes>(TLanes y)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes z = y * y;
            TLanes p = TLanes.Broadcast(-1.1361586991454255e-11);
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(2.087576418060213e-09));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-2.7557314685035046e-07));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(2.4801587290775956e-05));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(-0.0013888888888876503));
            p = TLanes.FusedMultiplyAdd(p, z, TLanes.Broadcast(0.041666666666666616));

            // 1 - z/2 with its rounding error: the sum stays within 0.6 ulp.
            TLanes one = TLanes.Broadcast(1.0);
            TLanes half = TLanes.Broadcast(0.5) * z;
            TLanes w = one - half;
            return w + TLanes.FusedMultiplyAdd(z * z, p, (one - w) - half);
        }

        // Rare: lane by lane, so that a lane's result does not depend on its neighbours.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReduceLarge<TLanes>(TLanes x, ref TLanes y, ref TLanes t)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            double* angles = stackalloc double[3 * 8];
            TLanes.Store(angles, x);
            TLanes.Store(angles + 8, y);
            TLanes.Store(angles + 16, t);
            for (int i = 0; i < TLanes.Count; i++)
            {
                if (!(Math.Abs(angles[i]) < LargestReduced))
                {
                    angles[8 + i] = LargeAngle.Reduce(angles[i], out int quarter);
                    angles[16 + i] = BitConverter.Int64BitsToDouble(quarter);
                }
            }

            y = TLanes.Load(angles + 8);
            t = TLanes.Load(angles + 16);
        }
    }
}
