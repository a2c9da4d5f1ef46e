using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// The teacher y = link(&lt;x, beta&gt;) + (tau / d) |x|^2 + noise with |beta| = 1: but for the norm term it looks at one direction of the
/// input only (arXiv 2406.04657, setup, with softplus and tau = 0; there is no 1/sqrt d on the teacher's side).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class SingleIndexTeacher<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // E softplus(g) = 0.806059183347439785 and Var = 0.271514501800558732: (s - mean) / sd is one fused multiply-add.
    private const double InverseDeviation = 1.9191259801076564;
    private const double MeanOverDeviation = 1.5469291202664325;

    private readonly TeacherLink _link;
    private readonly double _normTerm;

    /// <summary>Takes ownership of the direction <paramref name="beta"/> [d, 1], used as given.</summary>
    /// <param name="beta">The direction.</param>
    /// <param name="link">What is done with &lt;x, beta&gt;.</param>
    /// <param name="normTerm">tau of the term (tau / d) |x|^2.</param>
    /// <exception cref="ArgumentException">beta is not one column.</exception>
    public SingleIndexTeacher(Matrix<T> beta, TeacherLink link = TeacherLink.Softplus, double normTerm = 0)
    {
        _link = link;
        _normTerm = normTerm;
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
    public static SingleIndexTeacher<T> Draw(int dimension, ulong seed, string stream, TeacherLink link = TeacherLink.Softplus, double normTerm = 0)
    {
        using Matrix<double> g = new(dimension, 1);
        new RandomStream(seed, stream).Normals(g.Span, 0);
        double norm = Math.Sqrt(SumOfSquares.Of<double>(g.Span));
        Matrix<T> beta = new(dimension, 1);
        for (int i = 0; i < dimension; i++)
        {
            beta[i, 0] = T.CreateChecked(g[i, 0] / norm);
        }

        return new SingleIndexTeacher<T>(beta, link, normTerm);
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
        DrawTask task = new(this, x, y, T.CreateChecked(noise), new RandomStream(seed, name + ".X"), new RandomStream(seed, name + ".noise"));
        team.Run(ref task);
        return new Dataset<T>(x, y);
    }

    /// <inheritdoc/>
    public void Dispose() => Beta.Dispose();

    private readonly struct DrawTask(SingleIndexTeacher<T> teacher, Matrix<T> x, Matrix<T> y, T noise, RandomStream inputs, RandomStream errors) : ITeamTask
    {
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, x.Rows);
            if (begin == end)
            {
                return;
            }

            Span<T> labels = y.Span[(int)begin..(int)end];
            using Matrix<T> extra = new(labels.Length, 1);
            double normFactor = teacher._normTerm / x.Columns;
            for (int i = 0; i < labels.Length; i++)
            {
                Span<T> row = x.Row((int)begin + i);
                inputs.Normals(row, (begin + i) * x.Columns);
                labels[i] = T.CreateTruncating(InDouble.Dot<T>(row, teacher.Beta.Span));
                extra[i, 0] = normFactor == 0 ? T.Zero : T.CreateTruncating(normFactor * InDouble.SumOfSquares<T>(row));
            }

            Softplus.Apply(labels, labels);
            if (teacher._link == TeacherLink.NormalisedSoftplus)
            {
                T factor = T.CreateTruncating(InverseDeviation);
                T shift = T.CreateTruncating(-MeanOverDeviation);
                for (int i = 0; i < labels.Length; i++)
                {
                    labels[i] = Fused.MultiplyAdd(factor, labels[i], shift);
                }
            }

            if (normFactor != 0)
            {
                for (int i = 0; i < labels.Length; i++)
                {
                    labels[i] += extra[i, 0];
                }
            }

            if (noise == T.Zero)
            {
                return;
            }

            errors.Normals(extra.Span, begin);
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = Fused.MultiplyAdd(noise, extra[i, 0], labels[i]);
            }
        }
    }
}
