using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- check [PROCESSOR]</c>: ratios of peers' times to ours, measured in turn in this run, against the floors of
/// <c>bench/results/PROCESSOR/floors.csv</c> (those of this processor's maker unless said otherwise). No absolute times: a slow machine is slow for both. Ends with exit code 1 if one falls under its floor.
/// </summary>
internal static class RatioCheck
{
    // Seconds for each ratio: all of them take about twenty.
    private const double Seconds = 0.4;

    // TensorPrimitives takes a third or the whole of its slower time from one process to the next, whatever the warm-up: floors hold for the faster one.
    private const int Elements = 1 << 18;

    public static void Run(string[] args)
    {
        string processor = args.Length > 1 ? args[1] : MeasuringMachine.ResultsFolder;
        string path = Path.Combine(Directory.GetCurrentDirectory(), "bench", "results", processor, "floors.csv");
        Environment.ExitCode = RatioFloors.Report(RatioFloors.Read(File.ReadAllLines(path)), Ratio, Console.Out) ? 0 : 1;
    }

    /// <summary>The peer's time over ours with one thread: "sgemm FORM MxNxK" and "dgemm ..." beside OpenBLAS, "singular values TYPE MxN" beside its gesdd, others as they say.</summary>
    private static double Ratio(string name)
    {
        string[] words = name.Split(' ');
        return words switch
        {
            ["sgemm", string form, string sizes] => Product<float>(form, Sizes(sizes)),
            ["dgemm", string form, string sizes] => Product<double>(form, Sizes(sizes)),
            ["singular", "values", "float", string sizes] => Values<float>(Sizes(sizes)),
            ["singular", "values", "double", string sizes] => Values<double>(Sizes(sizes)),
            _ => name switch
            {
                "two products beside a training step" => TrainingStep(),
                "float normals beside Box-Muller by TensorPrimitives" => Normals(),
                _ => Elementary(name),
            },
        };
    }

    private static int[] Sizes(string text) => Array.ConvertAll(text.Split('x'), word => int.Parse(word, CultureInfo.InvariantCulture));

    private static double Elementary(string name)
    {
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

    // What one would write with the library alone: random bits, r = sqrt(-2 ln u) and r cos, r sin of an angle, array by array.
    private static double Normals()
    {
        const int Half = Elements / 2;
        float[] x = new float[Elements], radius = new float[Half], angle = new float[Half], sine = new float[Half], cosine = new float[Half];
        uint[] bits = new uint[Elements];
        Random random = new();
        return PairedRatio.Measure(
            () => new RandomStream(1, "check").Normals(x.AsSpan()),
            () =>
            {
                random.NextBytes(MemoryMarshal.AsBytes(bits.AsSpan()));
                TensorPrimitives.ConvertTruncating<uint, float>(bits.AsSpan(0, Half), radius);
                TensorPrimitives.Add(radius, 0.5f, radius);
                TensorPrimitives.Multiply(radius, 1f / 4294967296f, radius);
                TensorPrimitives.Log(radius, radius);
                TensorPrimitives.Multiply(radius, -2f, radius);
                TensorPrimitives.Sqrt(radius, radius);
                TensorPrimitives.ConvertTruncating<uint, float>(bits.AsSpan(Half), angle);
                TensorPrimitives.Multiply(angle, (float)(2 * Math.PI / 4294967296.0), angle);
                TensorPrimitives.SinCos(angle, sine, cosine);
                TensorPrimitives.Multiply(radius, sine, x.AsSpan(0, Half));
                TensorPrimitives.Multiply(radius, cosine, x.AsSpan(Half));
            },
            1,
            1,
            Seconds).Median;
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

    // The peer destroys its matrix: it is given a copy, which costs it half a percent.
    private static unsafe double Values<T>(int[] size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int m = size[0], n = size[1];
        LapackPeer.SetThreads(1);
        using Matrix<T> a = new(m, n), copy = new(m, n);
        using Workspace workspace = new();
        new RandomStream(1, "check").Normals(a.Span);
        T[] ours = new T[n], theirs = new T[n];
        float[] work = [];
        double[] doubleWork = [];
        double ratio = PairedRatio.Measure(
            () => Svd.Values(a.View, ours.AsSpan(), workspace, ThreadTeam.Single),
            () =>
            {
                copy.CopyFrom(a);
                fixed (T* s = theirs)
                {
                    if (typeof(T) == typeof(float))
                    {
                        LapackPeer.Values((float*)copy.Pointer, n, m, (float*)s, ref work);
                    }
                    else
                    {
                        LapackPeer.Values((double*)copy.Pointer, n, m, (double*)s, ref doubleWork);
                    }
                }
            },
            1,
            1,
            Seconds).Median;
        return ours.Zip(theirs).All(pair => T.Abs(pair.First - pair.Second) <= T.CreateTruncating(typeof(T) == typeof(float) ? 2e-5 : 2e-13) * ours[0]) ? ratio : double.NaN;
    }

    private static double TrainingStep()
    {
        ThreadTeam team = ThreadTeam.Single;
        using ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(new ExperimentConfiguration(), InputDraw.First, team);
        using Student<float> student = inputs.Student.Clone();
        using Trainer<float> trainer = new(student, inputs.Train, new() { Rule = OptimisationRule.Adam, Schedule = new ConstantRate(1e-3), BatchSize = inputs.Train.Count }, team);
        Matrix<float> x = inputs.Train.X, w = student.W;
        using Matrix<float> z = new(x.Rows, w.Rows), gradient = new(w.Rows, w.Columns);
        return PairedRatio.Measure(
            () => trainer.Step(),
            () =>
            {
                Gemm.Multiply(1f, x.View, w.View.Transposed, 0f, z.View, team);
                Gemm.Multiply(1f, z.View.Transposed, x.View, 0f, gradient.View, team);
            },
            1,
            1,
            2 * Seconds).Median;
    }
}
