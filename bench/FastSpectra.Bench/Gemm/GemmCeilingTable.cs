using System.Globalization;
using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- ceiling</c>: large products beside their own tile on panels that stay in the first-level cache, in turn, with one thread. What the tile
/// reaches there is the ceiling of every product: a product adds packing and the way to memory. Prints a Markdown table with the share of the
/// ceiling, the median of the pairs.
/// </summary>
internal static class GemmCeilingTable
{
    private const double Seconds = 4;

    private static readonly (string Form, int M, int N, int K)[] s_shapes =
    [
        ("NT", 2000, 1500, 1000),
        ("TN", 1500, 1000, 2000),
        ("NN", 1024, 1024, 1024),
        ("NN", 2048, 2048, 2048),
        ("NN", 4096, 4096, 4096),
    ];

    public static void Run(string[] args)
    {
        Console.WriteLine($".NET {Environment.Version}; level {InstructionSet.Level}; tile {TileTable.Selected}");
        Console.WriteLine();
        Console.WriteLine("| type | form | m x n x k | product GF/s | tile in the first level GF/s | share (median) | share of bests |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Rows<float>();
        Rows<double>();
    }

    private static void Rows<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using CeilingTile<T> tile = new();
        foreach ((string form, int m, int n, int k) in s_shapes)
        {
            using ProductCase<T> product = new(form, m, n, k, addToC: false);
            long tiles = (long)(product.Flops / tile.Flops);
            PairedRatio pairs = PairedRatio.Measure(() => product.Ours(ThreadTeam.Single), () => tile.Repeat(tiles), calls: 1, threads: 1, Seconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {typeof(T).Name} | {form} | {m} x {n} x {k} | {product.Flops / pairs.Ours / 1e9:F1} | {tiles * tile.Flops / pairs.Peer / 1e9:F1} | {pairs.Median:P0} | {pairs.Bests:P0} |"));
        }
    }
}
