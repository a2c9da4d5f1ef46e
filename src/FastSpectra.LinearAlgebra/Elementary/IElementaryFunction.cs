namespace FastSpectra.LinearAlgebra;

/// <summary>A function of one variable, written once over the lanes; each lane depends on its own input only.</summary>
internal interface IElementaryFunction<T>
    where T : unmanaged
{
    static abstract TLanes Evaluate<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes, T>;
}
