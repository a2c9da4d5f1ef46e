using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// sigma(x) = c tanh(x), sigma'(x) = c (1 - tanh(x)^2) with c = 1 / sqrt(E tanh(g)^2), g standard normal: E sigma = 0, E sigma^2 = 1,
/// as the laws of conjugate and tangent kernels ask for (arXiv 2211.06506, setup; Fan and Wang 2020, assumption on sigma).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NormalisedTanhActivation<T> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>c, from E tanh(g)^2 = 0.394294490397841174.</summary>
    public const double Height = 1.5925374197228314;

    private readonly T _height = T.CreateChecked(Height);

    private NormalisedTanhActivation()
    {
    }

    /// <summary>The one instance.</summary>
    public static NormalisedTanhActivation<T> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "normalized-tanh";

    /// <inheritdoc/>
    public override Activation<double> InDouble => NormalisedTanhActivation<double>.Instance;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<T> x, Span<T> values)
    {
        Tanh.Apply(x, values);
        Scale.Apply(_height, values);
    }

    /// <inheritdoc/>
    public override void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives) =>
        Tanh.ApplyWithDerivative(x, T.One, _height, values, derivatives);
}
