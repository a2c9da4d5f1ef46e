namespace FastSpectra.Training;

/// <summary>The activations that students can have.</summary>
public enum ActivationKind
{
    /// <summary><see cref="TanhActivation{T}"/>.</summary>
    Tanh,

    /// <summary><see cref="NormalisedTanhActivation{T}"/>.</summary>
    NormalisedTanh,

    /// <summary><see cref="ReluActivation{T}"/>.</summary>
    Relu,

    /// <summary><see cref="ErfActivation{T}"/>.</summary>
    Erf,

    /// <summary><see cref="SigmoidActivation{T}"/>.</summary>
    Sigmoid,

    /// <summary><see cref="SoftplusActivation{T}"/>.</summary>
    Softplus,

    /// <summary><see cref="GeluActivation{T}"/>.</summary>
    Gelu,

    /// <summary><see cref="LinearActivation{T}"/>.</summary>
    Linear,
}
