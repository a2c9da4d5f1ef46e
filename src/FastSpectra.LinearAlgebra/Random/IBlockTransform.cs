namespace FastSpectra.LinearAlgebra;

/// <summary>Turns two random 64-bit words per lane into two numbers per lane.</summary>
internal interface IBlockTransform
{
    static abstract void Transform<TLanes>(ref TLanes a, ref TLanes b)
        where TLanes : unmanaged, ILanes<TLanes, double>;
}
