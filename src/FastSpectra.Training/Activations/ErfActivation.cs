using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = erf(x / sqrt 2), sigma'(x) = sqrt(2 / pi) e^(-x^2 / 2).</summary>
/// <remarks>The activation of the exactly solvable committee machines (D. Saad, S. Solla, Phys. Rev. E 52, 1995): E sigma(u) sigma(v) = (2 / pi) asin(E uv / 2) for standard normal u, v.</remarks>
internal readonly struct ErfActivation : IActivationFunction
{
    private const double RootHalf = 0.70710678118654752;
    private const double RootTwoOverPi = 0.79788456080286536;

    public static string Name => "erf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        slope = TLanes.Broadcast(RootTwoOverPi) * Exp.Double.Evaluate(TLanes.Broadcast(-0.5) * x * x);
        return Erf.Double.Evaluate(TLanes.Broadcast(RootHalf) * x);
    }
}
