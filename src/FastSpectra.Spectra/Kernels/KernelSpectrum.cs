using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// Eigenvalues of a positive semi-definite n x n kernel and the projections of the labels on its eigenvectors, in double. Both come from
/// one decomposition; together they are the kernel-target alignment as well.
/// </summary>
public sealed class KernelSpectrum
{
    private readonly double[] _eigenvalues;
    private readonly double[] _projections;
    private readonly double _labelNorm;

    private KernelSpectrum(double[] eigenvalues, double[] projections, double labelNorm, SvdStatus status)
    {
        _eigenvalues = eigenvalues;
        _projections = projections;
        _labelNorm = labelNorm;
        Status = status;
    }

    /// <summary>Whether the values can be used; where not, they are NaN.</summary>
    public SvdStatus Status { get; }

    /// <summary>n eigenvalues, descending.</summary>
    public ReadOnlySpan<double> Eigenvalues => _eigenvalues;

    /// <summary>n eigenvalues, ascending: a copy, as laws and distances ask for.</summary>
    public double[] Ascending
    {
        get
        {
            double[] copy = [.. _eigenvalues];
            Array.Reverse(copy);
            return copy;
        }
    }

    /// <summary>|u_1 . y| / |y|: cosine between the leading eigenvector and the labels.</summary>
    public double LeadingAlignment => _projections.Length == 0 ? 0 : Math.Abs(_projections[0]) / _labelNorm;

    /// <summary>KTA = y^T K y / (|K|_F |y|^2), uncentred.</summary>
    public double TargetAlignment
    {
        get
        {
            double form = 0;
            double squares = 0;
            for (int i = 0; i < _eigenvalues.Length; i++)
            {
                form += _eigenvalues[i] * _projections[i] * _projections[i];
                squares += _eigenvalues[i] * _eigenvalues[i];
            }

            return form / (Math.Sqrt(squares) * _labelNorm * _labelNorm);
        }
    }

    /// <summary>Number of eigenvalues above <paramref name="threshold"/>.</summary>
    public int CountAbove(double threshold) => DescendingValues.CountAbove(_eigenvalues, threshold);

    /// <summary>
    /// The conjugate kernel K = Z Z^T / h of features <paramref name="z"/> [n, h]: squared singular values of Z over h, and n - h zeros where h &lt; n.
    /// K itself is not formed.
    /// </summary>
    /// <exception cref="ArgumentException">There is not one label per row.</exception>
    public static unsafe KernelSpectrum OfFeatures<T>(MatrixView<T> z, ReadOnlySpan<T> labels, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        double[] y = Labels(labels, z.Rows, out double norm);
        int count = Math.Min(z.Rows, z.Columns);
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<double> copy = workspace.TakeMatrix<double>(z.Rows, z.Columns);
        for (int i = 0; i < z.Rows; i++)
        {
            for (int j = 0; j < z.Columns; j++)
            {
                copy[i, j] = double.CreateTruncating(z[i, j]);
            }
        }

        double[] values = new double[z.Rows];
        double[] projections = new double[z.Rows];
        SvdStatus status = Svd.ValuesAndRightProjections(copy.Transposed, y, values.AsSpan(0, count), projections.AsSpan(0, count), workspace, team);
        for (int i = 0; i < count; i++)
        {
            values[i] = values[i] * values[i] / z.Columns;
        }

        return new KernelSpectrum(values, projections, norm, status);
    }

    /// <summary>Any positive semi-definite <paramref name="kernel"/> [n, n]; its singular values are its eigenvalues.</summary>
    /// <exception cref="ArgumentException">The kernel is not square, or there is not one label per row.</exception>
    public static KernelSpectrum OfMatrix<T>(Matrix<double> kernel, ReadOnlySpan<T> labels, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.Rows != kernel.Columns)
        {
            throw new ArgumentException($"a kernel is square, this matrix is {kernel.Rows}x{kernel.Columns}", nameof(kernel));
        }

        double[] y = Labels(labels, kernel.Rows, out double norm);
        double[] values = new double[kernel.Rows];
        double[] projections = new double[kernel.Rows];
        SvdStatus status = Svd.ValuesAndRightProjections(kernel.View, y, values, projections, workspace, team);
        return new KernelSpectrum(values, projections, norm, status);
    }

    private static double[] Labels<T>(ReadOnlySpan<T> labels, int samples, out double norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (labels.Length != samples)
        {
            throw new ArgumentException($"{samples} samples have {labels.Length} labels", nameof(labels));
        }

        double[] y = new double[labels.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = double.CreateTruncating(labels[i]);
        }

        norm = Math.Sqrt(SumOfSquares.Of<double>(y));
        return y;
    }
}
