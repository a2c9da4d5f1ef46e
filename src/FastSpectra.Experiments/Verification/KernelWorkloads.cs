using System.Numerics;
using CommunityToolkit.HighPerformance;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads of the kernels that everything rests on, from the simplest up, in float and double.</summary>
internal static class KernelWorkloads
{
    public static IEnumerable<GoldenWorkload> All =>
    [
        .. RandomStreams(),
        .. OfType<float>("float"),
        .. OfType<double>("double"),
    ];

    private static IEnumerable<GoldenWorkload> RandomStreams()
    {
        yield return new("random/uniforms/double", true, (output, _) =>
        {
            double[] values = new double[5000];
            new RandomStream(GoldenInputs.Seed, "golden").Uniforms<double>(values, 123_456_789_012);
            output.Add("uniforms", values);
        });
        yield return new("random/normals/double", true, (output, team) =>
        {
            double[] values = new double[20_011];
            new RandomStream(GoldenInputs.Seed, "golden").Normals<double>(values, 7, team);
            output.Add("normals", values);
        });
        yield return new("random/normals/float", true, (output, team) =>
        {
            float[] values = new float[20_011];
            new RandomStream(GoldenInputs.Seed, "golden").Normals<float>(values, 7, team);
            output.Add("normals", values);
        });
        yield return new("random/permutation", true, (output, _) =>
        {
            int[] order = new RandomStream(GoldenInputs.Seed, "golden").Permutation(4001, 3);
            output.Add("permutation", [.. order.Select(i => (double)i)]);
        });
    }

