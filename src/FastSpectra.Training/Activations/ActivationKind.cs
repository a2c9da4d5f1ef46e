namespace FastSpectra.Training;

/// <summary>The activations that students can have.</summary>
public enum ActivationKind
{
    /// <summary><see cref="TanhActivation{T}"/>.</summary>
    Tanh,

    /// <summary><see cref="NormalisedTanhActivation{T}"/>.</summary>
    NormalisedTanh,
}
