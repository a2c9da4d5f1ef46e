using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = 1 / (1 + e^-x), sigma'(x) = sigma(x) (1 - sigma(x)).</summary>
/// <remarks>Through e = e^-|x|, so that nothing overflows and small values keep their digits.</remarks>
internal readonly struct SigmoidActivation : IActivationFunction
{
    public static string Name => "sigmoid";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes one = TLanes.Broadcast(1.0);
        TLanes e = Exp.Double.Evaluate(x | TLanes.Broadcast(-0.0));
        TLanes larger = one / (one + e);
        TLanes smaller = e / (one + e);
        slope = larger * smaller;
        return TLanes.SelectLess(x, TLanes.Zero, smaller, larger);
    }
}
