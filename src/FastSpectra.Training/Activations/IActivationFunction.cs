using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>A hidden unit's function and its derivative, written once over lanes of doubles; <see cref="ElementwiseActivation{T, TFunction}"/> makes it an activation.</summary>
internal interface IActivationFunction
{
    static abstract string Name { get; }

    /// <summary>False where the derivative jumps at 0.</summary>
    static virtual bool IsSmooth => true;

    static abstract TLanes Evaluate<TLanes>(TLanes x, out TLanes slope)
        where TLanes : unmanaged, ILanes<TLanes, double>;
}
