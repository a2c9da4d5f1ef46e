using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Loss and gradient of a student on a batch X [b, d], y [b, 1]: loss = (1/b) |r|^2, r = f(X) - y. With P_l = Z_{l-1} W_l^T / sqrt(c_l) [b, h],
/// c_l the columns of W_l, Z_l = sigma(P_l), Z_0 = X:  dloss/dW_l = B_l^T Z_{l-1};  dloss/da = (2 / (b sqrt h)) r^T Z_{L-1};
/// B_{L-1} = (2 / (b sqrt(h c_{L-1}))) (r a^T) (.) sigma'(P_{L-1}),  B_{l-1} = (1 / sqrt(c_{l-1})) (B_l W_l) (.) sigma'(P_{l-1}).
/// </summary>
/// <remarks>
/// Two products of 2 b h d flops for W_1 and three of 2 b h^2 for each layer above it. In the last hidden layer every row of pre-activations is read
/// and overwritten by its row of B in one visit, while it is in the nearest cache; a layer below keeps Z and sigma', and B takes the place of Z.
/// Owns all scratch memory, 2 L - 3 matrices [b, h] and one more for the last layer's gradient: a call allocates nothing.
/// Source: arXiv 2406.04657, setup; the factor 2 is that of the mean squared error.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class StudentGradient<T> : IStudentGradient<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Student<T> _student;
    private readonly Matrix<T>[] _gradients;
    private readonly Matrix<T>[] _lower;
    private readonly Matrix<T>[] _lowerSlopes;
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
    public StudentGradient(Student<T> student, int largestBatch, bool withLastLayer, int threads)
    {
        ArgumentNullException.ThrowIfNull(student);
        _student = student;
        _gradients = [.. student.HiddenLayers.Select(layer => new Matrix<T>(layer.Rows, layer.Columns))];
        _lower = [.. student.HiddenLayers.SkipLast(1).Select(layer => new Matrix<T>(largestBatch, layer.Rows))];
        _lowerSlopes = [.. student.HiddenLayers.SkipLast(1).Select(layer => new Matrix<T>(largestBatch, layer.Rows))];
        _hidden = new Matrix<T>(largestBatch, student.Width);
        _features = withLastLayer ? new Matrix<T>(largestBatch, student.Width) : null;
        _residuals = new Matrix<T>(largestBatch, 1);
        _values = new Matrix<T>(threads, student.Width);
        _slopes = new Matrix<T>(threads, student.Width);
        A = withLastLayer ? new Matrix<T>(1, student.Width) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Matrix<T>> HiddenLayers => _gradients;

    /// <inheritdoc/>
    public Matrix<T> W => _gradients[0];

    /// <inheritdoc/>
    public Matrix<T>? A { get; }

    /// <inheritdoc/>
    public Matrix<T>? Scratch => _hidden;

    /// <summary>Computes the loss, in double from residuals in T, and fills <see cref="HiddenLayers"/> and <see cref="A"/>.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public double Compute(MatrixView<T> x, ReadOnlySpan<T> y, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        int b = x.Rows;
        StudentSizes sizes = _student.Sizes;
        int h = sizes.Width;
        if (x.Columns != sizes.Dimension || y.Length != b || b > _hidden.Rows || team.Size > _values.Rows)
        {
            throw new ArgumentException($"X is {b}x{x.Columns}, y has {y.Length} labels, {team.Size} threads; at most {_hidden.Rows}x{sizes.Dimension} and {_values.Rows} threads are expected");
        }

        // Forward: P_l, and below the last hidden layer Z_l and the slopes in the place of P_l.
        int last = _lower.Length;
        MatrixView<T> input = x;
        for (int l = 0; l < last; l++)
        {
            MatrixView<T> features = _lower[l].View.Slice(0, 0, b, h);
            MatrixView<T> slopes = _lowerSlopes[l].View.Slice(0, 0, b, h);
            Preactivations(l, input, slopes, team);
            LowerRowsTask activation = new() { Activation = _student.Activation, Features = features, Slopes = slopes };
            team.Run(ref activation);
            input = features;
        }

        MatrixView<T> hidden = _hidden.View.Slice(0, 0, b, h);
        Preactivations(last, input, hidden, team);

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
                BackwardScale = T.CreateChecked(2 / (b * Math.Sqrt((double)h * sizes.FanIn(last)))),
            };
            team.Run(ref task);
        }

        // Backward: dloss/dW_l from B_l, then B_{l-1} in the place of Z_{l-1}, which nobody reads any more.
        MatrixView<T> backward = hidden;
        for (int l = last; l > 0; l--)
        {
            MatrixView<T> below = _lower[l - 1].View.Slice(0, 0, b, h);
            Gemm.Multiply(T.One, backward.Transposed, below, T.Zero, _gradients[l].View, team);
            Gemm.Multiply(T.CreateChecked(1 / Math.Sqrt(sizes.FanIn(l - 1))), backward, _student.HiddenLayers[l].View, T.Zero, below, team);
            SlopesTask product = new() { Backward = below, Slopes = _lowerSlopes[l - 1].View };
            team.Run(ref product);
            backward = below;
        }

        Gemm.Multiply(T.One, backward.Transposed, x, T.Zero, W.View, team);
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
        foreach (Matrix<T> matrix in (ReadOnlySpan<Matrix<T>>)[.. _gradients, .. _lower, .. _lowerSlopes, _hidden, _residuals, _values, _slopes])
        {
            matrix.Dispose();
        }

        _features?.Dispose();
        A?.Dispose();
    }

    private void Preactivations(int layer, MatrixView<T> input, MatrixView<T> products, ThreadTeam team)
    {
        T scale = T.CreateChecked(1 / Math.Sqrt(_student.Sizes.FanIn(layer)));
        Gemm.Multiply(scale, input, _student.HiddenLayers[layer].View.Transposed, T.Zero, products, team);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    // The caller keeps the matrices of both tasks alive for their duration; rows have unit stride.
    private struct LowerRowsTask : ITeamTask
    {
        public Activation<T> Activation;
        public MatrixView<T> Features;
        public MatrixView<T> Slopes;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Features.Rows);
            for (long i = begin; i < end; i++)
            {
                Span<T> slopes = new(Slopes.Data + (i * Slopes.RowStride), Features.Columns);
                Activation.ApplyWithDerivative(slopes, new Span<T>(Features.Data + (i * Features.RowStride), Features.Columns), slopes);
            }
        }
    }

    private struct SlopesTask : ITeamTask
    {
        public MatrixView<T> Backward;
        public MatrixView<T> Slopes;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Backward.Rows);
            for (long i = begin; i < end; i++)
            {
                Span<T> row = new(Backward.Data + (i * Backward.RowStride), Backward.Columns);
                ScaledProduct.Apply(T.One, row, new ReadOnlySpan<T>(Slopes.Data + (i * Slopes.RowStride), Backward.Columns), row);
            }
        }
    }
}
