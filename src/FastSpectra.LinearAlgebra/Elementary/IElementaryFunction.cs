namespace FastSpectra.LinearAlgebra;

/// <summary>A function of one variable, written once over the lanes; each lane depends on its own input only.</summary>
internal interface IElementaryFunction<T>
    where T : unmanaged
{
    /// <summary>
    /// Whether the JIT inlines two evaluations side by side into one method. Where it does not, operations on lanes become calls and the
    /// function runs at a fifth of its speed.
    /// </summary>
    static virtual bool FitsTwice => true;

    static abstract TLanes Evaluate<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, T>;
}
