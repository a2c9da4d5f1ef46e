using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// Invariant: |A v_i - s_i u_i| and |A^T u_i - s_i v_i| are at most tolerance s_1 where the status says Converged; reported norms are recomputed.
// Cost: products with A until convergence (a flat spectrum of order n needs some hundred), 8 (m + n) Basis flops beside each.
// Source: Golub-Kahan-Lanczos with thick restart, Wu and Simon (2000), Baglama and Reichel (2005). A single start vector cannot see copies of a
// multiple value; a probe of the deflated operator can, and what it finds is computed and inserted.

/// <summary>The largest singular values and vectors of an operator.</summary>
public static class TopTriplets
{
    /// <summary>Computes the <paramref name="count"/> largest triplets.</summary>
    /// <param name="a">The operator, m x n.</param>
    /// <param name="count">k, clamped to min(m, n).</param>
    /// <param name="options">Options, or null for the defaults.</param>
    /// <param name="start">A start vector of n elements (a combination of expected right vectors), or empty for a random one.</param>
    /// <exception cref="ArgumentException">The start vector has another length.</exception>
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
        if (a.Rows >= a.Columns)
        {
            TopTripletsResult<T> result = ComputeTall(a, count, options, start);
            if (a is not INormalOperator<T> || !HasDrifted(result, options))
            {
                return result;
            }

            // The single pass lost accuracy on this spectrum; the double transpose has only separate products.
            result.Dispose();
            return ComputeTall(new TransposedOperator<T>(new TransposedOperator<T>(a)), count, options, start);
        }

        // The shorter side is the one whose basis is exhausted first: it has to be the right one.
        T[] image = new T[start.IsEmpty ? 0 : a.Rows];
        if (!start.IsEmpty)
        {
            a.Multiply(start, image, options.Team);
        }

        return ComputeTall(new TransposedOperator<T>(a), count, options, image).Transposed();
    }

    private static TopTripletsResult<T> ComputeTall<T>(ILinearOperator<T> a, int count, TopTripletsOptions options, ReadOnlySpan<T> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(count, Math.Min(a.Rows, a.Columns));
        TopTripletsResult<T> result = new(new Matrix<T>(k, a.Rows), new T[k], new Matrix<T>(k, a.Columns));
        if (k == 0)
        {
            result.IsVerified = true;
            return result;
        }

        Search(a, k, 0, options, start, result);
        if (options.Verify && result.Status == SvdStatus.Converged)
        {
            InsertMissed(a, k, options, result);
        }

        Residuals(a, options, result);
        return result;
    }

    private static bool HasDrifted<T>(TopTripletsResult<T> result, TopTripletsOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Rounding in the recomputed residual itself stays below this in both types.
        double allowed = result.S.Length == 0 ? 0 : 2 * Tolerance<T>(options) * double.CreateChecked(result.S[0]);
        return result.Status == SvdStatus.Converged && result.ResidualNorms.Any(norm => !(norm <= allowed));
    }

    private static double Tolerance<T>(TopTripletsOptions options) =>
        options.Tolerance > 0 ? options.Tolerance : typeof(T) == typeof(float) ? 1e-5 : 1e-10;

    // Thick restarts until the first k residuals are small; fills rows first ... first + k - 1 of the result.
    private static void Search<T>(
        ILinearOperator<T> a, int k, int first, TopTripletsOptions options, ReadOnlySpan<T> start, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int basis = Math.Max(k + 2, options.Basis > 0 ? options.Basis : (3 * k) + 20);
        using GolubKahanLanczos<T> lanczos = new(a, basis, options.Seed + (ulong)first, options.OneSided, options.Team);
        using SmallSvd small = new(lanczos.Capacity);
        lanczos.Start(start);
        double tolerance = Tolerance<T>(options);
        for (int restart = 0; ; restart++)
        {
            while (lanczos.Expand())
            {
            }

            small.Decompose(lanczos);
            int converged = small.Converged(lanczos.ResidualNorm, k, tolerance);
            bool done = converged == k || lanczos.Steps == Math.Min(a.Rows, a.Columns);
            if (done || restart >= options.RestartLimit)
            {
                result.Status = done ? SvdStatus.Converged : SvdStatus.NotConverged;
                result.Restarts += restart;
                result.Applications += lanczos.Applications;
                break;
            }

            // Half of what is beyond k is kept too: the next values help the last wanted one to converge.
            int keep = Math.Min(lanczos.Steps - 1, k + Math.Max(2, (lanczos.Steps - k) / 2));
            lanczos.Restart(keep, small.U, small.S, small.Vt);
        }

        lanczos.Combine(lanczos.U, small.U.View.Transposed, k);
        lanczos.Combine(lanczos.V, small.Vt.View, k);
        for (int i = 0; i < k; i++)
        {
            result.S[first + i] = T.CreateChecked(small.S[i]);
            lanczos.U.Row(i).CopyTo(result.Ut.Row(first + i));
            lanczos.V.Row(i).CopyTo(result.Vt.Row(first + i));
        }
    }

    // Probes A (I - V^T V) from new random vectors. Its largest Ritz value is a lower bound of what was left out.
    private static void InsertMissed<T>(ILinearOperator<T> a, int k, TopTripletsOptions options, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (k == Math.Min(a.Rows, a.Columns))
        {
            result.IsVerified = true;
            return;
        }

        double tolerance = Tolerance<T>(options);
        for (int round = 1; round <= k; round++)
        {
            DeflatedOperator<T> rest = new(a, result.Vt, k);
            double smallest = double.CreateChecked(result.S[k - 1]);
            double margin = tolerance * double.CreateChecked(result.S[0]);
            if (!(Probe(rest, options, (ulong)round, result) > smallest + margin))
            {
                result.IsVerified = true;
                return;
            }

            using TopTripletsResult<T> missed = new(new Matrix<T>(1, a.Rows), new T[1], new Matrix<T>(1, a.Columns));
            Search(rest, 1, 0, options with { Seed = options.Seed + (ulong)round, Basis = (3 * k) + 20 }, default, missed);
            result.Applications += missed.Applications;
            result.Restarts += missed.Restarts;
            if (missed.Status != SvdStatus.Converged)
            {
                result.Status = missed.Status;
                return;
            }

            Insert(missed, result);
        }
    }

    private static double Probe<T>(ILinearOperator<T> a, TopTripletsOptions options, ulong round, TopTripletsResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // 30 steps find the end of any spectrum to a few per cent, and an isolated value to all digits.
        const int Steps = 30;
        using GolubKahanLanczos<T> lanczos = new(a, Steps, options.Seed + (round << 32), false, options.Team);
        using SmallSvd small = new(lanczos.Capacity);
        lanczos.Start(default);
        while (lanczos.Expand())
        {
        }

        small.Decompose(lanczos);
        result.Applications += lanczos.Applications;
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
        T[] left = new T[a.Rows], right = new T[a.Columns];
        for (int i = 0; i < result.S.Length; i++)
        {
            a.Multiply(result.Vt.Row(i), left, options.Team);
            Axpy.Apply(-result.S[i], result.Ut.Row(i), left.AsSpan());
            a.MultiplyTransposed(result.Ut.Row(i), right, options.Team);
            Axpy.Apply(-result.S[i], result.Vt.Row(i), right.AsSpan());
            result.ResidualNorms[i] = Math.Max(double.CreateChecked(Norm2.Of<T>(left)), double.CreateChecked(Norm2.Of<T>(right)));
            result.Applications += 2;
        }
    }
}
