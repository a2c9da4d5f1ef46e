using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>The elementary functions beside TensorPrimitives (whose results differ between machines). Ratio: time over ours, of one operation and length.</summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class ElementaryBenchmarks
{
    private float[] _x = [];
    private float[] _y = [];
    private double[] _xd = [];
    private double[] _yd = [];
    private readonly RandomStream _stream = new(1, "bench");

    /// <summary>Number of elements: in the first-level cache, and far beyond it.</summary>
    [Params(1000, 3_000_000)]
    public int Count { get; set; }

    /// <summary>Fills the inputs with normals.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _x = new float[Count];
        _y = new float[Count];
        _xd = new double[Count];
        _yd = new double[Count];
        _stream.Normals(_x.AsSpan());
        _stream.Normals(_xd.AsSpan());
    }

    /// <summary>Own tanh.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("TanhSingle")]
    public void TanhSingle() => Tanh.Apply<float>(_x, _y);

    /// <summary>Peer's tanh.</summary>
    [Benchmark]
    [BenchmarkCategory("TanhSingle")]
    public void TanhSinglePeer() => TensorPrimitives.Tanh(_x, _y);

    /// <summary>Own exp.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("ExpSingle")]
    public void ExpSingle() => Exp.Apply<float>(_x, _y);

    /// <summary>Peer's exp.</summary>
    [Benchmark]
    [BenchmarkCategory("ExpSingle")]
    public void ExpSinglePeer() => TensorPrimitives.Exp(_x, _y);

    /// <summary>Own exp in double.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("ExpDouble")]
    public void ExpDouble() => Exp.Apply<double>(_xd, _yd);

    /// <summary>Peer's exp in double.</summary>
    [Benchmark]
    [BenchmarkCategory("ExpDouble")]
    public void ExpDoublePeer() => TensorPrimitives.Exp(_xd, _yd);

    /// <summary>Own normals.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("NormalsSingle")]
    public void NormalsSingle() => _stream.Normals(_y.AsSpan());

    /// <summary>Own inner product.</summary>
    [Benchmark(Baseline = true)]
    [BenchmarkCategory("DotSingle")]
    public float DotSingle() => Dot.Of<float>(_x, _y);

    /// <summary>Peer's inner product.</summary>
    [Benchmark]
    [BenchmarkCategory("DotSingle")]
    public float DotSinglePeer() => TensorPrimitives.Dot<float>(_x, _y);
}
