namespace FastSpectra.Training;

/// <summary>The optimisers there are.</summary>
public enum OptimisationRule
{
    /// <summary><see cref="Adam{T}"/>.</summary>
    Adam,

    /// <summary><see cref="GradientDescent{T}"/>.</summary>
    GradientDescent,
}
