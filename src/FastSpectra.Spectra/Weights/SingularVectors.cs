using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// The thin singular value decomposition of a matrix [h, d], k = min(h, d), in double whatever the type of the matrix: the vectors of values
/// that lie close together turn by rounding / gap, and the gaps of a bulk of 1000 values come down to the rounding of floats.
/// </summary>
public sealed class SingularVectors : IDisposable
{
    private readonly double[] _values;

    private SingularVectors(Matrix<double> left, double[] values, Matrix<double> rightTransposed, SvdStatus status)
    {
        Left = left;
        _values = values;
        RightTransposed = rightTransposed;
        Status = status;
    }

    /// <summary>Left singular vectors in the columns, [h, k].</summary>
    public Matrix<double> Left { get; }

    /// <summary>k singular values, descending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Right singular vectors in the rows, [k, d].</summary>
    public Matrix<double> RightTransposed { get; }

    /// <summary>Whether the decomposition can be used.</summary>
    public SvdStatus Status { get; }

    /// <summary>Decomposes <paramref name="w"/>.</summary>
    public static SingularVectors Of<T>(Matrix<T> w, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workspace);
        int count = Math.Min(w.Rows, w.Columns);
        Matrix<double> left = new(w.Rows, count);
        Matrix<double> right = new(count, w.Columns);
        double[] values = new double[count];
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<double> copy = workspace.TakeMatrix<double>(w.Rows, w.Columns);
        PanelConversion.Convert(w.View, copy, team);
        SvdStatus status = Svd.Full(copy, left.View, values, right.View, workspace, team);
        return new SingularVectors(left, values, right, status);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Left.Dispose();
        RightTransposed.Dispose();
    }
}
