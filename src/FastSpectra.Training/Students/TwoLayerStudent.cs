using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// f(x) = a . sigma(W x / sqrt d) / sqrt h with W [h, d] and a [1, h], no biases (arXiv 2406.04657, setup).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class TwoLayerStudent<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes ownership of the two layers.</summary>
    /// <exception cref="ArgumentException">a is not 1 x h.</exception>
    public TwoLayerStudent(Matrix<T> w, Matrix<T> a, Activation<T> activation)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(activation);
        if (a.Rows != 1 || a.Columns != w.Rows)
        {
            throw new ArgumentException($"W is {w.Rows}x{w.Columns}, so a should be 1x{w.Rows}, but is {a.Rows}x{a.Columns}", nameof(a));
        }

        W = w;
        A = a;
        Activation = activation;
    }

    /// <summary>First layer, [h, d].</summary>
    public Matrix<T> W { get; }

    /// <summary>Last layer, [1, h].</summary>
    public Matrix<T> A { get; }

    /// <summary>The function of the hidden units.</summary>
    public Activation<T> Activation { get; }

    /// <summary>Hidden units h.</summary>
    public int Width => W.Rows;

    /// <summary>Inputs d.</summary>
    public int Dimension => W.Columns;

    /// <summary>Draws W and a with standard normal entries from the streams <paramref name="wStream"/> and <paramref name="aStream"/>.</summary>
    public static TwoLayerStudent<T> Draw(int width, int dimension, ulong seed, string wStream, string aStream, Activation<T> activation, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Matrix<T> w = new(width, dimension);
        Matrix<T> a = new(1, width);
        DrawTask task = new(w, new RandomStream(seed, wStream));
        team.Run(ref task);
        new RandomStream(seed, aStream).Normals(a.Span, 0);
        return new TwoLayerStudent<T>(w, a, activation);
    }

    /// <summary>An independent copy, to train from a shared initial student.</summary>
    public TwoLayerStudent<T> Clone() => new(W.Clone(), A.Clone(), Activation);

    /// <summary>
    /// hidden = sigma(X W^T / scale) for the samples in the rows of <paramref name="x"/> [n, d]; <paramref name="hidden"/> is [n, h].
    /// Training and predictions have scale = sqrt d.
    /// </summary>
    public void Features(MatrixView<T> x, double scale, MatrixView<T> hidden, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        Gemm.Multiply(T.CreateChecked(1 / scale), x, W.View.Transposed, T.Zero, hidden, team);
        ActivationTask task = new(Activation, hidden);
        team.Run(ref task);
    }

    /// <summary>
    /// values = sigma(X W^T / sqrt d) and slopes = sigma'(X W^T / sqrt d) diag(a), both [n, h]: the factors of the conjugate and of the
    /// tangent kernel on the samples in the rows of <paramref name="x"/> [n, d].
    /// </summary>
    public void KernelFactors(MatrixView<T> x, MatrixView<T> values, MatrixView<T> slopes, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        if (values.Rows != slopes.Rows || slopes.Columns != Width)
        {
            throw new ArgumentException($"the values are {values.Rows}x{values.Columns}, the slopes {slopes.Rows}x{slopes.Columns}; {x.Rows}x{Width} are expected");
        }

        Gemm.Multiply(T.CreateChecked(1 / Math.Sqrt(Dimension)), x, W.View.Transposed, T.Zero, values, team);
        FactorsTask task = new(Activation, A, values, slopes);
        team.Run(ref task);
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

    /// <summary>Rescales W to Frobenius norm sqrt(h d), the norm's expected value at initialisation. A zero matrix stays.</summary>
    public void NormaliseWeights(ThreadTeam team)
    {
        double norm = Math.Sqrt(InDouble.SumOfSquares<T>(W.Span, team));
        if (norm > 0)
        {
            ScaleTask task = new(W, T.CreateChecked(Math.Sqrt((double)Width * Dimension) / norm));
            ArgumentNullException.ThrowIfNull(team);
            team.Run(ref task);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        W.Dispose();
        A.Dispose();
    }

    private readonly struct DrawTask(Matrix<T> w, RandomStream stream) : ITeamTask
    {
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

    private readonly unsafe struct FactorsTask(Activation<T> activation, Matrix<T> a, MatrixView<T> values, MatrixView<T> slopes) : ITeamTask
    {
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, values.Rows);
            for (long i = begin; i < end; i++)
            {
                Span<T> row = new(values.Data + (i * values.RowStride), values.Columns);
                Span<T> slope = new(slopes.Data + (i * slopes.RowStride), slopes.Columns);
                activation.ApplyWithDerivative(row, row, slope);
                ScaledProduct.Apply(T.One, slope, a.Span, slope);
            }
        }
    }

    private readonly struct ScaleTask(Matrix<T> w, T factor) : ITeamTask
    {
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
