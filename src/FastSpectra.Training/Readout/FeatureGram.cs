using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

// G = Z^T Z [h, h] where h <= n, K = Z Z^T [n, n] where n < h, and b = Z^T y [h], all in double from features Z [n, h] in T.
// |G|_F = |K|_F and b . b = y . K y, so either serves the ridge read-out and the kernel-target alignment alike.
// 2 n h min(n, h) flops (half with symmetry); Z is converted in panels of PanelLength, never as a whole.

/// <summary>
/// Second moments of hidden features: the one product that ridge read-out and kernel-target alignment share. The n x n kernel
/// appears only where it is the smaller one; which it is depends on the shape alone.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class FeatureGram<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows (or columns) of Z converted at a time: 512 x 1500 doubles are 6 MB, a fraction of Z. Fixed, because sums over panels
    // are rounded panel by panel.
    private const int PanelLength = 512;

    private readonly Matrix<double> _panel;
    private readonly Matrix<double> _labels;
    private readonly Matrix<double> _projection;

    /// <summary>Prepares for <paramref name="samples"/> samples of <paramref name="width"/> features.</summary>
    public FeatureGram(int samples, int width)
    {
        Samples = samples;
        Width = width;
        IsKernel = samples < width;
        int order = Math.Min(samples, width);
        int inner = Math.Min(PanelLength, Math.Max(samples, width));
        Matrix = new Matrix<double>(order, order);
        _panel = IsKernel ? new Matrix<double>(samples, inner) : new Matrix<double>(inner, width);
        _labels = new Matrix<double>(samples, 1);
        _projection = new Matrix<double>(width, 1);
    }

    /// <summary>Number of samples n.</summary>
    public int Samples { get; }

    /// <summary>Number of features h.</summary>
    public int Width { get; }

    /// <summary>True if <see cref="Matrix"/> is Z Z^T, false if it is Z^T Z.</summary>
    public bool IsKernel { get; }

    /// <summary>Z^T Z [h, h] or Z Z^T [n, n], whichever is smaller.</summary>
    public Matrix<double> Matrix { get; }

    /// <summary>y [n, 1].</summary>
    public Matrix<double> Labels => _labels;

    /// <summary>Z^T y [h, 1].</summary>
    public Matrix<double> Projection => _projection;

    /// <summary>Computes the moments of <paramref name="z"/> [n, h] and <paramref name="y"/> [n].</summary>
    /// <exception cref="ArgumentException">The shapes are not those prepared for.</exception>
    public void Compute(MatrixView<T> z, ReadOnlySpan<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (z.Rows != Samples || z.Columns != Width || y.Length != Samples)
        {
            throw new ArgumentException($"Z is {z.Rows}x{z.Columns} and y has {y.Length} labels; {Samples}x{Width} was prepared for");
        }

        for (int i = 0; i < Samples; i++)
        {
            _labels[i, 0] = double.CreateTruncating(y[i]);
        }

        int length = IsKernel ? Width : Samples;
        for (int begin = 0; begin < length; begin += PanelLength)
        {
            int count = Math.Min(PanelLength, length - begin);
            double beta = begin == 0 ? 0 : 1;
            if (IsKernel)
            {
                MatrixView<double> panel = _panel.View.Slice(0, 0, Samples, count);
                PanelConversion.Convert(z.Slice(0, begin, Samples, count), panel, team);
                Syrk.Multiply(1.0, panel, beta, Matrix.View, team);
                Gemm.Multiply(1.0, panel.Transposed, _labels.View, 0.0, _projection.View.Slice(begin, 0, count, 1), team);
            }
            else
            {
                MatrixView<double> panel = _panel.View.Slice(0, 0, count, Width);
                PanelConversion.Convert(z.Slice(begin, 0, count, Width), panel, team);
                Syrk.Multiply(1.0, panel.Transposed, beta, Matrix.View, team);
                Gemm.Multiply(1.0, panel.Transposed, _labels.View.Slice(begin, 0, count, 1), beta, _projection.View, team);
            }
        }
    }

    /// <summary>predictions = Z c for features <paramref name="z"/> [any, h] and coefficients <paramref name="c"/> [h, 1], in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Predict(MatrixView<T> z, Matrix<double> c, Span<double> predictions, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(c);
        ArgumentNullException.ThrowIfNull(team);
        if (z.Columns != Width || c.Rows != Width || predictions.Length != z.Rows)
        {
            throw new ArgumentException($"Z is {z.Rows}x{z.Columns}, there are {c.Rows} coefficients and room for {predictions.Length} predictions; {Width} features were prepared for");
        }

        // Whole rows of Z are needed here; in kernel form the panel is reshaped to as many as fit.
        int fit = (int)Math.Max(1, Math.Min(PanelLength, _panel.Count / Math.Max(1, Width)));
        fixed (double* result = predictions)
        {
            for (int begin = 0; begin < z.Rows; begin += fit)
            {
                int count = Math.Min(fit, z.Rows - begin);
                MatrixView<double> panel = new(_panel.Pointer, count, Width, Width);
                PanelConversion.Convert(z.Slice(begin, 0, count, Width), panel, team);
                Gemm.Multiply(1.0, panel, c.View, 0.0, new MatrixView<double>(result + begin, count, 1, 1), team);
            }
        }
    }

    /// <summary>c = Z^T alpha for the samples' weights <paramref name="alpha"/> [n, 1].</summary>
    public void Combine(MatrixView<T> z, Matrix<double> alpha, Matrix<double> c, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(alpha);
        ArgumentNullException.ThrowIfNull(c);
        ArgumentNullException.ThrowIfNull(team);
        int fit = (int)Math.Max(1, Math.Min(PanelLength, _panel.Count / Math.Max(1, Width)));
        for (int begin = 0; begin < Samples; begin += fit)
        {
            int count = Math.Min(fit, Samples - begin);
            MatrixView<double> panel = new(_panel.Pointer, count, Width, Width);
            PanelConversion.Convert(z.Slice(begin, 0, count, Width), panel, team);
            Gemm.Multiply(1.0, panel.Transposed, alpha.View.Slice(begin, 0, count, 1), begin == 0 ? 0.0 : 1.0, c.View, team);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Matrix.Dispose();
        _panel.Dispose();
        _labels.Dispose();
        _projection.Dispose();
    }
}
