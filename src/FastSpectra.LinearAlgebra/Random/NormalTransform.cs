using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Two independent standard normals: r cos and r sin of a random angle, r = sqrt(-2 ln u). The angle is a random multiple of a
/// quarter turn (two bits) plus an angle in [-pi/4, pi/4): no argument reduction, no cancellation.
/// </summary>
/// <remarks>G. Box, M. Muller, Ann. Math. Stat. 29 (1958) 610.</remarks>
internal readonly struct NormalTransform : IBlockTransform
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<TLanes>(ref TLanes a, ref TLanes b)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        TLanes sign = TLanes.Broadcast(-0.0);

        // u in [2^-52, 1].
        TLanes u = TLanes.Broadcast(2.0) - (TLanes.ShiftRightBits(a, 12) | one);
        TLanes r = TLanes.Sqrt(TLanes.Broadcast(-2.0) * Log.Double.OfNormal(u, TLanes.Zero));

        // Bits 63 and 62: the quarter turn; the next 52: the angle within it.
        TLanes fraction = TLanes.ShiftRightBits(TLanes.ShiftLeftBits(b, 2), 12) | one;
        TLanes y = (fraction - TLanes.Broadcast(1.5)) * TLanes.Broadcast(1.5707963267948966);
        TLanes sine = SinCos.Double.SineOfReduced(y);
        TLanes cosine = SinCos.Double.CosineOfReduced(y);

        TLanes shifted = TLanes.ShiftLeftBits(b, 1);
        TLanes odd = (shifted & sign) | one;
        a = r * (TLanes.SelectLess(odd, TLanes.Zero, sine, cosine) ^ ((b ^ shifted) & sign));
        b = r * (TLanes.SelectLess(odd, TLanes.Zero, cosine, sine) ^ (b & sign));
    }
}
