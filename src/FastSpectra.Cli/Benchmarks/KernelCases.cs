using System.Numerics;
using FastSpectra.Experiments;
using FastSpectra.LinearAlgebra;
using FastSpectra.Training;

namespace FastSpectra.Cli;

/// <summary>The kernels that <c>bench</c> measures, on the sizes of the main experiment (n = 2000, h = 1500, d = 1000).</summary>
internal static class KernelCases
{
    private const int N = 2000;
    private const int H = 1500;
    private const int D = 1000;
    private const int Long = 3_000_000;

    public static IReadOnlyList<KernelCase> All { get; } =
    [
        Product<float>("X W^T", N, H, D, transposeA: false, transposeB: true),
        Product<float>("B^T X", H, D, N, transposeA: true, transposeB: false),
        Product<float>("A B", 64, 64, 64, transposeA: false, transposeB: false),
        Product<double>("A B", 1024, 1024, 1024, transposeA: false, transposeB: false),
        Gram<float>(),
        Gram<double>(),
        MatrixVector(),
        Elementwise("tanh", Tanh.Apply),
        Elementwise("softplus", Softplus.Apply),
        Elementwise("exp", Exp.Apply),
        Elementwise("log", Log.Apply),
        Elementwise("axpy", (x, y) => Axpy.Apply(0.5f, x, y), bytesEach: 12),
        Reduction("dot"),
        Normals(),
        AdamStep(),
        TrainingStep(),
        SingularValues<float>(),
        SingularValues<double>(),
        SingularVectors(),
    ];

