using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using FastSpectra.LinearAlgebra;
using Dense = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace FastSpectra.Bench;

/// <summary>
/// <c>-- peers [--out FILE.md]</c>: BLIS and MathNet.Numerics beside ours, call by call in turn, answers checked. BLIS 0.9 does not know every processor and chooses its
/// kernels when it is loaded, so each of its families is first timed in a process of its own and the fastest is measured in another. The whole takes two minutes.
/// </summary>
internal static class PeersTable
{
    private const double Seconds = 0.6;

    // Three pairs for products of seconds.
    private const double SecondsOfLarge = 0.4;
    private const string Variable = "BLIS_ARCH_TYPE";

    // Numbers of families that this library may have been built with; others end the process, which is then left out.
    private const int Families = 12;

    private static readonly (string Form, int M, int N, int K)[] s_shapes =
    [
        ("NT", 2000, 1500, 1000), ("NN", 1024, 1024, 1024), ("NN", 4096, 4096, 4096), ("NN", 100, 100, 100),
    ];

    private static readonly (int M, int N)[] s_decompositions = [(333, 222), (500, 400)];

    public static void Run(string[] args)
    {
        switch (args)
        {
            case ["peers", "family"]:
                Console.WriteLine(Family());
                return;
            case ["peers", "products"]:
                Products();
                return;
        }

        List<(string Setting, string Name, double Single, double Double)> families = [];
        foreach (string setting in Enumerable.Range(0, Families).Select(i => i.ToString(CultureInfo.InvariantCulture)))
        {
            if (Child("family", setting).Trim().Split(' ') is [string name, string single, string inDouble])
            {
                families.Add((setting, name, double.Parse(single, CultureInfo.InvariantCulture), double.Parse(inDouble, CultureInfo.InvariantCulture)));
            }
        }

        (string fastest, string family, _, _) = families.MaxBy(f => f.Single + (2 * f.Double));
        string rates = string.Join('\n', families.Select(f => string.Create(CultureInfo.InvariantCulture, $"| {f.Name} | {f.Single:F1} | {f.Double:F1} |")));
        string text = $"""
            # BLIS and MathNet.Numerics beside FastSpectra

            {DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}; {MeasuringMachine.Processor}, {Environment.ProcessorCount} virtual processors. .NET {Environment.Version}, JIT; FastSpectra level {InstructionSet.Level}. BLIS {Blis.Version}
            (libblis4-pthread, its cblas interface), MathNet.Numerics {typeof(MathNet.Numerics.Control).Assembly.GetName().Version?.ToString(3)} (managed provider, one thread). Load average {MeasuringMachine.Load} before.

                dotnet run -c Release --project bench/FastSpectra.Bench -- peers --out bench/results/{MeasuringMachine.ResultsFolder}/peers.md

            Both sides are called in turn on the same data and their answers are compared before timing. Ratio: the median over the pairs of the peer's time over ours, above 1 we are faster.
            One thread: processor time of the thread; two: wall clock (three pairs at 4096, at least seven elsewhere). OpenBLAS is in `gemm.md`, LAPACK in `svd-values.md`, System.Numerics.Tensors and
            PyTorch in `elementary.md`.

            ## Kernels of BLIS on this processor

            GF/s of 1024 x 1024 x 1024 with one thread, by the kernels that `{Variable}` asks for (each in a process of its own). This version has none for Zen 4; differences of a few
            percent among haswell, zen, zen2 and zen3 are those of the host. The table below is with **{family}** (`{Variable}={fastest}`).

            | kernels | float | double |
            |---|---|---|
            {rates}

            ## Products beside BLIS

            | type | threads | form | m x n x k | ours GF/s | BLIS GF/s | ratio |
            |---|---|---|---|---|---|---|
            {Child("products", fastest).Trim()}

            ## Beside MathNet.Numerics, double, one thread

            `Svd(false)` computes values without vectors, as ours here. Difference: the largest between the two answers, for values over the largest value.

            | what | size | ours ms | MathNet ms | ratio | difference |
            |---|---|---|---|---|---|
            {string.Join('\n', ManagedProduct(333), ManagedValues(s_decompositions[0]), ManagedValues(s_decompositions[1]))}

            Not measured: BLIS with its own kernels for Zen 4 (version 1.0 and later; not in Debian 12), more than two threads, skinny and small shapes beside BLIS but 100 x 100 x 100, MathNet.Numerics with its native
            providers (they are MKL and OpenBLAS) and with more threads, AVX2-only and arm64 processors.

            """;
        Console.WriteLine(text);
        if (Array.IndexOf(args, "--out") is int at and >= 0 && at + 1 < args.Length)
        {
            File.WriteAllText(args[at + 1], text.ReplaceLineEndings("\n"));
        }
    }

