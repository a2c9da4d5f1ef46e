using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = x, sigma'(x) = 1: the student is linear in its input, and its training a product of matrices.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LinearActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LinearActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static LinearActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    public override Activation<double> InDouble => LinearActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values) => ElementwiseActivation.Apply<T, Function>(x, values);

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        ElementwiseActivation.ApplyWithDerivative<T, Function>(x, values, derivatives);

    private readonly struct Function : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            slope = TLanes.Broadcast(1.0);
            return x;
        }
    }
}
