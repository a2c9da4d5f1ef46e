using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Bench;

/// <summary>
/// `-- elementary [count]`: elements per second of the elementary functions, normals, reductions and optimiser steps on one
/// thread, each run interleaved with TensorPrimitives where that has the operation.
/// </summary>
internal static class ElementaryTable
{
    private const int Repeats = 25;

    public static void Run(string[] args)
    {
        int n = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3_000_000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"level {InstructionSet.Level}, {n} elements, median of {Repeats} in processor time, 1 thread"));
        Console.WriteLine("| operation | Gelem/s | TensorPrimitives | ratio |");
        Console.WriteLine("|---|---|---|---|");
        float[] x = new float[n];
        float[] y = new float[n];
        float[] z = new float[n];
        float[] w = new float[n];
        double[] xd = new double[n];
        double[] yd = new double[n];
        RandomStream stream = new(1, "bench");
        stream.Normals(x.AsSpan());
        stream.Normals(xd.AsSpan());
        Row("tanh f32", n, () => Tanh.Apply<float>(x, y), () => TensorPrimitives.Tanh(x, y));
        Row("tanh f32 with derivative", n, () => Tanh.ApplyWithDerivative<float>(x, 0.5f, y, z), null);
        Row("exp f32", n, () => Exp.Apply<float>(x, y), () => TensorPrimitives.Exp(x, y));
        Row("softplus f32", n, () => Softplus.Apply<float>(x, y), null);
        Row("expm1 f32", n, () => Expm1.Apply<float>(x, y), () => TensorPrimitives.ExpM1(x, y));
        Row("erf f32", n, () => Erf.Apply<float>(x, y), null);
        Row("sin and cos f32", n, () => SinCos.Apply<float>(x, y, z), () => TensorPrimitives.SinCos(x, y, z));
        Row("tanh f64", n, () => Tanh.Apply<double>(xd, yd), () => TensorPrimitives.Tanh(xd, yd));
        Row("exp f64", n, () => Exp.Apply<double>(xd, yd), () => TensorPrimitives.Exp(xd, yd));
        Row("softplus f64", n, () => Softplus.Apply<double>(xd, yd), null);
        stream.Uniforms(x.AsSpan());
        stream.Uniforms(xd.AsSpan());
        Row("log f32", n, () => Log.Apply<float>(x, y), () => TensorPrimitives.Log(x, y));
        Row("log1p f32", n, () => Log1p.Apply<float>(x, y), () => TensorPrimitives.LogP1(x, y));
        Row("log f64", n, () => Log.Apply<double>(xd, yd), () => TensorPrimitives.Log(xd, yd));
        Row("normals f32", n, () => stream.Normals(y.AsSpan()), null);
        Row("normals f64", n, () => stream.Normals(yd.AsSpan()), null);
        Row("uniforms f32", n, () => stream.Uniforms(y.AsSpan()), null);
        float sink = 0;
        Row("dot f32", n, () => sink += Dot.Of<float>(x, y), () => sink += TensorPrimitives.Dot<float>(x, y));
        Row("mixed dot f32 -> f64", n, () => sink += (float)MixedDot.Of(x, y), null);
        Row("sum f32", n, () => sink += Sum.Of<float>(x), () => sink += TensorPrimitives.Sum<float>(x));
        Row("norm2 f32", n, () => sink += Norm2.Of<float>(x), () => sink += TensorPrimitives.Norm<float>(x));
        Row("axpy f32", n, () => Axpy.Apply(0.5f, x, y), () => TensorPrimitives.MultiplyAdd(x, 0.5f, y, y));
        Row("scale f32", n, () => Scale.Apply(1.0000001f, y), () => TensorPrimitives.Multiply(y, 1.0000001f, y));
        Row("first non-finite f32", n, () => sink += FiniteCheck.FirstNonFinite<float>(x), null);
        AdamSettings adam = new(1e-3);
        int half = n / 2;
        stream.Normals(y.AsSpan());
        z.AsSpan().Clear();
        w.AsSpan().Clear();
        long step = 0;
        Row("adam f32 (n/2, 28 bytes an element)", half, () => AdamUpdate.Apply(x.AsSpan(0, half), y.AsSpan(0, half), z.AsSpan(0, half), w.AsSpan(0, half), ++step, adam), null);

        // What the same traffic costs without the arithmetic: read 4 arrays, write 3.
        Row("copy of the same bytes (4 read, 3 written)", half, () => StreamLikeAdam(x, y, z, w, half), null);
        Row("sgd with momentum f32 (n/2)", half, () => SgdUpdate.Apply(x.AsSpan(0, half), y.AsSpan(0, half), z.AsSpan(0, half), 2, new SgdSettings(1e-3, 0.9)), null);
        GC.KeepAlive(sink);
    }

    private static void StreamLikeAdam(float[] p, float[] g, float[] m, float[] v, int n)
    {
        // In pieces of 4 KiB, so that each array passes through the cache once.
        for (int i = 0; i + 1024 <= n; i += 1024)
        {
            ReadOnlySpan<float> gradient = g.AsSpan(i, 1024);
            TensorPrimitives.Add(p.AsSpan(i, 1024), gradient, p.AsSpan(i, 1024));
            TensorPrimitives.Add(m.AsSpan(i, 1024), gradient, m.AsSpan(i, 1024));
            TensorPrimitives.Add(v.AsSpan(i, 1024), gradient, v.AsSpan(i, 1024));
        }
    }

    private static void Row(string name, int n, Action ours, Action? peer)
    {
        // Warm-up: the peer's loops reach their final code after some tens of milliseconds.
        Stopwatch warm = Stopwatch.StartNew();
        while (warm.ElapsedMilliseconds < 400)
        {
            ours();
            peer?.Invoke();
        }

        double[] a = new double[Repeats];
        double[] b = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            a[i] = Seconds(ours);
            b[i] = peer is null ? double.NaN : Seconds(peer);
        }

        Array.Sort(a);
        Array.Sort(b);
        double mine = n / a[Repeats / 2] * 1e-9;
        double theirs = n / b[Repeats / 2] * 1e-9;
        Console.WriteLine(peer is null
            ? string.Create(CultureInfo.InvariantCulture, $"| {name} | {mine:F3} | | |")
            : string.Create(CultureInfo.InvariantCulture, $"| {name} | {mine:F3} | {theirs:F3} | {mine / theirs:F2} |"));
    }

    /// <summary>
    /// Processor time of this thread on Linux, so that neighbours on a shared machine take no part; elsewhere wall time.
    /// </summary>
    private static double Seconds(Action action)
    {
        double start = MeasuringClock.Seconds(threads: 1);
        action();
        return MeasuringClock.Seconds(threads: 1) - start;
    }
}
