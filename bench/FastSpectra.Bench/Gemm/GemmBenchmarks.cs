using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>The experiment's products and large squares, own kernels beside OpenBLAS with as many threads. Ratio: time over ours, of one type, shape and number of threads.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class GemmBenchmarks : IDisposable
{
    private ProductCase<float>? _single;
    private ProductCase<double>? _double;
    private ThreadTeam? _team;

    [Params("NT 2000 1500 1000", "TN 1500 1000 2000", "SYRK 1500 1500 2000", "NN 1024 1024 1024")]
    public string Shape { get; set; } = "NN 1024 1024 1024";

    [Params(1, 2)]
    public int Threads { get; set; } = 1;

    [GlobalSetup]
    public void Setup()
    {
        string[] words = Shape.Split(' ');
        int[] sizes = Array.ConvertAll(words[1..], int.Parse);
        _team = new ThreadTeam(Threads);
        OpenBlas.SetThreads(Threads);
        _single = new ProductCase<float>(words[0], sizes[0], sizes[1], sizes[2], addToC: false);
        _double = new ProductCase<double>(words[0], sizes[0], sizes[1], sizes[2], addToC: false);
        _single.Check(_team);
        _double.Check(_team);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _single?.Dispose();
        _double?.Dispose();
        _team?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Single")]
    public void Single() => _single!.Ours(_team!);

    [Benchmark]
    [BenchmarkCategory("Single")]
    public void SingleOpenBlas() => _single!.Peer();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Double")]
    public void Double() => _double!.Ours(_team!);

    [Benchmark]
    [BenchmarkCategory("Double")]
    public void DoubleOpenBlas() => _double!.Peer();
}
