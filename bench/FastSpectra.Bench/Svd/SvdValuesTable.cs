using System.Globalization;
using System.Numerics;
using FastSpectra.LinearAlgebra;
using static FastSpectra.Bench.SvdComparison;

namespace FastSpectra.Bench;

/// <summary>
/// Values only, side by side with OpenBLAS: calls alternate, medians of repeats, Gaussian matrices, every answer checked against
/// dgesdd in double. Usage: svd; options: <see cref="SvdComparison"/>.
/// </summary>
internal static unsafe class SvdValuesTable
{
    private static readonly (int M, int N)[] s_sizes =
    [
        (100, 100), (128, 128), (256, 256), (257, 257), (509, 509), (512, 512), (1000, 1000), (1024, 1024), (1500, 1000), (1000, 1500), (1511, 1009),
        (2048, 2048), (2053, 2053), (3000, 3000), (4096, 4096), (6000, 6000), (5000, 500), (500, 5000), (20000, 200), (200, 20000),
    ];

    // Where one call of the peer takes most of a minute: measured once, unwarmed, and float answers are checked by our double ones.
    private const double LongFlops = 1.5e11;

    public static void Run(string[] args)
    {
        SvdComparison comparison = new(args);
        comparison.Run(
            s_sizes,
            [
                $"OpenBLAS kernels: {LapackPeer.CoreName}; FastSpectra level: {InstructionSet.Level}; threads: {comparison.Threads}; medians of 3 to 15 repeats (1 above 1.5e11 flops), calls alternate.",
                "Rate: 4 n^2 (m - n/3) flops (QR first: 2 n^2 (m + n)) over our whole time, as percent of OpenBLAS' gemm rate at 768^3 beside it.",
                "",
                "| type | m x n | ours ms | gesdd ms | ratio | ours CPU ms | gesdd CPU ms | CPU ratio | error / s1 | gesdd's | % of gemm |",
                "|---|---|---|---|---|---|---|---|---|---|---|",
            ],
            Row<float>,
            Row<double>);
    }

    private static string Row<T>(int m, int n, int repeats, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(m, n);
        double flops = FlopCount(Math.Max(m, n), k);
        if (repeats == 0)
        {
            repeats = flops > LongFlops ? 1 : (int)Math.Clamp(LongFlops / flops, 3, 15);
        }

        using Matrix<T> a = new(m, n);
        using Matrix<T> copy = new(m, n);
        using Matrix<double> reference = new(m, n);
#pragma warning disable RS0030 // Data of a benchmark, not of a result.
        Random random = new(m + (7 * n));
#pragma warning restore RS0030
        for (long i = 0; i < a.Count; i++)
        {
            a.Pointer[i] = T.CreateTruncating(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            reference.Pointer[i] = double.CreateTruncating(a.Pointer[i]);
        }

        // A row-major m x n matrix is a column-major n x m one with the same values.
        T[] ours = new T[k], theirs = new T[k];
        double[] truth = new double[k], doubleWork = [];
        float[] floatWork = [];
        using Workspace workspace = new();
        bool isLong = flops > LongFlops;
        if (isLong)
        {
            Svd.Values(reference.View, truth.AsSpan(), workspace, team);
        }
        else
        {
            fixed (double* s = truth)
            {
                LapackPeer.Values(reference.Pointer, n, m, s, ref doubleWork);
            }
        }

        double[] ourTimes = new double[repeats], ourCpu = new double[repeats], theirTimes = new double[repeats], theirCpu = new double[repeats], peak = new double[repeats];
        for (int r = isLong ? 0 : -1; r < repeats; r++)
        {
            (double time, double cpu) = Measure(() =>
            {
                if (Svd.Values(a.View, ours.AsSpan(), workspace, team) != SvdStatus.Converged)
                {
                    throw new InvalidOperationException("not converged");
                }
            });
            copy.CopyFrom(a);
            (double peerTime, double peerCpu) = Measure(() =>
            {
                fixed (T* s = theirs)
                {
                    if (typeof(T) == typeof(float))
                    {
                        LapackPeer.Values((float*)copy.Pointer, n, m, (float*)s, ref floatWork);
                    }
                    else
                    {
                        LapackPeer.Values((double*)copy.Pointer, n, m, (double*)s, ref doubleWork);
                    }
                }
            });
            if (r >= 0)
            {
                (ourTimes[r], ourCpu[r], theirTimes[r], theirCpu[r]) = (time, cpu, peerTime, peerCpu);
                peak[r] = GemmRate<T>();
            }
        }

        double ms = Median(ourTimes), peerMs = Median(theirTimes), cpuMs = Median(ourCpu), peerCpuMs = Median(theirCpu);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {typeof(T).Name} | {m} x {n} | {ms:F1} | {peerMs:F1} | {peerMs / ms:F2} | {cpuMs:F1} | {peerCpuMs:F1} | {peerCpuMs / cpuMs:F2} | {Error(ours, truth):E1} | {Error(theirs, truth):E1} | {100 * flops / (ms * 1e6) / Median(peak):F0} |");
    }

    private static double FlopCount(double m, double n) => Math.Min(4 * n * n * (m - (n / 3)), 2 * n * n * (m + n));

    private static double GemmRate<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int N = 768;
        using Matrix<T> a = new(N, N), b = new(N, N), c = new(N, N);
        double best = 0;
        for (int i = 0; i < 3; i++)
        {
            (double ms, _) = Measure(() =>
            {
                if (typeof(T) == typeof(float))
                {
                    LapackPeer.Multiply(N, (float*)a.Pointer, (float*)b.Pointer, (float*)c.Pointer);
                }
                else
                {
                    LapackPeer.Multiply(N, (double*)a.Pointer, (double*)b.Pointer, (double*)c.Pointer);
                }
            });
            best = Math.Max(best, 2.0 * N * N * N / (ms * 1e6));
        }

        return best;
    }

    private static double Error<T>(T[] values, double[] truth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double error = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            error = Math.Max(error, Math.Abs(double.CreateTruncating(values[i]) - truth[i]));
        }

        return error / truth[0];
    }
}
