using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>An optimiser's rule for one element, written once over the lanes; <see cref="ElementwiseUpdate"/> carries it out.</summary>
internal interface IElementwiseRule<T>
    where T : unmanaged
{
    /// <summary>
    /// The parameter after the step. <paramref name="first"/> and <paramref name="second"/> are what is remembered of it between steps,
    /// zero and lost where nothing is.
    /// </summary>
    TLanes Step<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second)
        where TLanes : unmanaged, ILanes<TLanes, T>;
}
