using System.Numerics;
using CommunityToolkit.HighPerformance;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads of the kernels, from the simplest to the decompositions that rest on them, in float and double.</summary>
internal static class KernelWorkloads
{
    private const ulong Seed = 20240607;

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
            new RandomStream(Seed, "golden").Uniforms<double>(values, 123_456_789_012);
            output.Add("uniforms", values);
        });
        yield return new("random/normals/double", true, (output, team) =>
        {
            double[] values = new double[20_011];
            new RandomStream(Seed, "golden").Normals<double>(values, 7, team);
            output.Add("normals", values);
        });
        yield return new("random/normals/float", true, (output, team) =>
        {
            float[] values = new float[20_011];
            new RandomStream(Seed, "golden").Normals<float>(values, 7, team);
            output.Add("normals", values);
        });
        yield return new("random/permutation", true, (output, _) =>
        {
            int[] order = new RandomStream(Seed, "golden").Permutation(4001, 3);
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
        yield return Reductions<T>(type);
        foreach (GoldenWorkload workload in Products<T>(type))
        {
            yield return workload;
        }

        foreach (GoldenWorkload workload in Decompositions<T>(type))
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
            new RandomStream(Seed, $"elementary/{function}").Normals<T>(x);
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
                T[] x = Normals<T>($"x{count}", count);
                T[] y = Normals<T>($"y{count}", count);
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
        yield return new($"gemm/large/{type}", false, (output, team) => output.Add("C 501x403x1503", Product<T>(501, 403, 1503, false, true, team)));
    }

    private static IEnumerable<GoldenWorkload> Decompositions<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int m, int n, bool quick) in ((int, int, bool)[])[(7, 5, true), (64, 64, true), (150, 97, true), (60, 200, true), (300, 40, true), (500, 333, false)])
        {
            yield return new($"svd/values/{m}x{n}/{type}", quick, (output, team) =>
            {
                using Matrix<T> a = NormalMatrix<T>("a", m, n);
                output.Add<T>("s", Svd.Values<T>(a.Span2D, new SvdOptions { Team = team }));
            });
        }

        foreach ((int m, int n, bool quick) in ((int, int, bool)[])[(5, 7, true), (90, 61, true), (40, 40, true), (260, 200, false)])
        {
            yield return new($"svd/vectors/{m}x{n}/{type}", quick, (output, team) =>
            {
                using Matrix<T> a = NormalMatrix<T>("a", m, n);
                using SvdResult<T> svd = Svd.Compute<T>(a.Span2D, new SvdOptions { Team = team });
                output.Add<T>("s", svd.S);
                output.Add("u", svd.U);
                output.Add("vt", svd.Vt);
            });
        }

        yield return new($"svd/projections/120x80/{type}", true, (output, team) =>
        {
            using Matrix<T> a = NormalMatrix<T>("a", 120, 80);
            (T[] values, T[] projections) = Svd.ValuesAndRightProjections<T>(a.Span2D, Normals<T>("b", 80), new SvdOptions { Team = team });
            output.Add<T>("s", values);
            output.Add<T>("projections", projections);
        });
    }

    private static T[] Normals<T>(string stream, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] values = new T[count];
        new RandomStream(Seed, stream).Normals<T>(values);
        return values;
    }

    private static Matrix<T> NormalMatrix<T>(string stream, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Matrix<T> matrix = new(rows, columns);
        new RandomStream(Seed, stream).Normals(matrix.Span);
        return matrix;
    }

    private static Matrix<T> Product<T>(int m, int n, int k, bool transposeA, bool transposeB, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = transposeA ? NormalMatrix<T>("a", k, m) : NormalMatrix<T>("a", m, k);
        using Matrix<T> b = transposeB ? NormalMatrix<T>("b", n, k) : NormalMatrix<T>("b", k, n);
        Matrix<T> c = NormalMatrix<T>("c", m, n);
        T alpha = T.CreateChecked(1.25);
        T beta = T.CreateChecked(-0.75);
        Gemm.Multiply(alpha, transposeA ? a.View.Transposed : a.View, transposeB ? b.View.Transposed : b.View, beta, c.View, team);
        return c;
    }
}
