using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Loss and gradient of the first full-batch step. Runs that start from the same student and data differ in their rates and rules only after
/// it: the first of them computes it, the others copy as many elements as there are weights instead of doing 4 n flops for each. The bits are the same ones.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class FirstGradient<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Matrix<T>[]? _hiddenLayers;
    private Matrix<T>? _a;
    private double _loss;

    /// <summary>Whether a trainer has computed it.</summary>
    public bool IsKnown => _hiddenLayers is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Matrix<T> layer in _hiddenLayers ?? [])
        {
            layer.Dispose();
        }

        _a?.Dispose();
    }

    internal void Keep(double loss, IStudentGradient<T> gradient)
    {
        _loss = loss;
        _hiddenLayers = [.. gradient.HiddenLayers.Select(layer => layer.Clone())];
        _a = gradient.A?.Clone();
    }

    /// <exception cref="ArgumentException">It was computed for a student of another shape, or with another last layer.</exception>
    internal double CopyTo(IStudentGradient<T> gradient)
    {
        string known = Shapes(_hiddenLayers!, _a);
        string wanted = Shapes(gradient.HiddenLayers, gradient.A);
        if (known != wanted)
        {
            throw new ArgumentException($"the shared first gradient is {known}; the student's is {wanted}");
        }

        for (int i = 0; i < _hiddenLayers!.Length; i++)
        {
            gradient.HiddenLayers[i].CopyFrom(_hiddenLayers[i]);
        }

        gradient.A?.CopyFrom(_a!);
        return _loss;
    }

    private static string Shapes(IEnumerable<Matrix<T>> hiddenLayers, Matrix<T>? a) =>
        string.Join(", ", hiddenLayers.Select(layer => $"[{layer.Rows}, {layer.Columns}]")) + (a is null ? "" : " and that of a");
}
