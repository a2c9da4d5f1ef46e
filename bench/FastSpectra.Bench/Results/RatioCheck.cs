using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- check [PROCESSOR]</c>: ratios of peers' times to ours, measured in turn in this run, against the floors of
/// <c>bench/results/PROCESSOR/floors.csv</c>. No absolute times: a slow machine is slow for both. Ends with exit code 1 if one falls under its floor.
/// </summary>
internal static class RatioCheck
{
    // Seconds for each ratio: all of them take about ten.
    private const double Seconds = 0.4;
    private const int Elements = 1 << 18;

    public static void Run(string[] args)
    {
        string processor = args.Length > 1 ? args[1] : "amd-zen4";
        string path = Path.Combine(Directory.GetCurrentDirectory(), "bench", "results", processor, "floors.csv");
        Environment.ExitCode = RatioFloors.Report(RatioFloors.Read(File.ReadAllLines(path)), Ratio, Console.Out) ? 0 : 1;
    }

    /// <summary>The peer's time over ours: "sgemm FORM MxNxK" and "dgemm ..." beside OpenBLAS, others beside System.Numerics.Tensors.</summary>
    private static double Ratio(string name)
    {
        string[] words = name.Split(' ');
        if (words is ["sgemm" or "dgemm", string form, string sizes])
        {
            int[] size = Array.ConvertAll(sizes.Split('x'), word => int.Parse(word, CultureInfo.InvariantCulture));
            return words[0] == "sgemm" ? Product<float>(form, size) : Product<double>(form, size);
        }

        float[] x = new float[Elements], y = new float[Elements];
        new RandomStream(1, "check").Normals(x.AsSpan());
        double[] z = new double[Elements];
        return name switch
        {
            "tanh beside TensorPrimitives" => PairedRatio.Measure(() => Tanh.Apply<float>(x, y), () => TensorPrimitives.Tanh(x, y), 1, 1, Seconds).Median,
            "exp beside TensorPrimitives" => PairedRatio.Measure(() => Exp.Apply<float>(x, y), () => TensorPrimitives.Exp(x, y), 1, 1, Seconds).Median,
            "float normals beside double ones" => PairedRatio.Measure(
                () => new RandomStream(1, "check").Normals(y.AsSpan()), () => new RandomStream(1, "check").Normals(z.AsSpan()), 1, 1, Seconds).Median,
            _ => throw new InvalidDataException($"floors.csv: nothing measures '{name}'"),
        };
    }

    private static double Product<T>(string form, int[] size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OpenBlas.SetThreads(1);
        using ProductCase<T> product = new(form, size[0], size[1], size[2], addToC: false);
        product.Check(ThreadTeam.Single);
        int calls = (int)Math.Clamp(2e7 / product.Flops, 1, 20000);
        return PairedRatio.Measure(() => product.Ours(ThreadTeam.Single), product.Peer, calls, 1, Seconds).Median;
    }
}
