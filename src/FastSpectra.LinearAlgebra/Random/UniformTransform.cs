using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Uniform in [0, 1): the upper 52 bits of each word.</summary>
internal readonly struct UniformTransform : IBlockTransform
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<TLanes>(ref TLanes a, ref TLanes b)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        a = (TLanes.ShiftRightBits(a, 12) | one) - one;
        b = (TLanes.ShiftRightBits(b, 12) | one) - one;
    }
}
