using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>sigma(x) = tanh(x), sigma'(x) = 1 - tanh(x)^2: the activation of both papers.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TanhActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private TanhActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static TanhActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override Activation<double> InDouble => TanhActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values) => Tanh.Apply(x, values);

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        Tanh.ApplyWithDerivative(x, T.One, values, derivatives);
}
