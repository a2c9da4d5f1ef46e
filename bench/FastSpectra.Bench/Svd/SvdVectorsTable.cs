using System.Globalization;
using System.Numerics;
using FastSpectra.LinearAlgebra;
using static FastSpectra.Bench.SvdComparison;

namespace FastSpectra.Bench;

/// <summary>
/// Values with vectors (economy), side by side with OpenBLAS' gesdd 'S': calls alternate, medians of repeats, Gaussian matrices, both
/// residuals checked. Usage: svdvectors; options: <see cref="SvdComparison"/>.
/// </summary>
internal static unsafe class SvdVectorsTable
{
    private static readonly (int M, int N)[] s_sizes =
        [(100, 100), (256, 256), (257, 257), (512, 512), (1000, 1000), (1500, 1000), (1000, 1500), (1511, 1009), (2048, 2048), (3000, 3000), (5000, 500), (500, 5000)];

    public static void Run(string[] args)
    {
        SvdComparison comparison = new(args);
        comparison.Run(
            s_sizes,
            [
                $"OpenBLAS kernels: {LapackPeer.CoreName}; FastSpectra level: {InstructionSet.Level}; threads: {comparison.Threads}; medians of 5 repeats (3 from 2000 x 2000 on), calls alternate.",
                "Residual: |A v_i - s_i u_i| / s_1, the largest of five triplets. CPU is the process's own time, which a busy machine disturbs less.",
                "",
                "| type | m x n | ours ms | gesdd ms | ratio | ours CPU ms | gesdd CPU ms | CPU ratio | residual | gesdd's |",
                "|---|---|---|---|---|---|---|---|---|---|",
            ],
            Row<float>,
            Row<double>);
    }

    private static string Row<T>(int m, int n, int repeats, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = Math.Min(m, n);
        repeats = repeats > 0 ? repeats : (long)m * n < 4000000 ? 5 : 3;
        using Matrix<T> a = new(m, n), copy = new(m, n), u = new(m, k), vt = new(k, n), peerU = new(m, k), peerVt = new(k, n);
        new RandomStream((ulong)(m + (7 * n)), "svd bench").Normals(a.Span);
        T[] s = new T[k], peerS = new T[k];
        float[] floatWork = [];
        double[] doubleWork = [];
        using Workspace workspace = new();
        double[] ours = new double[repeats], oursCpu = new double[repeats], theirs = new double[repeats], theirsCpu = new double[repeats];
        for (int r = -1; r < repeats; r++)
        {
            (double time, double cpu) = Measure(() => Svd.Full(a.View, u.View, s.AsSpan(), vt.View, workspace, team));
            copy.CopyFrom(a);

            // A row-major m x n matrix is a column-major n x m one: LAPACK's U is our V.
            (double peerTime, double peerCpu) = Measure(() =>
            {
                fixed (T* values = peerS)
                {
                    if (typeof(T) == typeof(float))
                    {
                        LapackPeer.Vectors((float*)copy.Pointer, n, m, (float*)values, (float*)peerVt.Pointer, (float*)peerU.Pointer, ref floatWork);
                    }
                    else
                    {
                        LapackPeer.Vectors((double*)copy.Pointer, n, m, (double*)values, (double*)peerVt.Pointer, (double*)peerU.Pointer, ref doubleWork);
                    }
                }
            });
            if (r >= 0)
            {
                (ours[r], oursCpu[r], theirs[r], theirsCpu[r]) = (time, cpu, peerTime, peerCpu);
            }
        }

        double ms = Median(ours), peerMs = Median(theirs), cpuMs = Median(oursCpu), peerCpuMs = Median(theirsCpu);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {typeof(T).Name} | {m} x {n} | {ms:F1} | {peerMs:F1} | {peerMs / ms:F2} | {cpuMs:F1} | {peerCpuMs:F1} | {peerCpuMs / cpuMs:F2} | {Residual(a, u, s, vt):E1} | {Residual(a, peerU, peerS, peerVt):E1} |");
    }

    private static double Residual<T>(Matrix<T> a, Matrix<T> u, T[] s, Matrix<T> vt)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double worst = 0;
        int k = s.Length;
        foreach (int i in new[] { 0, k / 4, k / 2, 3 * k / 4, k - 1 })
        {
            double sum = 0;
            for (int row = 0; row < a.Rows; row++)
            {
                double dot = 0;
                for (int j = 0; j < a.Columns; j++)
                {
                    dot += double.CreateTruncating(a[row, j]) * double.CreateTruncating(vt[i, j]);
                }

                dot -= double.CreateTruncating(s[i]) * double.CreateTruncating(u[row, i]);
                sum += dot * dot;
            }

            worst = Math.Max(worst, Math.Sqrt(sum) / double.CreateTruncating(s[0]));
        }

        return worst;
    }
}
