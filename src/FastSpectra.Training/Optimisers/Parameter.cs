using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>A layer that an optimiser changes, with the place where its gradient is found.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Name">Name in checkpoints.</param>
/// <param name="Value">The layer; changed in place.</param>
/// <param name="Gradient">Gradient of the loss, of the same shape.</param>
public sealed record Parameter<T>(string Name, Matrix<T> Value, Matrix<T> Gradient)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
