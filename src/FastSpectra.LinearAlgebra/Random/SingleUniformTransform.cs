using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Uniform in [0, 1) of 24 bits: the number of <see cref="UniformTransform"/> cut to what a float holds exactly.</summary>
internal readonly struct SingleUniformTransform : IBlockTransform
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transform<TLanes>(ref TLanes a, ref TLanes b)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        a = (TLanes.ShiftLeftBits(TLanes.ShiftRightBits(a, 40), 28) | one) - one;
        b = (TLanes.ShiftLeftBits(TLanes.ShiftRightBits(b, 40), 28) | one) - one;
    }
}
