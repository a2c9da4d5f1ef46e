namespace FastSpectra.Experiments;

/// <summary>At which sizes the papers' experiments are repeated.</summary>
public enum ReproductionScale
{
    /// <summary>The papers' own sizes.</summary>
    Full,

    /// <summary>A fifth of every size and fewer repeats: seconds, with wider tolerances.</summary>
    Quick,
}
