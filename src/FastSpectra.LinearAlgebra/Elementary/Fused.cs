using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>a*b + c with one rounding, the same bits with and without the instruction.</summary>
public static class Fused
{
    /// <summary>a*b + c, rounded once to nearest even (IEEE 754 fusedMultiplyAdd).</summary>
#pragma warning disable RS0030 // The one place that may ask for the instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd<T>(T a, T b, T c)
        where T : IBinaryFloatingPointIeee754<T> => T.FusedMultiplyAdd(a, b, c);
#pragma warning restore RS0030
}
