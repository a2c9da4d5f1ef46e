using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Loss and gradient of a two-layer student on a batch X [b, d], y [b, 1]:
/// L = (1/b) |r|^2, r = f(X) - y;  dL/dW = B^T X with B = (2 / (b sqrt(h d))) (r a^T) (.) sigma'(X W^T / sqrt d) [b, h];
/// dL/da = (2 / (b sqrt h)) r^T Z with Z = sigma(X W^T / sqrt d).
/// </summary>
/// <remarks>
/// Two products of 2 b h d flops. Between them every row of pre-activations is read and overwritten by its row of B in one visit,
/// while it is in the nearest cache. Owns all scratch memory: a call allocates nothing.
/// Source: arXiv 2406.04657, setup; the factor 2 is that of the mean squared error.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class TwoLayerGradient<T> : IStudentGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TwoLayerStudent<T> _student;
    private readonly Matrix<T> _hidden;
    private readonly Matrix<T>? _features;
    private readonly Matrix<T> _residuals;
    private readonly Matrix<T> _values;
    private readonly Matrix<T> _slopes;

    /// <summary>Prepares for batches of up to <paramref name="largestBatch"/> samples.</summary>
    /// <param name="student">The student whose loss is differentiated; it stays the caller's.</param>
    /// <param name="largestBatch">Most samples in one call.</param>
    /// <param name="withLastLayer">Whether the gradient of a is wanted as well; costs another [b, h] of memory.</param>
    /// <param name="threads">Most members of a team that will be used.</param>
    public TwoLayerGradient(TwoLayerStudent<T> student, int largestBatch, bool withLastLayer, int threads)
    {
        ArgumentNullException.ThrowIfNull(student);
        _student = student;
        _hidden = new Matrix<T>(largestBatch, student.Width);
        _features = withLastLayer ? new Matrix<T>(largestBatch, student.Width) : null;
        _residuals = new Matrix<T>(largestBatch, 1);
        _values = new Matrix<T>(threads, student.Width);
        _slopes = new Matrix<T>(threads, student.Width);
        W = new Matrix<T>(student.Width, student.Dimension);
        A = withLastLayer ? new Matrix<T>(1, student.Width) : null;
    }

    /// <inheritdoc/>
    public Matrix<T> W { get; }

    /// <inheritdoc/>
    public Matrix<T>? A { get; }

    /// <inheritdoc/>
    public Matrix<T>? Scratch => _hidden;

    /// <summary>Computes the loss, in double from residuals in T, and fills <see cref="W"/> and <see cref="A"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public double Compute(MatrixView<T> x, ReadOnlySpan<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        int b = x.Rows;
        int h = _student.Width;
        int d = _student.Dimension;
        if (x.Columns != d || y.Length != b || b > _hidden.Rows || team.Size > _values.Rows)
        {
            throw new ArgumentException($"X is {b}x{x.Columns}, y has {y.Length} labels, {team.Size} threads; at most {_hidden.Rows}x{d} and {_values.Rows} threads are expected");
        }

        // Forward: P = X W^T / sqrt d [b, h].
        MatrixView<T> hidden = _hidden.View.Slice(0, 0, b, h);
        Gemm.Multiply(T.CreateChecked(1 / Math.Sqrt(d)), x, _student.W.View.Transposed, T.Zero, hidden, team);

        // Forward and backward through the last layer, row by row: f, r, then B in the place of P.
        fixed (T* labels = y)
        {
            RowsTask task = new()
            {
                Activation = _student.Activation,
                A = _student.A.Pointer,
                Hidden = hidden,
                Features = _features is null ? null : _features.Pointer,
                Labels = labels,
                Residuals = _residuals.Pointer,
                Values = _values.View,
                Slopes = _slopes.View,
                OutputScale = 1 / Math.Sqrt(h),
                BackwardScale = T.CreateChecked(2 / (b * Math.Sqrt((double)h * d))),
            };
            team.Run(ref task);
        }

        // Backward: dL/dW = B^T X [h, d] and dL/da = (2 / (b sqrt h)) Z^T r.
        Gemm.Multiply(T.One, hidden.Transposed, x, T.Zero, W.View, team);
        if (A is not null)
        {
            MatrixView<T> features = _features!.View.Slice(0, 0, b, h);
            T scale = T.CreateChecked(2 / (b * Math.Sqrt(h)));
            Gemm.Multiply(scale, features.Transposed, _residuals.View.Slice(0, 0, b, 1), T.Zero, A.View.Transposed, team);
        }

        return MeanSquare(_residuals.Span[..b]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hidden.Dispose();
        _features?.Dispose();
        _residuals.Dispose();
        _values.Dispose();
        _slopes.Dispose();
        W.Dispose();
        A?.Dispose();
    }

    private static double MeanSquare(ReadOnlySpan<T> residuals)
    {
        double sum = 0;
        foreach (T value in residuals)
        {
            double r = double.CreateTruncating(value);
            sum = Fused.MultiplyAdd(r, r, sum);
        }

        return sum / residuals.Length;
    }

    // The caller keeps every pointer alive for the duration of the task.
    private struct RowsTask : ITeamTask
    {
        public Activation<T> Activation;
        public T* A;
        public MatrixView<T> Hidden;
        public T* Features;
        public T* Labels;
        public T* Residuals;
        public MatrixView<T> Values;
        public MatrixView<T> Slopes;
        public double OutputScale;
        public T BackwardScale;

        public readonly void Run(int member, ThreadTeam team)
        {
            int h = Hidden.Columns;
            Span<T> slopes = new(Slopes.Data + (member * Slopes.RowStride), h);
            ReadOnlySpan<T> a = new(A, h);
            (long begin, long end) = team.Share(member, Hidden.Rows);
            for (long i = begin; i < end; i++)
            {
                Span<T> row = new(Hidden.Data + (i * Hidden.RowStride), h);
                Span<T> values = Features is null ? new(Values.Data + (member * Values.RowStride), h) : new(Features + (i * h), h);
                Activation.ApplyWithDerivative(row, values, slopes);
                double output = InDouble.Dot<T>(values, a) * OutputScale;
                T residual = T.CreateTruncating(output - double.CreateTruncating(Labels[i]));
                Residuals[i] = residual;
                ScaledProduct.Apply(BackwardScale * residual, slopes, a, row);
            }
        }
    }
}
