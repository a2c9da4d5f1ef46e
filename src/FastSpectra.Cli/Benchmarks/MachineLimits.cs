using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>What a team of this machine's threads can reach at most, measured.</summary>
internal sealed class MachineLimits
{
    private static readonly MemoryLevel[] s_levels = Enum.GetValues<MemoryLevel>();

    private MachineLimits(int threads, double single, double twice, double[] bandwidths)
    {
        Threads = threads;
        SinglePeak = single;
        DoublePeak = twice;
        Bandwidths = bandwidths;
    }

    public int Threads { get; }

    /// <summary>Float operations a second.</summary>
    public double SinglePeak { get; }

    /// <summary>Double operations a second.</summary>
    public double DoublePeak { get; }

    /// <summary>Bytes read a second, by <see cref="MemoryLevel"/>.</summary>
    public IReadOnlyList<double> Bandwidths { get; }

    public static MachineLimits Measure(ThreadTeam team) => new(
        team.Size,
        ArithmeticPeak.Measure<float>(team),
        ArithmeticPeak.Measure<double>(team),
        [.. s_levels.Select(level => ReadBandwidth.Measure(level, team))]);

    /// <summary>Seconds below which a kernel cannot come, and what binds it: the roofline of S. Williams et al., CACM 52 (2009).</summary>
    public (double Seconds, string Limit) Bound(KernelCase kernel)
    {
        MemoryLevel level = ReadBandwidth.LevelOf(kernel.WorkingSet, Threads);
        double arithmetic = kernel.Flops / (kernel.IsDouble ? DoublePeak : SinglePeak);
        double memory = kernel.Bytes / Bandwidths[(int)level];
        return arithmetic >= memory ? (arithmetic, "multiply-adds") : (memory, $"{level.ToString().Replace("Dram", "memory", StringComparison.Ordinal)} bandwidth");
    }
}
