using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = max(x, 0), sigma'(x) = 1 above 0 and 0 elsewhere, at 0 too; NaN passes.</summary>
internal readonly struct ReluActivation : IActivationFunction
{
    public static string Name => "relu";

    public static bool IsSmooth => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        slope = TLanes.SelectLess(TLanes.Zero, x, TLanes.Broadcast(1.0), TLanes.Zero);
        return TLanes.SelectLess(x, TLanes.Zero, TLanes.Zero, x);
    }
}
