using System.Numerics;

namespace FastSpectra.Training;

/// <summary>
/// A hidden unit's function sigma together with its derivative, applied to one row of pre-activations at a time, so that
/// both passes work on values that are still in the nearest cache.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Name in files and messages.</summary>
    public abstract string Name { get; }

    /// <summary>The same function for students in double.</summary>
    public abstract Activation<double> InDouble { get; }

    /// <summary>False where the derivative jumps at 0.</summary>
    public virtual bool IsSmooth => true;

    /// <summary>The activation of that kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static Activation<T> Of(ActivationKind kind) => kind switch
    {
        ActivationKind.Tanh => TanhActivation<T>.Instance,
        ActivationKind.NormalisedTanh => NormalisedTanhActivation<T>.Instance,
        ActivationKind.Relu => ElementwiseActivation<T, ReluActivation>.Instance,
        ActivationKind.Erf => ElementwiseActivation<T, ErfActivation>.Instance,
        ActivationKind.Sigmoid => ElementwiseActivation<T, SigmoidActivation>.Instance,
        ActivationKind.Softplus => ElementwiseActivation<T, SoftplusActivation>.Instance,
        ActivationKind.Gelu => ElementwiseActivation<T, GeluActivation>.Instance,
        ActivationKind.Linear => ElementwiseActivation<T, LinearActivation>.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no activation of that kind"),
    };

    /// <summary>values[i] = sigma(x[i]). <paramref name="values"/> may be <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public abstract void Apply(ReadOnlySpan<T> x, Span<T> values);

    /// <summary>
    /// values[i] = sigma(x[i]) and derivatives[i] = sigma'(x[i]). One of the outputs may be <paramref name="x"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public abstract void ApplyWithDerivative(ReadOnlySpan<T> x, Span<T> values, Span<T> derivatives);
}
