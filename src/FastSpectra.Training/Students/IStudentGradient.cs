using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Computes the loss of a student on a batch and its gradients with respect to every layer.</summary>
/// <typeparam name="T">float or double: the type of the student.</typeparam>
public interface IStudentGradient<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>dloss/dW_1 [h, d], dloss/dW_2 [h, h], ... of the last call, in the order of the student's hidden layers.</summary>
    IReadOnlyList<Matrix<T>> HiddenLayers { get; }

    /// <summary>dloss/dW_1 of the last call, [h, d].</summary>
    Matrix<T> W { get; }

    /// <summary>dloss/da of the last call, [1, h]; null where it was not asked for.</summary>
    Matrix<T>? A { get; }

    /// <summary>Memory of [largest batch, h] elements that others may use between two calls; null if there is none.</summary>
    Matrix<T>? Scratch { get; }

    /// <summary>Computes the loss on the batch <paramref name="x"/> [b, d], <paramref name="y"/> [b] and fills <see cref="HiddenLayers"/> and <see cref="A"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    double Compute(MatrixView<T> x, ReadOnlySpan<T> y, ThreadTeam team);
}
