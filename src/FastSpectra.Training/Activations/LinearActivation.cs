using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = x, sigma'(x) = 1: the student is linear in its input, and its training a product of matrices.</summary>
internal readonly struct LinearActivation : IActivationFunction
{
    public static string Name => "linear";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        slope = TLanes.Broadcast(1.0);
        return x;
    }
}
