using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = 1 / (1 + e^-x), sigma'(x) = sigma(x) (1 - sigma(x)).</summary>
/// <remarks>Through e = e^-|x|, so that nothing overflows and small values keep their digits.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SigmoidActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SigmoidActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static SigmoidActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override Activation<double> InDouble => SigmoidActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values) => ElementwiseActivation.Apply<T, Function>(x, values);

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        ElementwiseActivation.ApplyWithDerivative<T, Function>(x, values, derivatives);

    /// <summary>The function, of which softplus needs the value as its derivative.</summary>
    internal readonly struct Function : IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
            where TLanes : unmanaged, ILanes<TLanes, double>
        {
            TLanes one = TLanes.Broadcast(1.0);
            TLanes e = Exp.Double.Evaluate(x | TLanes.Broadcast(-0.0));
            TLanes larger = one / (one + e);
            TLanes smaller = e / (one + e);
            slope = larger * smaller;
            return TLanes.Select(TLanes.LessThan(x, TLanes.Zero), smaller, larger);
        }
    }
}
