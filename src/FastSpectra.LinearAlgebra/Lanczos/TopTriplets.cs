using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant: |A v_i - s_i u_i| and |A^T u_i - s_i v_i| are at most tolerance s_1 where the status says Converged; reported norms are recomputed.
// Cost: passes over A until convergence; a Gaussian of order 4096 (a flat spectrum) takes 190 with single vectors, 56 with blocks of 8 (k = 10,
// 1e-6), and as much work in the basis as 8 (m + n) Basis flops per vector. Source: block Golub-Kahan-Lanczos (Golub, Luk and Overton 1981)
// with thick restart (Wu and Simon 2000; Baglama and Reichel 2005). A block sees as many copies of a multiple value as it has vectors; what
// is missed all the same is found by a probe of the deflated operator, computed and inserted, or excluded by SpectrumSlicing.

/// <summary>The largest singular values and vectors of an operator.</summary>
public static class TopTriplets
{
    // m n^2 up to which a stored matrix is checked by counting unless the options say otherwise: less than the search takes.
    private const double AffordableCount = 5e8;

    /// <summary>Computes the <paramref name="count"/> largest triplets.</summary>
    /// <param name="a">The operator, m x n.</param>
    /// <param name="count">k, clamped to min(m, n).</param>
    /// <param name="options">Options, or null for the defaults.</param>
    /// <param name="start">A start vector of n elements (a combination of expected right vectors), or empty for a random one.</param>
    /// <exception cref="ArgumentException">The start vector has another length, or counting was asked for an operator that is not a stored matrix.</exception>
    /// <exception cref="NonFiniteMatrixException">A product with the operator is not finite.</exception>
    public static TopTripletsResult<T> Compute<T>(ILinearOperator<T> a, int count, TopTripletsOptions? options = null, ReadOnlySpan<T> start = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!start.IsEmpty && start.Length != a.Columns)
        {
            throw new ArgumentException($"the start vector has {start.Length} elements, the operator is {a.Rows}x{a.Columns}", nameof(start));
        }

        options ??= new TopTripletsOptions();
        Matrix<T>? stored = (a as DenseOperator<T>)?.Matrix;
        if (options.Check == TopTripletsCheck.Count && stored is null)
        {
            throw new ArgumentException($"values can be counted for a stored matrix (DenseOperator); the operator is a {a.GetType().Name}", nameof(options));
        }

        double countCost = (double)a.Rows * a.Columns * Math.Min(a.Rows, a.Columns);
        options = options with { Check = options.Check ?? (stored is not null && countCost <= AffordableCount ? TopTripletsCheck.Count : TopTripletsCheck.Probe) };
        if (a.Rows >= a.Columns)
        {
            return ComputeTall(a, stored?.View, count, options, start);
        }

        // The shorter side is the one whose basis is exhausted first: it has to be the right one.
        T[] image = new T[start.IsEmpty ? 0 : a.Rows];
        if (!start.IsEmpty)
        {
            a.Multiply(start, image, options.Team);
        }

