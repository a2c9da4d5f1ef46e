using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Checks singular values by counts, without the methods that computed them: the two-stage reduction, bisection, divide and conquer.
/// </summary>
// Holds: for every i the i-th largest singular value of A lies within Interval of s_i, none missing, none counted twice.
// A, its rows and columns reversed (an orthogonal change: same values, other rounding), is reduced to bidiagonal form in double by one-stage
// reflectors, whose backward error is below sqrt(m) 2^-52 s_0 where measured (Higham 2002, section 19.3 bounds it by a multiple of m n 2^-53);
// two Sturm counts per value then say: at most i values above s_i + delta, at least i + 1 above s_i - delta; each count is exact for a
// bidiagonal within 3 ulp per entry. Cost: 4 n^2 (m - n/3) flops, half of them as fast as memory, and 2 copies of A in double.
public static unsafe class SingularValueCertificate
{
    /// <summary>How it verifies, in words.</summary>
    public const string Method = "Sturm counts on a one-stage bidiagonalisation in double";

    // The error that the methods promise is "a modest multiple" of sqrt(max(m, n)) ulp of the largest value; measured below 3.
    private const double Multiple = 10;

    /// <summary>delta, the half-width of the interval around each value: 10 sqrt(max(m, n)) ulp of the largest value in T.</summary>
    public static double Interval<T>(int rows, int columns, T largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double ulp = double.CreateChecked(T.BitIncrement(T.One) - T.One);
        return Math.Max(Multiple * Math.Sqrt(Math.Max(rows, columns)) * ulp * double.CreateChecked(largest), double.CreateChecked(T.Epsilon));
    }

    /// <summary>Whether every value is within its interval.</summary>
    /// <param name="a">m x n; not changed. False where an element is not finite.</param>
    /// <param name="values">min(m, n) values, descending.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length.</exception>
    public static bool Holds<T>(MatrixView<T> a, ReadOnlySpan<T> values, Workspace workspace, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(team);
        int n = Math.Min(a.Rows, a.Columns);
        if (values.Length != n)
        {
            throw new ArgumentException($"there are {values.Length} values, the matrix is {a.Rows}x{a.Columns}", nameof(values));
        }

        if (n == 0)
        {
            return true;
        }

        for (int i = 0; i < n; i++)
        {
            if (!(values[i] >= T.Zero && T.IsFinite(values[i]) && (i == 0 || values[i] <= values[i - 1])))
            {
                return false;
            }
        }

        using Matrix<double> reversed = Reversed(a.Rows >= a.Columns ? a : a.Transposed);
        if (!MatrixScaling.TryFindExponent(reversed.View, out int exponent))
        {
            return false;
        }

        using Workspace.Mark mark = workspace.Begin();
        DenseBidiagonal<double> bidiagonal = DenseBidiagonal<double>.Reduce(reversed.View, exponent, keepV: false, workspace, team);
        double delta = Interval(a.Rows, a.Columns, values[0]);
        CountTask<T> counts = new() { Bidiagonal = bidiagonal, N = n, Delta = delta, Exponent = exponent };
        fixed (T* claimed = values)
        {
            counts.Values = claimed;
            int* refused = workspace.Take<int>(team.Size);
            new Span<int>(refused, team.Size).Clear();
            counts.Refused = refused;
            team.Run(ref counts);
            return new ReadOnlySpan<int>(refused, team.Size).IndexOfAnyExcept(0) < 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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

    private struct CountTask<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public DenseBidiagonal<double> Bidiagonal;
        public T* Values;
        public int N;
        public double Delta;
        public int Exponent;
        public int* Refused;

        public readonly void Run(int member, ThreadTeam team)
        {
            ReadOnlySpan<double> d = new(Bidiagonal.D, N);
            ReadOnlySpan<double> e = new(Bidiagonal.E, N - 1);
            (long begin, long end) = team.Share(member, N);
            for (int i = (int)begin; i < end && Refused[member] == 0; i++)
            {
                double value = double.CreateChecked(Values[i]);
                int belowLow = SturmCount.Below(d, e, Math.ScaleB(value - Delta, Exponent));
                int belowHigh = SturmCount.Below(d, e, Math.ScaleB(value + Delta, Exponent));
                Refused[member] = belowLow > N - 1 - i || belowHigh < N - i ? 1 : 0;
            }
        }
    }
}
