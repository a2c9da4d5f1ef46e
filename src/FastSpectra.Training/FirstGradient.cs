using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Loss and gradient of the first full-batch step. Runs that start from the same student and data differ in their rates and rules only after
/// it: the first of them computes it, the others copy 2 h d elements instead of doing 4 n h d flops. The bits are the same ones.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class FirstGradient<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Matrix<T>? _w;
    private Matrix<T>? _a;
    private double _loss;

    /// <summary>Whether a trainer has computed it.</summary>
    public bool IsKnown => _w is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _w?.Dispose();
        _a?.Dispose();
    }

    internal void Keep(double loss, IStudentGradient<T> gradient)
    {
        _loss = loss;
        _w = Copy(gradient.W);
        _a = gradient.A is { } a ? Copy(a) : null;
    }

    /// <exception cref="ArgumentException">It was computed for a student of another shape, or with another last layer.</exception>
    internal double CopyTo(IStudentGradient<T> gradient)
    {
        if (_w!.Rows != gradient.W.Rows || _w.Columns != gradient.W.Columns || (_a is null) != (gradient.A is null))
        {
            throw new ArgumentException($"the shared first gradient is [{_w.Rows}, {_w.Columns}]{(_a is null ? "" : " and that of a")}; the student's is [{gradient.W.Rows}, {gradient.W.Columns}]{(gradient.A is null ? "" : " and that of a")}");
        }

        gradient.W.CopyFrom(_w);
        gradient.A?.CopyFrom(_a!);
        return _loss;
    }

    private static Matrix<T> Copy(Matrix<T> source)
    {
        Matrix<T> copy = new(source.Rows, source.Columns);
        copy.CopyFrom(source);
        return copy;
    }
}
