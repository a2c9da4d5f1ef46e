using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// The teacher y = softplus(&lt;x, beta&gt;) + noise with |beta| = 1: it looks at one direction of the input only
/// (arXiv 2406.04657, setup; there is no 1/sqrt d on the teacher's side).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SingleIndexTeacher<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes ownership of the direction <paramref name="beta"/> [d, 1], used as given.</summary>
    /// <exception cref="ArgumentException">beta is not one column.</exception>
    public SingleIndexTeacher(Matrix<T> beta)
    {
        ArgumentNullException.ThrowIfNull(beta);
        if (beta.Columns != 1)
        {
            throw new ArgumentException($"beta should be one column, but is {beta.Rows}x{beta.Columns}", nameof(beta));
        }

        Beta = beta;
    }

    /// <summary>The direction, [d, 1].</summary>
    public Matrix<T> Beta { get; }

    /// <summary>Draws beta = g / |g| with g standard normal, normalised in double and rounded once.</summary>
    public static SingleIndexTeacher<T> Draw(int dimension, ulong seed, string stream)
    {
        using Matrix<double> g = new(dimension, 1);
        new RandomStream(seed, stream).Normals(g.Span, 0);
        double norm = Math.Sqrt(SumOfSquares.Of<double>(g.Span));
        Matrix<T> beta = new(dimension, 1);
        for (int i = 0; i < dimension; i++)
        {
            beta[i, 0] = T.CreateChecked(g[i, 0] / norm);
        }

        return new SingleIndexTeacher<T>(beta);
    }

    /// <summary>
    /// Draws <paramref name="count"/> standard normal samples and labels them. Element (i, j) of X is normal number i*d + j of the
    /// stream <c>{name}.X</c>, the noise of label i is number i of <c>{name}.noise</c>: any subset can be drawn again alone.
    /// </summary>
    public Dataset<T> DrawDataset(int count, double noise, ulong seed, string name, ThreadTeam team)
    {
        ArgumentNullException.ThrowIfNull(team);
        int d = Beta.Rows;
        Matrix<T> x = new(count, d);
        Matrix<T> y = new(count, 1);
        DrawTask task = new(x, y, Beta, T.CreateChecked(noise), new RandomStream(seed, name + ".X"), new RandomStream(seed, name + ".noise"));
        team.Run(ref task);
        return new Dataset<T>(x, y);
    }

    /// <inheritdoc/>
    public void Dispose() => Beta.Dispose();

    private readonly struct DrawTask(Matrix<T> x, Matrix<T> y, Matrix<T> beta, T noise, RandomStream inputs, RandomStream errors) : ITeamTask
    {
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, x.Rows);
            if (begin == end)
            {
                return;
            }

            for (int i = (int)begin; i < end; i++)
            {
                Span<T> row = x.Row(i);
                inputs.Normals(row, (long)i * x.Columns);
                y[i, 0] = T.CreateTruncating(InDouble.Dot<T>(row, beta.Span));
            }

            Span<T> labels = y.Span[(int)begin..(int)end];
            Softplus.Apply(labels, labels);
            if (noise == T.Zero)
            {
                return;
            }

            using Matrix<T> errorsDrawn = new(labels.Length, 1);
            errors.Normals(errorsDrawn.Span, begin);
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = Fused.MultiplyAdd(noise, errorsDrawn[i, 0], labels[i]);
            }
        }
    }
}