        return ComputeTall(new TransposedOperator<T>(a), stored?.View.Transposed, count, options, image).Transposed();
    }

    private static TopTripletsResult<T> ComputeTall<T>(ILinearOperator<T> a, MatrixView<T>? stored, int count, TopTripletsOptions options, ReadOnlySpan<T> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TopTripletsResult<T> result = Attempt(a, stored, count, options, start);
        if (!HasDrifted(result, options))
        {
            return result;
        }

        if (a is INormalOperator<T> || options.OneSided)
        {
            // Rounding grew on this spectrum (a null space does it: A^T A v and U are then divided by what is small). The double transpose has
            // only separate products, and nothing grows where both sides are reorthogonalised.
            result.Dispose();
            options = options with { OneSided = false };
            result = Attempt(a is INormalOperator<T> ? new TransposedOperator<T>(new TransposedOperator<T>(a)) : a, stored, count, options, start);
        }

        if (HasDrifted(result, options))
        {
            result.Status = SvdStatus.NotConverged;
            result.IsVerified = false;
        }

        return result;
    }

    private static TopTripletsResult<T> Attempt<T>(ILinearOperator<T> a, MatrixView<T>? stored, int count, TopTripletsOptions options, ReadOnlySpan<T> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(count, Math.Min(a.Rows, a.Columns));
        TopTripletsResult<T> result = new(new Matrix<T>(k, a.Rows), new T[k], new Matrix<T>(k, a.Columns));
        if (k == 0)
        {
            result.IsVerified = true;
            return result;
        }

        Search(a, k, options, start, result);
        if (options.Check != TopTripletsCheck.None && result.Status == SvdStatus.Converged)
        {
            InsertMissed(a, stored, options, result);
        }

        Residuals(a, options, result);
        return result;
    }

    // Recomputed residuals within the tolerance and orthonormal right vectors are what the search claims; with both, each value is a different
    // one of A and as exact as its residual, whatever rounding did on the way.
    private static bool HasDrifted<T>(TopTripletsResult<T> result, TopTripletsOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (result.Status != SvdStatus.Converged || result.S.Length == 0)
        {
            return false;
        }

        // Rounding in the recomputed residual itself stays below this in both types.
        double tolerance = Tolerance<T>(options), allowed = 2 * tolerance * double.CreateChecked(result.S[0]);
        if (result.ResidualNorms.Any(norm => !(norm <= allowed)))
        {
            return true;
        }

        for (int i = 0; i < result.S.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = double.CreateChecked(Dot.Of<T>(result.Vt.Row(i), result.Vt.Row(j))) - (i == j ? 1 : 0);
                if (!(Math.Abs(product) <= tolerance))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The decomposition of the small problem and the sums over the basis err by some ten ulp in float, some hundred in double.
    private static double Tolerance<T>(TopTripletsOptions options)
    {
        (double standard, double least) = typeof(T) == typeof(float) ? (1e-5, 5e-7) : (1e-10, 5e-14);
        return options.Tolerance > 0 ? Math.Max(options.Tolerance, least) : standard;
    }

    // Room for k triplets twice and some steps between restarts: fewer restart too often, more cost reorthogonalisation and a larger small problem.
    private static int Basis<T>(ILinearOperator<T> a, int k, TopTripletsOptions options)
        where T : unmanaged
    {
        // k = 10 of a Gaussian of order 4096 in double, blocks of 8: 90 passes with 116 vectors, 83 with 160, 81 with 240 that take longer.
        int standard = a.BlockSize > 1 ? (2 * k) + 44 + (12 * a.BlockSize) : (3 * k) + 20;
        return Math.Max(k + (2 * a.BlockSize), options.Basis > 0 ? options.Basis : standard);
    }

    // Thick restarts until the first k residuals are small.
    private static void Search<T>(ILinearOperator<T> a, int k, TopTripletsOptions options, ReadOnlySpan<T> start, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GolubKahanLanczos<T> lanczos = new(a, a.BlockSize, Basis(a, k, options), options.Seed, options.OneSided, options.Team);
        using SmallSvd small = new(lanczos.Capacity);
        lanczos.Start(start);
        double tolerance = Tolerance<T>(options);
        for (int restart = 0; ; restart++)
        {
            while (lanczos.Expand())
            {
            }

            small.Decompose(lanczos);
            int converged = small.Converged(lanczos, k, tolerance);
            bool done = converged == k || lanczos.Steps == Math.Min(a.Rows, a.Columns);
            if (done || restart >= options.RestartLimit)
            {
                result.Status = done ? SvdStatus.Converged : SvdStatus.NotConverged;
                result.Restarts += restart;
                Count(lanczos, result);
                break;
            }

            // Half of what is beyond k is kept too: the next values help the last wanted one to converge. Whole blocks are dropped.
            int dropped = Math.Max(1, (lanczos.Steps - k) / 2 / lanczos.BlockSize) * lanczos.BlockSize;
            lanczos.Restart(lanczos.Steps - dropped, small.U, small.S, small.Vt);
        }

        lanczos.Combine(lanczos.U, small.U.View.Transposed, k);
        lanczos.Combine(lanczos.V, small.Vt.View, k);
        for (int i = 0; i < k; i++)
        {
            result.S[i] = T.CreateChecked(small.S[i]);
            lanczos.U.Row(i).CopyTo(result.Ut.Row(i));
            lanczos.V.Row(i).CopyTo(result.Vt.Row(i));
        }
    }

    private static void Count<T>(GolubKahanLanczos<T> lanczos, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        result.Applications += lanczos.Applications;
        result.Passes += lanczos.Passes;
    }

    // Until the check finds nothing: computes the largest value of A (I - V^T V) and inserts it.
    private static void InsertMissed<T>(ILinearOperator<T> a, MatrixView<T>? stored, TopTripletsOptions options, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = result.S.Length;
        result.Check = options.Check!.Value;
        if (k == Math.Min(a.Rows, a.Columns))
        {
            result.IsVerified = true;
            return;
        }

        double tolerance = Tolerance<T>(options);
        for (int round = 1; round <= k + 1; round++)
        {
            double smallest = double.CreateChecked(result.S[k - 1]);
            double margin = tolerance * double.CreateChecked(result.S[0]);
            TopTripletsOptions again = options with { Seed = options.Seed + ((ulong)round << 32), OneSided = false };
            using DeflatedOperator<T> rest = DeflatedOperator<T>.Of(a, result.Vt, k);
            if (result.Check == TopTripletsCheck.Count)
            {
                using Workspace workspace = new();
                bool? isComplete = SpectrumSlicing.IsComplete(stored!.Value, result.S, result.Vt, margin, workspace, options.Team);
                if (isComplete == true)
                {
                    result.IsVerified = true;
                    return;
                }

                // Values too small for the squares of A^T A to tell them from its rounding cannot be counted there.
                result.Check = isComplete is null ? TopTripletsCheck.Probe : result.Check;
            }

            if (result.Check == TopTripletsCheck.Probe && !(Probe(rest, again, result) > smallest + margin))
            {
                result.IsVerified = true;
                return;
            }

            using TopTripletsResult<T> missed = new(new Matrix<T>(1, a.Rows), new T[1], new Matrix<T>(1, a.Columns));
            Search(rest, 1, again with { Basis = Basis(a, k, options) }, default, missed);
            result.Applications += missed.Applications;
            result.Passes += missed.Passes;
            result.Restarts += missed.Restarts;
            if (missed.Status != SvdStatus.Converged)
            {
                result.Status = missed.Status;
                return;
            }

            if (!(double.CreateChecked(missed.S[0]) > smallest))
            {
                return;
            }

            Insert(missed, result);
        }
    }

    // The largest Ritz value of what was left out: a lower bound of its largest value.
    private static double Probe<T>(DeflatedOperator<T> rest, TopTripletsOptions options, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 30 steps, or 5 of blocks, find the end of any spectrum to a few per cent, and an isolated value to all digits.
        int steps = Math.Max(30, 5 * rest.BlockSize);
        using GolubKahanLanczos<T> lanczos = new(rest, rest.BlockSize, steps, options.Seed, false, options.Team);
        using SmallSvd small = new(lanczos.Capacity);
        lanczos.Start(default);
        while (lanczos.Expand())
        {
        }

        small.Decompose(lanczos);
        Count(lanczos, result);
        return small.S[0];
    }

    // Keeps the k largest of the k + 1 triplets, descending.
    private static void Insert<T>(TopTripletsResult<T> missed, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int i = result.S.Length - 1;
        for (; i > 0 && result.S[i - 1] < missed.S[0]; i--)
        {
            result.S[i] = result.S[i - 1];
            result.Ut.Row(i - 1).CopyTo(result.Ut.Row(i));
            result.Vt.Row(i - 1).CopyTo(result.Vt.Row(i));
        }

        result.S[i] = missed.S[0];
        missed.Ut.Row(0).CopyTo(result.Ut.Row(i));
        missed.Vt.Row(0).CopyTo(result.Vt.Row(i));
    }

    private static void Residuals<T>(ILinearOperator<T> a, TopTripletsOptions options, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = result.S.Length, block = Math.Min(a.BlockSize, k);
        using Matrix<T> left = new(block, a.Rows), right = new(block, a.Columns);
        for (int first = 0; first < k; first += block)
        {
            int width = Math.Min(block, k - first);
            MatrixView<T> v = result.Vt.View.Slice(first, 0, width, a.Columns), av = left.View.Slice(0, 0, width, a.Rows);
            MatrixView<T> u = result.Ut.View.Slice(first, 0, width, a.Rows), au = right.View.Slice(0, 0, width, a.Columns);
            if (a is INormalOperator<T> normal)
            {
                normal.MultiplyBoth(v, av, u, au, options.Team);
            }
            else
            {
                a.Multiply(v, av, options.Team);
                a.MultiplyTransposed(u, au, options.Team);
            }

            for (int i = 0; i < width; i++)
            {
                Axpy.Apply(-result.S[first + i], result.Ut.Row(first + i), left.Row(i));
                Axpy.Apply(-result.S[first + i], result.Vt.Row(first + i), right.Row(i));
                result.ResidualNorms[first + i] = Math.Max(double.CreateChecked(Norm2.Of<T>(left.Row(i))), double.CreateChecked(Norm2.Of<T>(right.Row(i))));
            }

            result.Applications += 2 * width;
            result.Passes += a is DenseOperator<T> ? 1 : 2;
        }
    }
}
