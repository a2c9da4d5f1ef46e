using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = ln(1 + e^x), sigma'(x) = 1 / (1 + e^-x): the paper's teacher as a hidden unit.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SoftplusActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SoftplusActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static SoftplusActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override Activation<double> InDouble => SoftplusActivation<double>.Instance;

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
            slope = SigmoidActivation<T>.Function.Evaluate(x, out _);
            return Softplus.Double.Evaluate(x);
        }
    }
}
