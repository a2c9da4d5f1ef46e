using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- promise [name]</c>: what the same bits everywhere cost. Each reproducible path in turn with variants that are free to sum in any
/// order or to call the library, and the median of the ratios; writes <c>bench/results/NAME/promise.md</c>.
/// </summary>
internal static unsafe class PromiseTable
{
    private const double SecondsPerRow = 2;

    private const int LeastPairs = 7;

    private static readonly StringBuilder s_rows = new();

    public static void Run(string[] args)
    {
        string processor = MeasuringMachine.Processor;
        string name = args.Length > 1 ? args[1] : Slug(processor);
        string loadBefore = MeasuringMachine.Load;
        Products();
        Elementary();
        Dots();
        Step();
        string text = $"""
            # What the same bits cost

            {processor}, {Environment.ProcessorCount} processors, SIMD level {InstructionSet.Level}, .NET {Environment.Version}, {RuntimeInformation.OSDescription}. Load average {loadBefore} before, {MeasuringMachine.Load} after.

                dotnet run -c Release --project bench/FastSpectra.Bench -- promise {name}

            Each row runs the reproducible path and the free variant call by call in turn, first one first, then the other. One thread: processor time of the thread; two: wall time.
            The cost is the median over all pairs of (ours / free - 1), with the quartiles; negative: the reproducible path is the faster one. Goal: at most 2 % for the product and the step.

            | what | free variant | threads | ours | free | cost | quartiles | pairs |
            |---|---|---|---|---|---|---|---|
            {s_rows.ToString().TrimEnd()}

            Free variants: *sums cut every k steps* is the same product with another block length (the fixed one is 512 floats or 256 doubles); *sums split among threads* gives each thread
            a share of k and adds the partial results, which makes bits depend on the number of threads; *library* is System.Numerics.Tensors or the C runtime, whose bits depend on the
            machine; *eight registers* sums in as many accumulators as are fastest and as wide as the hardware.

            Not measured: blocks longer than the fixed one (they save one pass over C in 512 steps, below 1 %); tile kernels of other libraries (`-- gemm` compares with OpenBLAS);
            processors other than this one. Decompositions have a table of their own (`promise-svd.md`, from `Promise/svd-with-free-sums.sh`).

            """;
        string path = Path.Combine(Root(), "bench", "results", name, "promise.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        Console.WriteLine(text);
        Console.WriteLine(path);
    }

    private static void Products()
    {
        foreach (int threads in (int[])[1, 2])
        {
            using ThreadTeam team = new(threads);
            Product<float>(team, 1024, 1024, 1024, [128, 256, 384]);
            Product<double>(team, 768, 768, 1024, [128, 192]);
            Product<float>(team, 100, 100, 20_000, [256]);
        }
    }

    private static void Product<T>(ThreadTeam team, int m, int n, int k, int[] cuts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = new(m, k);
        using Matrix<T> b = new(k, n);
        using Matrix<T> c = new(m, n);
        new RandomStream(1, "a").Normals(a.Span);
        new RandomStream(1, "b").Normals(b.Span);
        string what = $"product {typeof(T).Name} {m}x{n}x{k}";
        void Ours() => Gemm.Multiply(T.One, a.View, b.View, T.Zero, c.View, team);
        foreach (int kc in cuts)
        {
            Row(what, $"sums cut every {kc} steps", team.Size, Ours, () => FreeOrder.Product(a.View, b.View, c.View, kc, team));
        }

        if (team.Size > 1)
        {
            Matrix<T>[] parts = [.. Enumerable.Range(0, team.Size).Select(_ => new Matrix<T>(m, n))];
            Row(what, "sums split among threads", team.Size, Ours, () => FreeOrder.SplitSums(a.View, b.View, c.View, parts, team));
            foreach (Matrix<T> part in parts)
            {
                part.Dispose();
            }
        }
    }

    private static void Elementary()
    {
        const int count = 1 << 14;
        float[] x = new float[count];
        float[] y = new float[count];
        double[] xd = new double[count];
        double[] yd = new double[count];
        new RandomStream(1, "x").Normals<float>(x);
        new RandomStream(1, "x").Normals<double>(xd);
        string what = $"tanh of {count}";
        Row($"{what} floats", "library: TensorPrimitives.Tanh", 1, () => Tanh.Apply<float>(x, y), () => TensorPrimitives.Tanh(x, y));
        Row($"{what} floats", "library: MathF.Tanh", 1, () => Tanh.Apply<float>(x, y), () =>
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = MathF.Tanh(x[i]);
            }
        });
        Row($"{what} doubles", "library: TensorPrimitives.Tanh", 1, () => Tanh.Apply<double>(xd, yd), () => TensorPrimitives.Tanh(xd, yd));
    }

    private static void Dots()
    {
        float sink = 0;
        foreach (int count in (int[])[1000, 100_000, 4_000_000])
        {
            float[] x = new float[count];
            float[] y = new float[count];
            new RandomStream(1, "x").Normals<float>(x);
            new RandomStream(1, "y").Normals<float>(y);
            Row($"dot of {count} floats", "library: TensorPrimitives.Dot", 1, () => sink += Dot.Of<float>(x, y), () => sink += TensorPrimitives.Dot<float>(x, y));
            Row($"dot of {count} floats", "eight registers", 1, () => sink += Dot.Of<float>(x, y), () => sink += FreeOrder.Dot(x, y));
        }

        GC.KeepAlive(sink);
    }

    private static void Step()
    {
        const int n = 2000;
        const int h = 1500;
        const int d = 1000;
        foreach (int threads in (int[])[1, 2])
        {
            using ThreadTeam team = new(threads);
            Matrix<float> x = new(n, d);
            Matrix<float> labels = new(n, 1);
            new RandomStream(1, "x").Normals(x.Span);
            new RandomStream(1, "y").Normals(labels.Span);
            using Dataset<float> data = new(x, labels);
            TrainingOptions options = new() { Rule = OptimisationRule.Adam, Schedule = new ConstantRate(1e-4) };
            using Student<float> one = Student<float>.Draw(new StudentSizes(d, h), 1, "", TanhActivation<float>.Instance, team);
            using Student<float> other = Student<float>.Draw(new StudentSizes(d, h), 1, "", new LibraryTanh(), team);
            using Trainer<float> ours = new(one, data, options, team);
            using Trainer<float> free = new(other, data, options, team);
            Row($"training step, Adam, n {n} h {h} d {d}, float", "library tanh in the same step", threads, () => ours.Step(), () => free.Step());
        }
    }

    private static void Row(string what, string variant, int threads, Action ours, Action free)
    {
        // Long enough to reach the final code, and calls enough that a pair is some milliseconds.
        Stopwatch warm = Stopwatch.StartNew();
        int calls = 0;
        while (warm.ElapsedMilliseconds < 400 || calls < 2)
        {
            ours();
            free();
            calls++;
        }

        int batch = (int)Math.Max(1, 4 * calls / warm.Elapsed.TotalMilliseconds);
        List<(double Ours, double Free)> pairs = [];
        Stopwatch total = Stopwatch.StartNew();
        while (total.Elapsed.TotalSeconds < SecondsPerRow || pairs.Count < LeastPairs)
        {
            double first = 0;
            double second = 0;
            if (pairs.Count % 2 == 0)
            {
                first = Time(ours, batch, threads);
                second = Time(free, batch, threads);
            }
            else
            {
                second = Time(free, batch, threads);
                first = Time(ours, batch, threads);
            }

            pairs.Add((first, second));
        }

        double[] costs = [.. pairs.Select(pair => (pair.Ours / pair.Free) - 1).Order()];
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {variant} | {threads} | {Duration(Median([.. pairs.Select(pair => pair.Ours).Order()]))} | {Duration(Median([.. pairs.Select(pair => pair.Free).Order()]))} "
            + $"| {100 * Median(costs):+0.0;-0.0;0.0} % | {100 * costs[costs.Length / 4]:+0.0;-0.0;0.0} ... {100 * costs[costs.Length * 3 / 4]:+0.0;-0.0;0.0} % | {pairs.Count} |");
        s_rows.AppendLine(line);
        Console.Error.WriteLine(line);
    }

    private static double Time(Action action, int batch, int threads)
    {
        double start = MeasuringClock.Seconds(threads);
        for (int i = 0; i < batch; i++)
        {
            action();
        }

        return (MeasuringClock.Seconds(threads) - start) / batch;
    }

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];

    private static string Duration(double seconds) => seconds >= 1e-3
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:G4} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:G4} us");

    private static string Slug(string text) => string.Join('-', text.ToLowerInvariant().Split([' ', '(', ')', '@', '/'], StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        string? directory = Directory.GetCurrentDirectory();
        while (directory is not null && !File.Exists(Path.Combine(directory, "FastSpectra.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? Directory.GetCurrentDirectory();
    }
}
