using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// f(x) = a . z_{L-1} / sqrt h with z_l = sigma(W_l z_{l-1} / sqrt(columns of W_l)), z_0 = x: hidden layers W_1 [h, d] and W_2, ... [h, h], last layer
/// a [1, h], no biases. L = 2 is the student of arXiv 2406.04657 (setup), L = 3 the one of its earlier code.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Student<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Matrix<T>[] _hiddenLayers;

    /// <summary>Takes ownership of the layers.</summary>
    /// <exception cref="ArgumentException">There is no hidden layer, one above the first is not h x h, or a is not 1 x h.</exception>
    public Student(IReadOnlyList<Matrix<T>> hiddenLayers, Matrix<T> a, Activation<T> activation)
    {
        ArgumentNullException.ThrowIfNull(hiddenLayers);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(activation);
        if (hiddenLayers.Count == 0)
        {
            throw new ArgumentException("there is no hidden layer; at least 1 is expected", nameof(hiddenLayers));
        }

        int h = hiddenLayers[0].Rows;
        for (int i = 1; i < hiddenLayers.Count; i++)
        {
            if (hiddenLayers[i].Rows != h || hiddenLayers[i].Columns != h)
            {
                throw new ArgumentException(
                    $"W is {h}x{hiddenLayers[0].Columns}, so {StudentSizes.LayerName(i)} should be {h}x{h}, but is {hiddenLayers[i].Rows}x{hiddenLayers[i].Columns}", nameof(hiddenLayers));
            }
        }

        if (a.Rows != 1 || a.Columns != h)
        {
            throw new ArgumentException($"W is {h}x{hiddenLayers[0].Columns}, so a should be 1x{h}, but is {a.Rows}x{a.Columns}", nameof(a));
        }

        _hiddenLayers = [.. hiddenLayers];
        A = a;
        Activation = activation;
    }

    /// <summary>Takes ownership of the two layers of a student with L = 2.</summary>
    /// <exception cref="ArgumentException">a is not 1 x h.</exception>
    public Student(Matrix<T> w, Matrix<T> a, Activation<T> activation)
        : this([w], a, activation)
    {
    }

    /// <summary>W_1 [h, d], W_2 [h, h], ..., in the order of the forward pass.</summary>
    public IReadOnlyList<Matrix<T>> HiddenLayers => _hiddenLayers;

    /// <summary>First layer W_1, [h, d].</summary>
    public Matrix<T> W => _hiddenLayers[0];

    /// <summary>Last layer, [1, h].</summary>
    public Matrix<T> A { get; }

    /// <summary>The function of the hidden units.</summary>
    public Activation<T> Activation { get; }

    /// <summary>L, d and h.</summary>
    public StudentSizes Sizes => new(Dimension, Width, _hiddenLayers.Length + 1);

    /// <summary>Hidden units h of every layer.</summary>
    public int Width => W.Rows;

    /// <summary>Inputs d.</summary>
    public int Dimension => W.Columns;

    /// <summary>
    /// Draws every layer with standard normal entries, each from a stream of its own: "W", "W2", ..., "a", with <paramref name="streamSuffix"/> after the name.
    /// </summary>
    public static Student<T> Draw(StudentSizes sizes, ulong seed, string streamSuffix, Activation<T> activation, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Matrix<T>[] hiddenLayers = new Matrix<T>[sizes.HiddenLayers];
        for (int i = 0; i < hiddenLayers.Length; i++)
        {
            hiddenLayers[i] = new Matrix<T>(sizes.Width, sizes.FanIn(i));
            DrawTask task = new(hiddenLayers[i], new RandomStream(seed, StudentSizes.LayerName(i) + streamSuffix));
            team.Run(ref task);
        }

        Matrix<T> a = new(1, sizes.Width);
        new RandomStream(seed, "a" + streamSuffix).Normals(a.Span, 0);
        return new Student<T>(hiddenLayers, a, activation);
    }

    /// <summary>An independent copy, to train from a shared initial student.</summary>
    public Student<T> Clone() => new([.. _hiddenLayers.Select(layer => layer.Clone())], A.Clone(), Activation);

    /// <summary>Makes the layers equal to those of a student of the same shape.</summary>
    /// <exception cref="ArgumentException">Its shape is another one.</exception>
    public void CopyFrom(Student<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Sizes != Sizes)
        {
            throw new ArgumentException($"the student is {Sizes}, the other one {other.Sizes}", nameof(other));
        }

        for (int i = 0; i < _hiddenLayers.Length; i++)
        {
            _hiddenLayers[i].CopyFrom(other._hiddenLayers[i]);
        }

        A.CopyFrom(other.A);
    }

    /// <summary>
    /// The features Z_{L-1} [n, h] of the last hidden layer for the samples in the rows of <paramref name="x"/> [n, d]. <paramref name="scale"/> divides
    /// that layer's products only: sqrt(columns of W_{L-1}) in training and predictions. Takes one [n, h] of <paramref name="workspace"/> where L is above 2.
    /// </summary>
    /// <param name="x">[n, d].</param>
    /// <param name="scale">Divisor of the last hidden layer's products.</param>
    /// <param name="features">[n, h].</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <param name="onLower">Shown l and the features Z_l of every layer below on the way, 1 to L - 2; they are overwritten afterwards.</param>
    public void Features(MatrixView<T> x, double scale, MatrixView<T> features, Workspace workspace, ThreadTeam team, Action<int, MatrixView<T>>? onLower = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        using Workspace.Mark mark = workspace.Begin();
        int last = _hiddenLayers.Length - 1;
        MatrixView<T> other = last > 0 ? workspace.TakeMatrix<T>(x.Rows, Width) : features;
        MatrixView<T> input = x;
        for (int i = 0; i < last; i++)
        {
            // In turns, so that the last layer finds its place free.
            MatrixView<T> output = (last - i) % 2 == 0 ? features : other;
            LayerFeatures(i, input, Math.Sqrt(Sizes.FanIn(i)), output, team);
            onLower?.Invoke(i + 1, output);
            input = output;
        }

        LayerFeatures(last, input, scale, features, team);
    }

    /// <summary>
    /// features = sigma(input W^T / scale) [n, h] of hidden layer <paramref name="index"/> (0 is W_1) from the features of the layer before it, or from X.
    /// </summary>
    public void LayerFeatures(int index, MatrixView<T> input, double scale, MatrixView<T> features, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Gemm.Multiply(T.CreateChecked(1 / scale), input, _hiddenLayers[index].View.Transposed, T.Zero, features, team);
        ActivationTask task = new(Activation, features);
        team.Run(ref task);
    }

    /// <summary>
    /// The factors of the conjugate and of the tangent kernel on the samples in the rows of <paramref name="x"/> [n, d], for every hidden layer l:
    /// values_l = Z_l and slopes_l = S_l, both [n, h], with S_{L-1} = sigma'(P_{L-1}) diag(a), S_l = (S_{l+1} W_{l+1} / sqrt h) (.) sigma'(P_l) and the pre-activations
    /// P_l. The derivative of f(x_i) by W_l is row i of S_l times row i of Z_{l-1}, Z_0 = X, over sqrt(h columns of W_l).
    /// </summary>
    /// <remarks>2 n h (d + 2 (L - 2) h) flops. Takes one [n, h] of <paramref name="workspace"/> where L is above 2.</remarks>
    /// <exception cref="ArgumentException">A number of layers or a shape does not fit.</exception>
    public void KernelFactors(MatrixView<T> x, IReadOnlyList<Matrix<T>> values, IReadOnlyList<Matrix<T>> slopes, Workspace workspace, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(slopes);
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        if (values.Count != _hiddenLayers.Length || slopes.Count != _hiddenLayers.Length)
        {
            throw new ArgumentException($"there are {values.Count} values and {slopes.Count} slopes; one of {x.Rows}x{Width} is expected for each of {_hiddenLayers.Length} hidden layers");
        }

        if (values.Concat(slopes).FirstOrDefault(matrix => matrix.Rows != x.Rows || matrix.Columns != Width) is { } other)
        {
            throw new ArgumentException($"values or slopes are {other.Rows}x{other.Columns}; {x.Rows}x{Width} are expected");
        }

        int last = _hiddenLayers.Length - 1;
        for (int l = 0; l <= last; l++)
        {
            Gemm.Multiply(T.CreateChecked(1 / Math.Sqrt(Sizes.FanIn(l))), l == 0 ? x : values[l - 1].View, _hiddenLayers[l].View.Transposed, T.Zero, values[l].View, team);
            FactorsTask task = new(Activation, l == last ? A : null, values[l], slopes[l]);
            team.Run(ref task);
        }

        using Workspace.Mark mark = workspace.Begin();
        MatrixView<T> product = last > 0 ? workspace.TakeMatrix<T>(x.Rows, Width) : default;
        for (int l = last - 1; l >= 0; l--)
        {
            Gemm.Multiply(T.CreateChecked(1 / Math.Sqrt(Width)), slopes[l + 1].View, _hiddenLayers[l + 1].View, T.Zero, product, team);
            ProductTask task = new(product, slopes[l]);
            team.Run(ref task);
        }
    }

    /// <summary>Outputs f(x) of the samples whose features are <paramref name="values"/> [n, h], in double.</summary>
    /// <exception cref="ArgumentException">There is not room for one output per row.</exception>
    public unsafe void Outputs(MatrixView<T> values, Span<double> outputs)
    {
        if (outputs.Length != values.Rows || values.Columns != Width)
        {
            throw new ArgumentException($"features are {values.Rows}x{values.Columns}, there is room for {outputs.Length} outputs of {Width} units");
        }

        double scale = 1 / Math.Sqrt(Width);
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = scale * InDouble.Dot<T>(new ReadOnlySpan<T>(values.Data + (i * values.RowStride), Width), A.Span);
        }
    }

    /// <summary>Rescales every hidden layer to Frobenius norm sqrt(rows columns), the norm's expected value at initialisation. A zero matrix stays.</summary>
    public void NormaliseWeights(ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        foreach (Matrix<T> layer in _hiddenLayers)
        {
            double norm = Math.Sqrt(InDouble.SumOfSquares<T>(layer.Span, team));
            if (norm > 0)
            {
                ScaleTask task = new(layer, T.CreateChecked(Math.Sqrt((double)layer.Rows * layer.Columns) / norm));
                team.Run(ref task);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Matrix<T> layer in _hiddenLayers)
        {
            layer.Dispose();
        }

        A.Dispose();
    }

    private readonly struct DrawTask(Matrix<T> w, RandomStream stream) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, w.Rows);
            for (int i = (int)begin; i < end; i++)
            {
                stream.Normals(w.Row(i), (long)i * w.Columns);
            }
        }
    }

    private readonly unsafe struct ActivationTask(Activation<T> activation, MatrixView<T> hidden) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, hidden.Rows);
            for (long i = begin; i < end; i++)
            {
                Span<T> row = new(hidden.Data + (i * hidden.RowStride), hidden.Columns);
                activation.Apply(row, row);
            }
        }
    }

    // a is null below the last hidden layer.
    private readonly struct FactorsTask(Activation<T> activation, Matrix<T>? a, Matrix<T> values, Matrix<T> slopes) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, values.Rows);
            for (int i = (int)begin; i < end; i++)
            {
                Span<T> row = values.Row(i), slope = slopes.Row(i);
                activation.ApplyWithDerivative(row, row, slope);
                if (a is not null)
                {
                    ScaledProduct.Apply(T.One, slope, a.Span, slope);
                }
            }
        }
    }

    // factors = factors (.) product.
    private readonly unsafe struct ProductTask(MatrixView<T> product, Matrix<T> factors) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, factors.Rows);
            for (int i = (int)begin; i < end; i++)
            {
                Span<T> row = factors.Row(i);
                ScaledProduct.Apply(T.One, row, new ReadOnlySpan<T>(product.Data + (i * product.RowStride), product.Columns), row);
            }
        }
    }

    private readonly struct ScaleTask(Matrix<T> w, T factor) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, w.Rows);
            for (int i = (int)begin; i < end; i++)
            {
                Scale.Apply(factor, w.Row(i));
            }
        }
    }
}
