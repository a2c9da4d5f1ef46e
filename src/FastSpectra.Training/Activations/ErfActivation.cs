using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = erf(x / sqrt 2), sigma'(x) = sqrt(2 / pi) e^(-x^2 / 2).</summary>
/// <remarks>The activation of the exactly solvable committee machines (D. Saad, S. Solla, Phys. Rev. E 52, 1995): E sigma(u) sigma(v) = (2 / pi) asin(E uv / 2) for standard normal u, v.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ErfActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ErfActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static ErfActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "erf";

    /// <inheritdoc/>
    public override Activation<double> InDouble => ErfActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values) => ElementwiseActivation.Apply<T, Function>(x, values);

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        ElementwiseActivation.ApplyWithDerivative<T, Function>(x, values, derivatives);

    private readonly struct Function : IActivationFunction
    {
        private const double RootHalf = 0.70710678118654752;
        private const double RootTwoOverPi = 0.79788456080286536;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            slope = TLanes.Broadcast(RootTwoOverPi) * Exp.Double.Evaluate(TLanes.Broadcast(-0.5) * x * x);
            return Erf.Double.Evaluate(TLanes.Broadcast(RootHalf) * x);
        }
    }
}
