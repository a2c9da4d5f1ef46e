using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = max(x, 0), sigma'(x) = 1 above 0 and 0 elsewhere, at 0 too; NaN passes.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class ReluActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ReluActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static ReluActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    public override Activation<double> InDouble => ReluActivation<double>.Instance;

    /// <inheritdoc/>
    public override bool IsSmooth => false;

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
            slope = TLanes.LessThan(TLanes.Zero, x) & TLanes.Broadcast(1.0);
            return TLanes.Select(TLanes.LessThan(x, TLanes.Zero), TLanes.Zero, x);
        }
    }
}
