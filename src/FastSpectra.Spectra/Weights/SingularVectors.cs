using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>The thin singular value decomposition of a matrix [h, d] in its own precision, k = min(h, d).</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SingularVectors<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _values;

    private SingularVectors(Matrix<T> left, T[] values, Matrix<T> rightTransposed, SvdStatus status)
    {
        Left = left;
        _values = values;
        RightTransposed = rightTransposed;
        Status = status;
    }

    /// <summary>Left singular vectors in the columns, [h, k].</summary>
    public Matrix<T> Left { get; }

    /// <summary>k singular values, descending.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>Right singular vectors in the rows, [k, d].</summary>
    public Matrix<T> RightTransposed { get; }

    /// <summary>Whether the decomposition can be used.</summary>
    public SvdStatus Status { get; }

    /// <summary>Decomposes <paramref name="w"/>.</summary>
    public static SingularVectors<T> Of(Matrix<T> w, Workspace workspace, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(w);
        int count = Math.Min(w.Rows, w.Columns);
        Matrix<T> left = new(w.Rows, count);
        Matrix<T> right = new(count, w.Columns);
        T[] values = new T[count];
        SvdStatus status = Svd.Full(w.View, left.View, values, right.View, workspace, team);
        return new SingularVectors<T>(left, values, right, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        RightTransposed.Dispose();
    }
}
