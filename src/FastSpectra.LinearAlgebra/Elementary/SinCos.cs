using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Sine and cosine.</summary>
public static class SinCos
{
    /// <summary>The kernel for double.</summary>
    internal readonly struct Double
    {
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
    }
}
