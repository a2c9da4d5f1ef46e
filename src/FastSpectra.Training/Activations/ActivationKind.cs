namespace FastSpectra.Training;

/// <summary>The activations that students can have.</summary>
public enum ActivationKind
{
    /// <summary><see cref="TanhActivation{T}"/>.</summary>
    Tanh,

    /// <summary><see cref="NormalisedTanhActivation{T}"/>.</summary>
    NormalisedTanh,

    /// <summary>sigma(x) = max(x, 0), sigma'(x) = 1 above 0 and 0 elsewhere, at 0 too; NaN passes.</summary>
    Relu,

    /// <summary>sigma(x) = erf(x / sqrt 2), sigma'(x) = sqrt(2 / pi) e^(-x^2 / 2).</summary>
    Erf,

    /// <summary>sigma(x) = 1 / (1 + e^-x), sigma'(x) = sigma(x) (1 - sigma(x)).</summary>
    Sigmoid,

    /// <summary>sigma(x) = ln(1 + e^x), sigma'(x) = 1 / (1 + e^-x): the paper's teacher as a hidden unit.</summary>
    Softplus,

    /// <summary>sigma(x) = x Phi(x), sigma'(x) = Phi(x) + x phi(x) with the standard normal distribution function Phi and density phi.</summary>
    Gelu,

    /// <summary>sigma(x) = x, sigma'(x) = 1: the student is linear in its input, and its training a product of matrices.</summary>
    Linear,
}
