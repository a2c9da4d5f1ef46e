namespace FastSpectra.LinearAlgebra;

/// <summary>What a reduction adds to its running sums for the elements at x (and y).</summary>
internal unsafe interface IReductionTerm<TInput, T>
    where TInput : unmanaged
    where T : unmanaged
{
    /// <summary>The sum with the elements of one group of lanes added, read from memory.</summary>
    TLanes Add<TLanes>(TLanes sum, TInput* x, TInput* y)
        where TLanes : unmanaged, ILanes<TLanes, T>;
}
