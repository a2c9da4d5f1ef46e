using System.Globalization;
using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- gemm [quick] [one|two] [MxNxK ...]</c>: products (all, or those named), with one thread and two (or one of them) beside OpenBLAS, call by call in turn, answers checked. One thread is timed by the thread's CPU
/// time, several by the wall clock. Prints a Markdown table with the median of the ratios (above 1: faster than OpenBLAS).
/// </summary>
internal static unsafe class GemmTable
{
    private static readonly (string Form, int M, int N, int K, bool Add)[] s_shapes =
    [
        ("NT", 2000, 1500, 1000, false),
        ("TN", 1500, 1000, 2000, false),
        ("SYRK", 1500, 1500, 2000, false),
        ("NN", 1024, 1024, 1024, false),
        ("NN", 4096, 4096, 4096, false),
        ("NN", 3000, 32, 3000, false),
        ("NN", 3000, 64, 3000, false),
        ("NN", 3000, 96, 3000, false),
        ("TN", 32, 3000, 3000, false),
        ("TN", 64, 3000, 3000, false),
        ("TN", 96, 3000, 3000, false),
        ("NN", 3000, 3000, 32, true),
        ("NN", 3000, 3000, 64, true),
        ("NN", 3000, 3000, 96, true),
        ("TN", 100, 100, 20000, false),
        ("NN", 2000, 4, 2000, false),
        ("NN", 4, 2000, 2000, false),
        ("NN", 2000, 1, 2000, false),
        ("TN", 2000, 1, 2000, false),
        ("NN", 8, 8, 20000, false),
        ("NT", 8, 8, 20000, false),
        ("TN", 8, 8, 20000, false),
        ("NT", 4, 4, 20000, false),
        ("TN", 4, 4, 20000, false),
        ("NT", 2, 2, 20000, false),
        ("TN", 2, 2, 20000, false),
        ("NT", 8, 8, 256, false),
        ("NT", 8, 8, 1024, false),
        ("NT", 5, 7, 300, false),
        ("NN", 8, 8, 8, false),
        ("NN", 16, 16, 16, false),
        ("NN", 32, 32, 32, false),
        ("NN", 48, 48, 48, false),
        ("NN", 65, 65, 65, false),
        ("NN", 100, 100, 100, false),
        ("NT", 100, 100, 100, false),
        ("NN", 192, 192, 192, false),
        ("NN", 333, 333, 333, false),
        ("NN", 511, 511, 511, false),
        ("NN", 777, 777, 777, false),
    ];

    public static void Run(string[] args)
    {
        bool quick = args.Contains("quick");
        HashSet<string> only = [.. args.Where(word => word.Contains('x', StringComparison.Ordinal))];
        Console.WriteLine($"OpenBLAS: {OpenBlas.Configuration}; kernels in use: {OpenBlas.CoreName}");
        Console.WriteLine($".NET {Environment.Version}; level {InstructionSet.Level}; caches {CacheSizes.FirstLevel >> 10} KiB, {CacheSizes.SecondLevel >> 10} KiB, {CacheSizes.ThirdLevel >> 10} KiB");
        Console.WriteLine();
        Console.WriteLine("| type | threads | form | m x n x k | ours GF/s | OpenBLAS GF/s | ratio (median) | ratio of bests |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int threads in args.Contains("one") ? [1] : args.Contains("two") ? [2] : new[] { 1, 2 })
        {
            using ThreadTeam team = new(threads);
            OpenBlas.SetThreads(threads);
            Rows<float>(team, quick, only);
            Rows<double>(team, quick, only);
        }
    }

    private static void Rows<T>(ThreadTeam team, bool quick, HashSet<string> only)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string form, int m, int n, int k, bool add) in s_shapes)
        {
            if (only.Count > 0 && !only.Contains($"{m}x{n}x{k}"))
            {
                continue;
            }

            using ProductCase<T> product = new(form, m, n, k, add);
            product.Check(team);
            double seconds = quick ? 0.15 : 0.6;

            // A measurement lasts at least 0.2 ms, so that reading the clock does not count.
            int calls = (int)Math.Clamp(2e7 / product.Flops, 1, 20000);
            PairedRatio pairs = PairedRatio.Measure(() => product.Ours(team), product.Peer, calls, team.Size, seconds);
            double scale = product.Flops * calls / 1e9;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {typeof(T).Name} | {team.Size} | {form}{(add ? ", beta 1" : string.Empty)} | {m} x {n} x {k} | {scale / pairs.Ours:F1} | {scale / pairs.Peer:F1} | {pairs.Median:F2} | {pairs.Bests:F2} |"));
        }
    }
}
