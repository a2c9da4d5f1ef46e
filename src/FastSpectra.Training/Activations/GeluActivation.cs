using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = x Phi(x), sigma'(x) = Phi(x) + x phi(x) with the standard normal distribution function Phi and density phi.</summary>
/// <remarks>D. Hendrycks, K. Gimpel, arXiv 1606.08415, with the error function itself, not its approximation by tanh.</remarks>
internal readonly struct GeluActivation : IActivationFunction
{
    private const double RootHalf = 0.70710678118654752;
    private const double InverseRootTwoPi = 0.39894228040143268;

    public static string Name => "gelu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>
    {
        TLanes half = TLanes.Broadcast(0.5);
        TLanes distribution = TLanes.FusedMultiplyAdd(half, Erf.Double.Evaluate(TLanes.Broadcast(RootHalf) * x), half);
        TLanes density = TLanes.Broadcast(InverseRootTwoPi) * Exp.Double.Evaluate(TLanes.Broadcast(-0.5) * x * x);
        slope = TLanes.FusedMultiplyAdd(x, density, distribution);
        return x * distribution;
    }
}
