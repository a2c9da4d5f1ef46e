using System.Numerics;

namespace FastSpectra.LinearAlgebra;

// After Run: the min(m, n) singular values of A, descending, |error| <= c n eps sigma_1; exact for a bidiagonal A.
// Storage: one working copy of A, padded to multiples of b; the later stages reuse it. A is not changed.
// Cost: 4 n^2 (m - n/3) flops as products, 8 n^2 b in cache, both in T; 8 to 10 counts per value in double.
// Source: Grosser, Lang (1999); Haidar, Kurzak, Luszczek (2013); QR first for m > 5/3 n: Chan (1982).
internal static unsafe class TwoStageValues
{
    private const int Alignment = 64;

    // Below this many flops (order 340 if square, 2 ms) one thread is faster than two that wait for each other at every block. Does not shape results.
    private const double FlopsOfOneThread = 1e8;

    /// <summary>
    /// Computes min(m, n) values into <paramref name="values"/>. Beyond A the workspace holds at most 1.3 times A's bytes
    /// when both sizes are at least 1000; a few hundred KiB more than that ratio below.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> is shorter than min(m, n).</exception>
    public static SvdStatus Run<T>(
        MatrixView<T> a, Span<T> values, Workspace workspace, ThreadTeam team, int maximumLevels = BidiagonalBisection.MaximumLevels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = Math.Min(a.Rows, a.Columns);
        if (values.Length < count)
        {
            throw new ArgumentException($"a {a.Rows}x{a.Columns} matrix has {count} singular values, there is room for {values.Length}", nameof(values));
        }

        if (count == 0)
        {
            return SvdStatus.Converged;
        }

        if (!MatrixScaling.TryFindExponent(a, out int exponent))
        {
            values[..count].Fill(T.NaN);
            return SvdStatus.NotFinite;
        }

        MatrixView<T> tall = a.Rows >= a.Columns ? a : a.Transposed;
        team = Suited(team, tall);
        using Workspace.Mark mark = workspace.Begin();
        double* d = Reduce(tall, exponent, default, workspace, team, out double* e);
        double* results = e + Padded<T>(count);

        // 2^-27 in float, an eighth of a unit of the last place; 2^-51 in double, one to two units.
        double tolerance = sizeof(T) == sizeof(float) ? 7.450580596923828e-9 : 4.440892098500626e-16;
        bool converged = BidiagonalBisection.Run(d, e, count, tolerance, maximumLevels, results, results + Padded<T>(count), team);
        for (int i = 0; i < count; i++)
        {
            values[i] = converged ? T.CreateTruncating(Math.ScaleB(results[i], -exponent)) : T.NaN;
        }

        return converged ? SvdStatus.Converged : SvdStatus.NotConverged;
    }

    /// <summary>
    /// Both stages: 2^exponent A = Q (d, e) P^T for A with m >= n >= 1, and w = P^T b or Q^T b for the carried vectors. Returns d, n elements
    /// followed by n of e, the last 0, in the workspace until the caller's mark; Q and P are not kept.
    /// </summary>
    public static double* Reduce<T>(MatrixView<T> tall, int exponent, CarriedVectors<T> carried, Workspace workspace, ThreadTeam team, out double* e)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        team = Suited(team, tall);
        int m = Padded<T>(tall.Rows), n = tall.Columns, columns = Padded<T>(n), members = team.Size;
        nint lda = LeadingDimension<T>(columns);
        long matrixBytes = MatrixBytes<T>(tall.Rows, n, members);
        byte* memory = workspace.Take<byte>(WorkspaceBytes<T>(tall.Rows, n, members));
        T* matrix = (T*)memory;
        byte* scratch = memory + matrixBytes;

        PaddedCopy.Scale(tall, exponent, matrix, lda, m);
        if (3L * m > 5L * columns)
        {
            BandReduction.ReduceToTriangle(matrix, lda, m, columns, (T*)scratch, team, carried);
            m = columns;
        }

        BandReduction.Reduce(matrix, lda, m, columns, (T*)scratch, team, carried);

        T* band = (T*)scratch;
        CopyBand(matrix, lda, n, band);
        double* d = (double*)memory;
        e = d + columns;
        BulgeChasing.Chase(band, n, d, e, (T*)(e + (2L * columns)), team, carried);
        e[n - 1] = 0.0;
        return d;
    }

    /// <summary>Elements that a carried vector of <paramref name="length"/> needs: those of padded rows and of reflectors that reach beyond, all zero.</summary>
    public static int CarriedLength<T>(int length)
        where T : unmanaged => Padded<T>(length) + (2 * BandReduction.Bandwidth<T>());

    /// <summary>Bytes taken from the workspace for an m x n matrix and a team of <paramref name="members"/>.</summary>
    public static long WorkspaceBytes<T>(int m, int n, int members)
        where T : unmanaged
    {
        int columns = Math.Min(m, n);
        long bandBytes = sizeof(T) * BulgeChasing.BandCount<T>(columns);
        long reductionBytes = BandReduction.ScratchCount<T>(Padded<T>(Math.Max(m, n)), Padded<T>(columns), members) * sizeof(T);
        return MatrixBytes<T>(Math.Max(m, n), columns, members) + RoundUp(Math.Max(reductionBytes, bandBytes));
    }

    // The copy of the matrix, which makes room for the bidiagonal matrix and the last stages' scratch once the band has been copied out.
    private static long MatrixBytes<T>(int rows, int n, int members)
        where T : unmanaged
    {
        int columns = Padded<T>(n);
        long lastStages = (3L * columns) + Math.Max(BulgeChasing.ScratchCount<T>(columns, members), BidiagonalBisection.ScratchCount(n, members));
        return RoundUp(Math.Max(Padded<T>(rows) * (long)LeadingDimension<T>(columns) * sizeof(T), lastStages * sizeof(double)));
    }

    // An odd number of cache lines between rows: the rows of a tile never compete for one set.
    private static nint LeadingDimension<T>(int columns)
        where T : unmanaged => columns + (Alignment / sizeof(T));

    private static void CopyBand<T>(T* matrix, nint lda, int n, T* band)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        new Span<T>(band, checked((int)BulgeChasing.BandCount<T>(n))).Clear();
        for (int i = 0; i < n; i++)
        {
            int width = Math.Min(BandReduction.Bandwidth<T>(), n - 1 - i);
            new ReadOnlySpan<T>(matrix + (i * lda) + i, width + 1).CopyTo(new Span<T>(BulgeChasing.Diagonal(band, i), width + 1));
        }
    }

    private static ThreadTeam Suited<T>(ThreadTeam team, MatrixView<T> tall)
        where T : unmanaged => 4.0 * tall.Columns * tall.Columns * (tall.Rows - (tall.Columns / 3.0)) < FlopsOfOneThread ? ThreadTeam.Single : team;

    private static int Padded<T>(int n)
        where T : unmanaged => (n + BandReduction.Bandwidth<T>() - 1) / BandReduction.Bandwidth<T>() * BandReduction.Bandwidth<T>();

    private static long RoundUp(long count) => (count + Alignment - 1) / Alignment * Alignment;
}
