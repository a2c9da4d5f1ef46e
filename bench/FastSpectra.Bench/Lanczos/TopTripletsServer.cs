using System.Globalization;
using System.Numerics;
using FastSpectra.Checkpoints;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Bench;

/// <summary>
/// The top triplets of a stored matrix A, or of A + X Y^T, computed once for each line "TOLERANCE" on standard input; the answer is a line
/// "milliseconds residual/s1 passes status check s_1 ... s_k". So bench/peers/topk_scipy.py takes turns with it. Alone it repeats:
/// topk A.npy [--update X.npy Y.npy] [--k 10] [--threads 1] [--tolerance 1e-6 --repeats R].
/// </summary>
internal static class TopTripletsServer
{
    public static void Run(string[] args)
    {
        using NpyFile file = NpyFile.Open(args[1]);
        if (file.Array.Type == ElementType.Float32)
        {
            Run<float>(args, file);
        }
        else
        {
            Run<double>(args, file);
        }
    }

    private static void Run<T>(string[] args, NpyFile file)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = int.Parse(Option(args, "--k", 1, "10"), CultureInfo.InvariantCulture);
        int threads = int.Parse(Option(args, "--threads", 1, "1"), CultureInfo.InvariantCulture);
        int repeats = int.Parse(Option(args, "--repeats", 1, "0"), CultureInfo.InvariantCulture);
        using Matrix<T> a = file.Array.ToMatrix<T>();
        using ThreadTeam team = new(threads);
        ILinearOperator<T> dense = new DenseOperator<T>(a);
        string updateX = Option(args, "--update", 1, ""), updateY = Option(args, "--update", 2, "");
        using Matrix<T>? x = updateX.Length > 0 ? Read<T>(updateX) : null;
        using Matrix<T>? y = updateY.Length > 0 ? Read<T>(updateY) : null;
        for (int i = 0; ; i++)
        {
            string? line = repeats > 0 ? i < repeats ? Option(args, "--tolerance", 1, "1e-6") : null : Console.In.ReadLine();
            if (line is null)
            {
                return;
            }

            TopTripletsOptions options = new() { Tolerance = double.Parse(line, CultureInfo.InvariantCulture), Team = team };
            double start = MeasuringClock.Seconds(threads);
            using LowRankUpdateOperator<T>? update = x is null || y is null ? null : new(dense, x, y);
            using TopTripletsResult<T> top = TopTriplets.Compute(update ?? dense, k, options);
            double seconds = MeasuringClock.Seconds(threads) - start;
            double residual = top.ResidualNorms.Max() / double.CreateChecked(top.S[0]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{1e3 * seconds} {residual} {top.Passes} {top.Status} {(top.IsVerified ? top.Check : TopTripletsCheck.None)} {string.Join(' ', top.S)}"));
        }
    }

    private static Matrix<T> Read<T>(string path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NpyFile file = NpyFile.Open(path);
        return file.Array.ToMatrix<T>();
    }

    private static string Option(string[] args, string name, int offset, string otherwise) =>
        Array.IndexOf(args, name) is >= 0 and int i && i + offset < args.Length ? args[i + offset] : otherwise;
}