    private static string Family()
    {
        Blis.SetThreads(1);
        return string.Create(CultureInfo.InvariantCulture, $"{Blis.KernelName} {Rate<float>():F1} {Rate<double>():F1}");

        static double Rate<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using ProductCase<T> product = new("NN", 1024, 1024, 1024, addToC: false, ProductPeer.Blis);
            return product.Flops / 1e9 / PairedRatio.Measure(() => { }, product.Peer, 1, 1, Seconds).Peer;
        }
    }

    private static void Products()
    {
        foreach (int threads in (int[])[1, 2])
        {
            using ThreadTeam team = new(threads);
            Blis.SetThreads(threads);
            Rows<float>(team);
            Rows<double>(team);
        }
    }

    private static void Rows<T>(ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((string form, int m, int n, int k) in s_shapes)
        {
            using ProductCase<T> product = new(form, m, n, k, addToC: false, ProductPeer.Blis);
            product.Check(team);

            // A measurement lasts at least 0.2 ms, so that reading the clock does not count.
            int calls = (int)Math.Clamp(2e7 / product.Flops, 1, 100);
            PairedRatio pairs = PairedRatio.Measure(() => product.Ours(team), product.Peer, calls, team.Size, product.Flops > 1e11 ? SecondsOfLarge : Seconds);
            double scale = product.Flops * calls / 1e9;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {typeof(T).Name} | {team.Size} | {form} | {m} x {n} x {k} | {scale / pairs.Ours:F1} | {scale / pairs.Peer:F1} | {pairs.Median:F2} |"));
        }
    }

    private static string ManagedProduct(int n)
    {
        (Dense a, Matrix<double> ourA) = RandomPair(n, n, "a");
        (Dense b, Matrix<double> ourB) = RandomPair(n, n, "b");
        Dense c = Dense.Build.Dense(n, n);
        using Matrix<double> ourC = new(n, n);
        using (ourA)
        using (ourB)
        {
            PairedRatio pairs = Managed(() => Gemm.Multiply(1.0, ourA.View, ourB.View, 0.0, ourC.View, ThreadTeam.Single), () => a.Multiply(b, c));
            double difference = Enumerable.Range(0, n * n).Max(i => Math.Abs(ourC.View[i / n, i % n] - c[i / n, i % n]));
            return Row("product", $"{n} x {n} x {n}", pairs, difference, 1e-12);
        }
    }

    private static string ManagedValues((int M, int N) size)
    {
        (Dense a, Matrix<double> ourA) = RandomPair(size.M, size.N, "a");
        using (ourA)
        {
            using Workspace workspace = new();
            double[] ours = new double[size.N], theirs = [];
            PairedRatio pairs = Managed(() => Svd.Values(ourA.View, ours.AsSpan(), workspace, ThreadTeam.Single), () => theirs = a.Svd(false).S.ToArray());
            return Row("singular values", $"{size.M} x {size.N}", pairs, Enumerable.Range(0, size.N).Max(i => Math.Abs(ours[i] - theirs[i])) / ours[0], 1e-13);
        }
    }

    private static PairedRatio Managed(Action ours, Action peer)
    {
        MathNet.Numerics.Control.UseManaged();
        MathNet.Numerics.Control.UseSingleThread();
        return PairedRatio.Measure(ours, peer, 1, 1, Seconds);
    }

    private static (Dense Peer, Matrix<double> Ours) RandomPair(int rows, int columns, string name)
    {
        Matrix<double> ours = new(rows, columns);
        new RandomStream(1, name).Normals(ours.Span);
        return (Dense.Build.Dense(rows, columns, (i, j) => ours.View[i, j]), ours);
    }

    private static string Row(string what, string size, PairedRatio pairs, double difference, double tolerance) => difference <= tolerance
        ? string.Create(CultureInfo.InvariantCulture, $"| {what} | {size} | {1000 * pairs.Ours:F2} | {1000 * pairs.Peer:F1} | {pairs.Median:F0} | {difference:E1} |")
        : throw new InvalidOperationException($"{what} {size}: answers differ by {difference}");

    // What this program prints with the words 'peers PART'; nothing if it fails.
    private static string Child(string part, string family)
    {
        ProcessStartInfo info = new(Environment.ProcessPath!, [typeof(PeersTable).Assembly.Location, "peers", part]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            info.ArgumentList.RemoveAt(0);
        }

        info.Environment[Variable] = family;
        using Process process = Process.Start(info)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : "";
    }
}
