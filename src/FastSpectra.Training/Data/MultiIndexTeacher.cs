using System.Numerics;
using System.Runtime.CompilerServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// The teacher y = K^(-1/2) sum_k link(&lt;x, beta_k&gt;) + (tau / d) |x|^2 + noise with K orthonormal directions: but for the norm term it looks
/// at a space of dimension K of the input only. K = 1 is the single-index teacher of arXiv 2406.04657 (setup, with softplus and tau = 0; there
/// is no 1/sqrt d on the teacher's side).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class MultiIndexTeacher<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // E softplus(g) = 0.806059183347439785 and Var = 0.271514501800558732: (s - mean) / sd is one fused multiply-add.
    private const double InverseDeviation = 1.9191259801076564;
    private const double MeanOverDeviation = 1.5469291202664325;

    private readonly TeacherLink _link;
    private readonly double _normTerm;
    private readonly Matrix<T> _directions;

    /// <summary>Takes ownership of the directions <paramref name="beta"/> [d, K], used as given.</summary>
    /// <param name="beta">One direction per column.</param>
    /// <param name="link">What is done with each &lt;x, beta_k&gt;.</param>
    /// <param name="normTerm">tau of the term (tau / d) |x|^2.</param>
    /// <exception cref="ArgumentException">beta has no column.</exception>
    public MultiIndexTeacher(Matrix<T> beta, TeacherLink link = TeacherLink.Softplus, double normTerm = 0)
    {
        _link = link;
        _normTerm = normTerm;
        ArgumentNullException.ThrowIfNull(beta);
        if (beta.Columns < 1)
        {
            throw new ArgumentException($"beta should have a column per direction, but is {beta.Rows}x{beta.Columns}", nameof(beta));
        }

        Beta = beta;
        _directions = new Matrix<T>(beta.Columns, beta.Rows);
        for (int k = 0; k < beta.Columns; k++)
        {
            for (int i = 0; i < beta.Rows; i++)
            {
                _directions[k, i] = beta[i, k];
            }
        }
    }

    /// <summary>The directions, [d, K].</summary>
    public Matrix<T> Beta { get; }

    /// <summary>Number of directions K.</summary>
    public int Directions => Beta.Columns;

    /// <summary>
    /// Draws K orthonormal directions: g_k standard normal, element i of g_k is normal number k*d + i of the stream, made orthogonal to those
    /// before it (Gram-Schmidt, twice, as Giraud, Langou, Rozloznik, Comput. Math. Appl. 50, 2005, prove to be enough), normalised in double
    /// and rounded once. More directions leave the first ones as they are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer dimensions than directions.</exception>
    public static MultiIndexTeacher<T> Draw(
        int dimension, ulong seed, string stream, TeacherLink link = TeacherLink.Softplus, double normTerm = 0, int directions = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(directions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(directions, dimension);
        using Matrix<double> g = new(directions, dimension);
        new RandomStream(seed, stream).Normals(g.Span, 0);
        Matrix<T> beta = new(dimension, directions);
        for (int k = 0; k < directions; k++)
        {
            Span<double> row = g.Row(k);
            for (int projection = 0; projection < 2 * k; projection++)
            {
                Span<double> earlier = g.Row(projection % k);
                Axpy.Apply(-Dot.Of<double>(earlier, row), earlier, row);
            }

            double norm = Math.Sqrt(SumOfSquares.Of<double>(row));
            for (int i = 0; i < dimension; i++)
            {
                row[i] /= norm;
                beta[i, k] = T.CreateChecked(row[i]);
            }
        }

        return new MultiIndexTeacher<T>(beta, link, normTerm);
    }

    /// <summary>Norm of the projection of <paramref name="v"/> [d] onto the directions, (sum_k &lt;v, beta_k&gt;^2)^(1/2); |&lt;v, beta&gt;| for one.</summary>
    /// <exception cref="ArgumentException">v has not d elements.</exception>
    public double ProjectionNorm(ReadOnlySpan<T> v)
    {
        double sum = 0;
        for (int k = 0; k < Directions; k++)
        {
            double projection = InDouble.Dot<T>(v, _directions.Row(k));
            if (Directions == 1)
            {
                return Math.Abs(projection);
            }

            sum += projection * projection;
        }

        return Math.Sqrt(sum);
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
    public void Dispose()
    {
        Beta.Dispose();
        _directions.Dispose();
    }

    private void Link(Span<T> values)
    {
        Softplus.Apply(values, values);
        if (_link == TeacherLink.NormalisedSoftplus)
        {
            T factor = T.CreateTruncating(InverseDeviation);
            T shift = T.CreateTruncating(-MeanOverDeviation);
            foreach (ref T value in values)
            {
                value = Fused.MultiplyAdd(factor, value, shift);
            }
        }
    }

    private readonly struct DrawTask(MultiIndexTeacher<T> teacher, Matrix<T> x, Matrix<T> y, T noise, RandomStream inputs, RandomStream errors) : ITeamTask
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, x.Rows);
            if (begin == end)
            {
                return;
            }

            Span<T> labels = y.Span[(int)begin..(int)end];
            using Matrix<T> terms = new(teacher.Directions, labels.Length);
            using Matrix<T> extra = new(labels.Length, 1);
            double normFactor = teacher._normTerm / x.Columns;
            for (int i = 0; i < labels.Length; i++)
            {
                Span<T> row = x.Row((int)begin + i);
                inputs.Normals(row, (begin + i) * x.Columns);
                for (int k = 0; k < teacher.Directions; k++)
                {
                    terms[k, i] = T.CreateTruncating(InDouble.Dot<T>(row, teacher._directions.Row(k)));
                }

                extra[i, 0] = normFactor == 0 ? T.Zero : T.CreateTruncating(normFactor * InDouble.SumOfSquares<T>(row));
            }

            teacher.Link(terms.Span);
            terms.Row(0).CopyTo(labels);
            for (int k = 1; k < teacher.Directions; k++)
            {
                Axpy.Apply(T.One, terms.Row(k), labels);
            }

            Scale.Apply(T.CreateTruncating(1 / Math.Sqrt(teacher.Directions)), labels);
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
