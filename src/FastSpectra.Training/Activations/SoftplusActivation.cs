using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = ln(1 + e^x), sigma'(x) = 1 / (1 + e^-x): the paper's teacher as a hidden unit.</summary>
internal readonly struct SoftplusActivation : IActivationFunction
{
    public static string Name => "softplus";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        slope = SigmoidActivation.Evaluate(x, out _);
        return Softplus.Double.Evaluate(x);
    }
}
