using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Spectra;

/// <summary>
/// The singular values of a weight matrix W [h, d] and what follows from them, in double whatever the type of W, so that the small ones
/// keep their digits beside a large spike.
/// </summary>
public sealed class WeightSpectrum
{
    private readonly double[] _singularValues;
    private readonly double[] _projections;

    // v_i . beta_j at i K + j.
    private readonly double[] _onDirections;

    private WeightSpectrum(double[] singularValues, double[] onDirections, int directions, double frobeniusNorm, SvdStatus status)
    {
        _singularValues = singularValues;
        _onDirections = onDirections;
        _projections = directions == 1 ? onDirections : Norms(onDirections, directions);
        Directions = directions;
        FrobeniusNorm = frobeniusNorm;
        Status = status;
    }

    /// <summary>Whether the values can be used; where not, they are NaN.</summary>
    public SvdStatus Status { get; }

    /// <summary>Number of directions K that the right singular vectors are measured against.</summary>
    public int Directions { get; }

    /// <summary>min(h, d) singular values, descending.</summary>
    public ReadOnlySpan<double> SingularValues => _singularValues;

    /// <summary>
    /// v_i . beta for every right singular vector, in the order of the values; signs are arbitrary. Of several directions the norm of the
    /// projection of v_i onto them, (sum_k (v_i . beta_k)^2)^(1/2).
    /// </summary>
    public ReadOnlySpan<double> RightProjections => _projections;

    /// <summary>|W|_2 = s_1.</summary>
    public double SpectralNorm => _singularValues.Length == 0 ? 0 : _singularValues[0];

    /// <summary>|W|_F, from the elements of W.</summary>
    public double FrobeniusNorm { get; }

    /// <summary>|W|_F^2 / |W|_2^2.</summary>
    public double StableRank => FrobeniusNorm / SpectralNorm * (FrobeniusNorm / SpectralNorm);

    /// <summary>|v_1 . beta|, with beta as given; of several directions the norm of the projection onto them.</summary>
    public double FirstAlignment => _projections.Length == 0 ? 0 : Math.Abs(_projections[0]);

    /// <summary>max_i |v_i . beta|, or the largest of those norms.</summary>
    public double LargestAlignment
    {
        get
        {
            double largest = 0;
            foreach (double projection in _projections)
            {
                largest = Math.Max(largest, Math.Abs(projection));
            }

            return largest;
        }
    }

    /// <summary>
    /// How much of the K directions the first K right singular vectors hold: ((1/K) sum over i up to K of |B^T v_i|^2)^(1/2), the root mean
    /// square of the cosines of the angles between the two spaces; for one direction |v_1 . beta|.
    /// </summary>
    /// <param name="directions">K.</param>
    public double SubspaceAlignment(int directions) => SubspaceAlignment(_projections, directions);