    private static KernelCase Product<T>(string name, int m, int n, int k, bool transposeA, bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new($"product {name}", $"{m} x {n} x {k}", typeof(T) == typeof(double), team =>
        {
            Matrix<T> a = Random<T>(transposeA ? k : m, transposeA ? m : k, team), b = Random<T>(transposeB ? n : k, transposeB ? k : n, team), c = new(m, n);
            MatrixView<T> left = transposeA ? a.View.Transposed : a.View, right = transposeB ? b.View.Transposed : b.View;
            return (() => Gemm.Multiply(T.One, left, right, T.Zero, c.View, team), new Operands(a, b, c));
        })
        {
            Flops = 2.0 * m * n * k,
            Bytes = Size<T>() * (((double)m * k) + ((double)k * n) + ((double)m * n)),
            WorkingSet = Size<T>() * (((double)m * k) + ((double)k * n) + ((double)m * n)),
        };

    private static KernelCase Gram<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("product Z^T Z", $"{H} x {H} x {N}", typeof(T) == typeof(double), team =>
        {
            Matrix<T> z = Random<T>(N, H, team), c = new(H, H);
            return (() => Syrk.Multiply(T.One, z.View.Transposed, T.Zero, c.View, team), new Operands(z, c));
        })
        {
            Flops = (double)H * (H + 1) * N,
            Bytes = Size<T>() * (((double)N * H) + ((double)H * H)),
            WorkingSet = Size<T>() * (((double)N * H) + ((double)H * H)),
        };

    private static KernelCase MatrixVector()
    {
        const int order = 4096;
        return new("product A x", $"{order} x {order}", isDouble: false, team =>
        {
            Matrix<float> a = Random<float>(order, order, team), x = Random<float>(1, order, team), y = new(1, order);
            return (() => Gemv.Multiply(1f, a.View, x.Span, 0f, y.Span, team), new Operands(a, x, y));
        })
        {
            Flops = 2.0 * order * order,
            Bytes = sizeof(float) * (double)order * order,
            WorkingSet = sizeof(float) * (double)order * order,
        };
    }

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    private static KernelCase Elementwise(string name, Map map, int bytesEach = 8) => new(name, $"{Long}", isDouble: false, team =>
    {
        Matrix<float> x = Random<float>(1, Long, team), y = Random<float>(1, Long, team);

        // Arguments of log are positive.
        foreach (ref float value in x.Span)
        {
            value = MathF.Abs(value);
        }

        return (() => map(x.Span, y.Span), new Operands(x, y));
    })
    {
        Elements = Long,
        Bytes = (double)bytesEach * Long,
        WorkingSet = 8.0 * Long,
        UsesTeam = false,
    };

    private static KernelCase Reduction(string name) => new(name, $"{Long}", isDouble: false, team =>
    {
        Matrix<float> x = Random<float>(1, Long, team), y = Random<float>(1, Long, team), result = new(1, 1);
        return (() => result.Span[0] = Dot.Of<float>(x.Span, y.Span), new Operands(x, y, result));
    })
    {
        Flops = 2.0 * Long,
        Elements = Long,
        Bytes = 8.0 * Long,
        WorkingSet = 8.0 * Long,
        UsesTeam = false,
    };

    private static KernelCase Normals() => new("normals", $"{Long}", isDouble: false, team =>
    {
        Matrix<float> x = new(1, Long);
        RandomStream stream = new(1, "bench");
        return (() => stream.Normals(x.Span, 0, team), new Operands(x));
    })
    {
        Elements = Long,
        Bytes = 4.0 * Long,
        WorkingSet = 4.0 * Long,
    };

    private static KernelCase AdamStep() => new("Adam step", $"{H} x {D}", isDouble: false, team =>
    {
        Matrix<float> w = Random<float>(H, D, team), g = Random<float>(H, D, team), m = new(H, D), v = new(H, D);
        long step = 0;
        return (() => AdamUpdate.Apply<float>(w.Span, g.Span, m.Span, v.Span, ++step, new AdamSettings(1e-3), team), new Operands(w, g, m, v));
    })
    {
        Elements = (double)H * D,
        Bytes = 28.0 * H * D,
        WorkingSet = 16.0 * H * D,
    };

    private static KernelCase TrainingStep() => new("training step", $"n {N}, h {H}, d {D}", isDouble: false, team =>
    {
        ExperimentConfiguration configuration = new() { N = N, H = H, D = D, NTest = 1 };
        ExperimentInputs<float> inputs = ExperimentInputs<float>.Draw(configuration, InputDraw.First, team);
        TrainingOptions options = new() { Rule = OptimisationRule.Adam, Schedule = new ConstantRate(1e-3) };
        Trainer<float> trainer = new(inputs.Student, inputs.Train, options, team);
        return (() => trainer.Step(), new Operands(trainer, inputs));
    })
    {
        Flops = 4.0 * N * H * D,
        Bytes = sizeof(float) * ((2.0 * N * D) + (4.0 * N * H) + (9.0 * H * D)),
        WorkingSet = sizeof(float) * (((double)N * D) + ((double)N * H) + (4.0 * H * D)),
    };

    // 4 n^2 (m - n/3) flops of the reduction to bidiagonal form, which every method shares.
    private static double ReductionFlops => 4.0 * D * D * (H - (D / 3.0));

    private static KernelCase SingularValues<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new("singular values", $"{H} x {D}", typeof(T) == typeof(double), team =>
        {
            Matrix<T> a = Random<T>(H, D, team);
            T[] values = new T[D];
            Workspace workspace = new();
            return (() => Svd.Values(a.View, values, workspace, team), new Operands(a, workspace));
        })
        {
            Flops = ReductionFlops,
            Bytes = Size<T>() * (double)H * D,
            WorkingSet = Size<T>() * 2.0 * H * D,
        };

    private static KernelCase SingularVectors() => new("U, S, V", $"{H} x {D}", isDouble: false, team =>
    {
        Matrix<float> a = Random<float>(H, D, team), u = new(H, D), vt = new(D, D);
        float[] values = new float[D];
        Workspace workspace = new();
        return (() => Svd.Full(a.View, u.View, values, vt.View, workspace, team), new Operands(a, u, vt, workspace));
    })
    {
        Flops = ReductionFlops + (4.0 * H * D * D) + (4.0 * D * D * D),
        Bytes = sizeof(float) * ((2.0 * H * D) + ((double)D * D)),
        WorkingSet = sizeof(float) * ((2.0 * H * D) + ((double)D * D)),
    };

    private static Matrix<T> Random<T>(int rows, int columns, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> matrix = new(rows, columns);
        new RandomStream(1, $"bench {rows} x {columns}").Normals(matrix.Span, 0, team);
        return matrix;
    }

    private static unsafe int Size<T>()
        where T : unmanaged => sizeof(T);

    private sealed class Operands(params IDisposable[] all) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable operand in all)
            {
                operand.Dispose();
            }
        }
    }
}
