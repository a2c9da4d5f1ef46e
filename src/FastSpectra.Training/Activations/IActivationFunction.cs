using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>A hidden unit's function and its derivative, written once over lanes of doubles; <see cref="ElementwiseActivation"/> applies it.</summary>
internal interface IActivationFunction
{
    static abstract TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>;
}