    /// <summary>The same of projections that the caller has.</summary>
    /// <param name="projections">|B^T v_i| of the leading right singular vectors.</param>
    /// <param name="directions">K.</param>
    public static double SubspaceAlignment(ReadOnlySpan<double> projections, int directions)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(directions, projections.Length); i++)
        {
            sum += projections[i] * projections[i];
        }

        return Math.Sqrt(sum / directions);
    }

    /// <summary>
    /// |V_K^T beta_k|: how much of direction <paramref name="direction"/> (from 0) the first K right singular vectors hold. The mean of the squares
    /// is that of <see cref="SubspaceAlignment(int)"/>.
    /// </summary>
    public double DirectionAlignment(int direction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(direction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(direction, Directions);
        double sum = 0;
        for (int i = 0; i < Math.Min(Directions, _singularValues.Length); i++)
        {
            double projection = _onDirections[(i * Directions) + direction];
            sum = Fused.MultiplyAdd(projection, projection, sum);
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Number of singular values above <paramref name="threshold"/>.</summary>
    public int CountAbove(double threshold) => DescendingValues.CountAbove(_singularValues, threshold);

    /// <summary>Measures <paramref name="w"/> [h, d] against <paramref name="beta"/> [d].</summary>
    /// <exception cref="ArgumentException">beta has not d elements.</exception>
    public static WeightSpectrum Of<T>(Matrix<T> w, ReadOnlySpan<T> beta, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] direction = new double[beta.Length];
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = double.CreateTruncating(beta[i]);
        }

        return Of(w, direction, workspace, team);
    }

    /// <summary>
    /// The left singular vector [h] of the largest singular value of <paramref name="w"/> [h, d], up to its sign: where the layer below a deeper one
    /// writes most. In double, with a residual of 1e-8 of the norm: at random weights the gaps at the edge are some thousandths of it.
    /// </summary>
    public static double[] LeadingLeftVector<T>(Matrix<T> w, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(w);
        using Matrix<double> wide = new(w.Rows, w.Columns);
        PanelConversion.Convert(w.View, wide.View, team);
        TopTripletsOptions options = new() { Tolerance = 1e-8, Check = TopTripletsCheck.None, Team = team };
        using TopTripletsResult<double> top = TopTriplets.Compute(new DenseOperator<double>(wide), 1, options);
        return top.Ut.Row(0).ToArray();
    }

    /// <summary>Measures <paramref name="w"/> [h, d] against a <paramref name="direction"/> [d] in double.</summary>
    /// <exception cref="ArgumentException">The direction has not d elements.</exception>
    public static unsafe WeightSpectrum Of<T>(Matrix<T> w, double[] direction, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(direction);
        fixed (double* data = direction)
        {
            return Measure(w, new MatrixView<double>(data, direction.Length, 1, 1), workspace, team);
        }
    }

    /// <summary>Measures <paramref name="w"/> [h, d] against the K columns of <paramref name="beta"/> [d, K], with one decomposition.</summary>
    /// <exception cref="ArgumentException">beta has not d rows, or no column.</exception>
    public static WeightSpectrum Of<T>(Matrix<T> w, Matrix<T> beta, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(beta);
        if (beta.Columns < 1)
        {
            throw new ArgumentException($"beta is {beta.Rows}x{beta.Columns}; expected a column per direction", nameof(beta));
        }

        using Matrix<double> directions = new(beta.Rows, beta.Columns);
        PanelConversion.Convert(beta.View, directions.View, team);
        return Measure(w, directions.View, workspace, team);
    }

    private static unsafe WeightSpectrum Measure<T>(Matrix<T> w, MatrixView<double> directions, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(workspace);
        int count = Math.Min(w.Rows, w.Columns);
        double[] values = new double[count], projections = new double[count * directions.Columns];
        using Workspace.Mark mark = workspace.Begin();
        MatrixView<double> copy = workspace.TakeMatrix<double>(w.Rows, w.Columns);
        double sum = 0;
        PanelConversion.Convert(w.View, copy, team);
        for (int i = 0; i < w.Rows; i++)
        {
            sum += InDouble.SumOfSquares<T>(w.Row(i));
        }

        SvdStatus status;
        fixed (double* data = projections)
        {
            status = Svd.ValuesAndRightProjections(copy, directions, values, new MatrixView<double>(data, count, directions.Columns, directions.Columns), workspace, team);
        }

        return new WeightSpectrum(values, projections, directions.Columns, Math.Sqrt(sum), status);
    }

    // (sum_j (v_i . beta_j)^2)^(1/2) for every i.
    private static double[] Norms(double[] onDirections, int directions)
    {
        double[] norms = new double[onDirections.Length / directions];
        for (int i = 0; i < norms.Length; i++)
        {
            double sum = 0;
            foreach (double projection in onDirections.AsSpan(i * directions, directions))
            {
                sum = Fused.MultiplyAdd(projection, projection, sum);
            }

            norms[i] = Math.Sqrt(sum);
        }

        return norms;
    }
}
