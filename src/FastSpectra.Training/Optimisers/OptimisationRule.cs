namespace FastSpectra.Training;

/// <summary>The optimisers there are.</summary>
public enum OptimisationRule
{
    /// <summary><see cref="Adam{T}"/>.</summary>
    Adam,

    /// <summary><see cref="GradientDescent{T}"/>.</summary>
    GradientDescent,

    /// <summary><see cref="Adam{T}"/> with decoupled weight decay.</summary>
    AdamW,

    /// <summary><see cref="RmsProp{T}"/>.</summary>
    RmsProp,

    /// <summary><see cref="SignGradientDescent{T}"/>.</summary>
    SignGradientDescent,

    /// <summary><see cref="NormalisedGradientDescent{T}"/>.</summary>
    NormalisedGradientDescent,

    /// <summary><see cref="Muon{T}"/>.</summary>
    Muon,
}