    private static IEnumerable<GoldenWorkload> OfType<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Elementary<T>("exp", type, 1, Exp.Apply);
        yield return Elementary<T>("log", type, 0, Log.Apply);
        yield return Elementary<T>("tanh", type, -1, Tanh.Apply);
        yield return Elementary<T>("softplus", type, 1, Softplus.Apply);
        yield return Elementary<T>("expm1", type, 1, Expm1.Apply);
        yield return Elementary<T>("log1p", type, 0, Log1p.Apply);
        yield return Elementary<T>("erf", type, -1, Erf.Apply);
        yield return Elementary<T>("sin", type, 1, (x, y) => SinCos.Apply(x, y, new T[x.Length]));
        yield return Elementary<T>("cos", type, 1, (x, y) => SinCos.Apply(x, new T[x.Length], y));
        yield return Elementary<T>("power", type, 0, (x, y) =>
        {
            for (int i = 0; i < x.Length; i++)
            {
                // Exponents -6 ... 6 in steps of 1/2: roots, integers, underflow and overflow.
                y[i] = Power.Of(x[i], T.CreateChecked(((i % 25) - 12) / 2.0));
            }
        });
        yield return new($"elementary/tanh-with-derivative/{type}", true, (output, _) =>
        {
            T[] x = GoldenInputs.Normals<T>("tanh", 4099);
            T[] z = new T[x.Length];
            T[] derivative = new T[x.Length];
            Tanh.ApplyWithDerivative(x, T.CreateChecked(1.75), z, derivative);
            output.Add<T>("tanh", z);
            output.Add<T>("derivative", derivative);
        });
        yield return new($"elementary/scaled-tanh-with-derivative/{type}", true, (output, _) =>
        {
            T[] x = GoldenInputs.Normals<T>("tanh", 4099);
            T[] z = new T[x.Length];
            T[] derivative = new T[x.Length];
            Tanh.ApplyWithDerivative(x, T.One, T.CreateChecked(1.5925374197228314), z, derivative);
            output.Add<T>("tanh", z);
            output.Add<T>("derivative", derivative);
        });
        yield return Reductions<T>(type);
        foreach (GoldenWorkload workload in Products<T>(type))
        {
            yield return workload;
        }
    }

    private delegate void Apply<T>(ReadOnlySpan<T> x, Span<T> y);

    /// <summary>A function over magnitudes from the smallest to the largest, both signs, and the special values.</summary>
    private static GoldenWorkload Elementary<T>(string function, string type, int sign, Apply<T> apply)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"elementary/{function}/{type}", true, (output, _) =>
        {
            T[] x = new T[8192 + 13];
            new RandomStream(GoldenInputs.Seed, $"elementary/{function}").Normals<T>(x);
            for (int i = 0; i < x.Length; i++)
            {
                // Binary exponents -20 ... 6 in turn: through the breakpoints, into saturation and overflow.
                x[i] = T.ScaleB(x[i], (i % 27) - 20);
                x[i] = sign == 0 ? T.Abs(x[i]) : x[i];
            }

            T[] special = [T.Zero, T.NegativeZero, T.One, T.Epsilon, -T.Epsilon, T.PositiveInfinity, T.NegativeInfinity, T.NaN];
            special.CopyTo(x, 0);
            T[] y = new T[x.Length];
            apply(x, y);
            output.Add<T>(function, y);
        });

    private static GoldenWorkload Reductions<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"vectors/reductions/{type}", true, (output, team) =>
        {
            foreach (int count in (int[])[1, 15, 17, 1000, 100_003])
            {
                T[] x = GoldenInputs.Normals<T>($"x{count}", count);
                T[] y = GoldenInputs.Normals<T>($"y{count}", count);
                T[] results = [Dot.Of<T>(x, y, team), Sum.Of<T>(x, team), SumOfSquares.Of<T>(x, team), Norm2.Of<T>(x, team), MaxAbs.Of<T>(x)];
                output.Add<T>($"reductions of {count}", results);
                Axpy.Apply(results[0], x, y);
                Scale.Apply(results[1], y);
                output.Add<T>($"axpy, scale of {count}", y);
            }
        });

    private static IEnumerable<GoldenWorkload> Products<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (string Name, bool TransposeA, bool TransposeB)[] forms = [("nn", false, false), ("nt", false, true), ("tn", true, false), ("tt", true, true)];
        foreach ((string name, bool transposeA, bool transposeB) in forms)
        {
            yield return new($"gemm/{name}/{type}", true, (output, team) =>
            {
                foreach ((int m, int n, int k) in ((int, int, int)[])[(1, 1, 1), (5, 3, 2), (33, 65, 17), (61, 130, 700), (129, 47, 1100)])
                {
                    output.Add($"C {m}x{n}x{k}", Product<T>(m, n, k, transposeA, transposeB, team));
                }
            });
        }

        yield return new($"gemm/thin/{type}", true, (output, team) =>
        {
            foreach ((int m, int n, int k) in ((int, int, int)[])[(1, 300, 900), (300, 1, 900), (2000, 3, 40), (3, 2000, 40), (7, 7, 5000), (400, 32, 400)])
            {
                output.Add($"C {m}x{n}x{k}", Product<T>(m, n, k, false, false, team));
            }
        });

        // Operands with short rows and, at last, with adjacent steps, which are read where they lie.
        yield return new($"gemm/long-sums/{type}", true, (output, team) =>
        {
            foreach ((int m, int n, int k) in ((int, int, int)[])[(7, 7, 5000), (4, 3, 1001), (20, 21, 1300), (128, 96, 1100)])
            {
                output.Add($"A^T B {m}x{n}x{k}", Product<T>(m, n, k, true, false, team));
                output.Add($"A B {m}x{n}x{k}", Product<T>(m, n, k, false, false, team));
            }

            foreach ((int m, int n, int k) in ((int, int, int)[])[(8, 8, 256), (5, 3, 1003), (7, 6, 50_000)])
            {
                output.Add($"A B^T {m}x{n}x{k}", Product<T>(m, n, k, false, true, team));
            }
        });
        yield return new($"syrk/{type}", true, (output, team) =>
        {
            foreach ((int n, int k) in ((int, int)[])[(1, 1), (37, 20), (130, 600)])
            {
                using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", n, k);
                using Matrix<T> c = GoldenInputs.NormalMatrix<T>("c", n, n);
                Syrk.Multiply(T.CreateChecked(1.25), a.View, T.Zero, c.View, team);
                output.Add($"A A^T {n}x{n}x{k}", c);
                using Matrix<T> d = new(k, k);
                Syrk.Multiply(T.One, a.View.Transposed, T.Zero, d.View, team);
                output.Add($"A^T A {k}x{k}x{n}", d);
            }
        });
        yield return new($"gemv/{type}", true, (output, team) =>
        {
            foreach ((int m, int k) in ((int, int)[])[(1, 9), (37, 1000), (601, 257), (1, 150_001)])
            {
                using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", m, k);
                T[] y = GoldenInputs.Normals<T>("y", m);
                Gemv.Multiply(T.CreateChecked(1.25), a.View, GoldenInputs.Normals<T>("x", k), T.CreateChecked(-0.75), y, team);
                output.Add<T>($"A x {m}x{k}", y);
                T[] z = new T[k];
                Gemv.Multiply(T.One, a.View.Transposed, y, T.Zero, z, team);
                output.Add<T>($"A^T y {m}x{k}", z);
            }
        });
        yield return new($"gemm/large/{type}", false, (output, team) => output.Add("C 501x403x1503", Product<T>(501, 403, 1503, false, true, team)));
    }

    private static Matrix<T> Product<T>(int m, int n, int k, bool transposeA, bool transposeB, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = transposeA ? GoldenInputs.NormalMatrix<T>("a", k, m) : GoldenInputs.NormalMatrix<T>("a", m, k);
        using Matrix<T> b = transposeB ? GoldenInputs.NormalMatrix<T>("b", n, k) : GoldenInputs.NormalMatrix<T>("b", k, n);
        Matrix<T> c = GoldenInputs.NormalMatrix<T>("c", m, n);
        T alpha = T.CreateChecked(1.25);
        T beta = T.CreateChecked(-0.75);
        Gemm.Multiply(alpha, transposeA ? a.View.Transposed : a.View, transposeB ? b.View.Transposed : b.View, beta, c.View, team);
        return c;
    }
}
