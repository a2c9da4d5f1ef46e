using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>Checks singular values against a second computation that shares neither rounding nor, up to a size, the method.</summary>
// Holds: for every i the i-th largest singular value of A lies within delta = 10 sqrt(max(m, n)) eps_T s_0 of s_i, none missing.
// Small matrices: A is reduced in double by the one-stage method, and two Sturm counts per value say so: at most i values above
// s_i + delta, at least i + 1 above s_i - delta. Larger ones: the values are computed again in double from A with rows and columns
// reversed (an orthogonal change: same values, other rounding) and compared. Cost: as much as the values in double; a copy of A.
public static unsafe class SingularValueCertificate
{
    // The error that the methods promise is "a modest multiple" of sqrt(max(m, n)) ulp of the largest value; measured below 3.
    private const double Multiple = 10;

    // m n min(m, n) beyond which the one-stage reduction, which memory limits, would take longer than some seconds.
    private const double OneStageLimit = 1e9;

    /// <summary>Whether every value is within its interval.</summary>
    /// <param name="a">m x n, finite; not changed.</param>
    /// <param name="values">min(m, n) values, descending.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length.</exception>
    public static bool Holds<T>(MatrixView<T> a, ReadOnlySpan<T> values, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        int count = Math.Min(a.Rows, a.Columns);
        if (values.Length != count)
        {
            throw new ArgumentException($"there are {values.Length} values, the matrix is {a.Rows}x{a.Columns}", nameof(values));
        }

        if (count == 0)
        {
            return true;
        }

        using Matrix<double> reversed = Reversed(a.Rows >= a.Columns ? a : a.Transposed);
        double[] claimed = new double[count];
        for (int i = 0; i < count; i++)
        {
            claimed[i] = double.CreateChecked(values[i]);
            if (!(claimed[i] >= 0 && double.IsFinite(claimed[i]) && (i == 0 || claimed[i] <= claimed[i - 1])))
            {
                return false;
            }
        }

        double epsilon = double.CreateChecked(T.BitIncrement(T.One) - T.One);
        double delta = Math.Max(Multiple * Math.Sqrt(reversed.Rows) * epsilon * claimed[0], double.CreateChecked(T.Epsilon));
        bool isSmall = (double)reversed.Rows * count * count <= OneStageLimit;
        return isSmall ? CountsHold(reversed, claimed, delta, workspace, team) : RecomputedHold(reversed, claimed, delta, workspace, team);
    }

    private static bool CountsHold(Matrix<double> a, double[] claimed, double delta, Workspace workspace, ThreadTeam team)
    {
        if (!MatrixScaling.TryFindExponent(a.View, out int exponent))
        {
            return false;
        }

        using Workspace.Mark mark = workspace.Begin();
        int n = claimed.Length;
        DenseBidiagonal<double> bidiagonal = DenseBidiagonal<double>.Reduce(a.View, exponent, keepV: false, workspace, team);
        ReadOnlySpan<double> d = new(bidiagonal.D, n);
        ReadOnlySpan<double> e = new(bidiagonal.E, Math.Max(n - 1, 0));
        for (int i = 0; i < n; i++)
        {
            int below = SturmCount.Below(d, e, Math.ScaleB(claimed[i] - delta, exponent));
            int belowUpper = SturmCount.Below(d, e, Math.ScaleB(claimed[i] + delta, exponent));
            if (below > n - 1 - i || belowUpper < n - i)
            {
                return false;
            }
        }

        return true;
    }

    private static bool RecomputedHold(Matrix<double> a, double[] claimed, double delta, Workspace workspace, ThreadTeam team)
    {
        double[] again = new double[claimed.Length];
        bool holds = Svd.Values(a.View, again, workspace, team) == SvdStatus.Converged;
        for (int i = 0; i < again.Length; i++)
        {
            holds &= Math.Abs(again[i] - claimed[i]) <= delta;
        }

        return holds;
    }

    private static Matrix<double> Reversed<T>(MatrixView<T> a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<double> copy = new(a.Rows, a.Columns);
        for (int i = 0; i < a.Rows; i++)
        {
            Span<double> row = copy.Row(a.Rows - 1 - i);
            for (int j = 0; j < row.Length; j++)
            {
                row[row.Length - 1 - j] = double.CreateTruncating(a[i, j]);
            }
        }

        return copy;
    }
}
