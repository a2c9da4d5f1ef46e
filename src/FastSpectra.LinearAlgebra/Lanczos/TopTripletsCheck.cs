namespace FastSpectra.LinearAlgebra;

/// <summary>How <see cref="TopTriplets"/> makes sure that no value above the smallest one returned was missed.</summary>
public enum TopTripletsCheck
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>
    /// A second search from new random vectors in what is left when the triplets found are taken out: evidence, not proof. It finds whatever
    /// stands out of the rest of the spectrum, and costs a fraction of the first search.
    /// </summary>
    Probe,

    /// <summary>
    /// Proof, up to rounding of order max(m, n) ulp (double) of the largest value: the number of values above the smallest one returned is
    /// counted (Sylvester's law of inertia). For stored matrices; m n^2 + n^3/3 flops and n^2 doubles for n the shorter side.
    /// </summary>
    Count,
}
