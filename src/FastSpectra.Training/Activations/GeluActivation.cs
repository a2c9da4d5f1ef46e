using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = x Phi(x), sigma'(x) = Phi(x) + x phi(x) with the standard normal distribution function Phi and density phi.</summary>
/// <remarks>D. Hendrycks, K. Gimpel, arXiv 1606.08415, with the error function itself, not its approximation by tanh.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class GeluActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private GeluActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static GeluActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "gelu";

    /// <inheritdoc/>
    public override Activation<double> InDouble => GeluActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values) => ElementwiseActivation.Apply<T, Function>(x, values);

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        ElementwiseActivation.ApplyWithDerivative<T, Function>(x, values, derivatives);

    private readonly struct Function : IActivationFunction
    {
        private const double RootHalf = 0.70710678118654752;
        private const double InverseRootTwoPi = 0.39894228040143268;

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
}
