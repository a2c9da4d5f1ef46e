using System.Numerics;
using CommunityToolkit.HighPerformance;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Experiments;

/// <summary>Golden workloads of the factorisations, in float and double.</summary>
internal static class DecompositionWorkloads
{
    public static IEnumerable<GoldenWorkload> All =>
    [
        .. Triangular<float>("float"),
        .. Triangular<double>("double"),
        .. SingularValues<float>("float"),
        .. SingularValues<double>("double"),
        .. DivideAndConquer<float>("float"),
        .. DivideAndConquer<double>("double"),
        .. Lanczos<float>("float"),
        .. Lanczos<double>("double"),
    ];

    private static IEnumerable<GoldenWorkload> Triangular<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return new($"cholesky/{type}", true, (output, team) =>
        {
            // 128 columns are one block: below, above and beyond two.
            foreach (int n in (int[])[1, 31, 129, 270])
            {
                using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", n, n);
                using Matrix<T> gram = new(n, n);
                Syrk.Multiply(T.One, a.View, T.Zero, gram.View, team);
                for (int i = 0; i < n; i++)
                {
                    gram[i, i] += T.CreateChecked(n);
                }

                using Workspace workspace = new();
                Cholesky.Factor(gram.View, workspace, team);
                output.Add($"L {n}", gram);
                T[] x = GoldenInputs.Normals<T>("b", n);
                Cholesky.Solve<T>(gram.View, x);
                output.Add<T>($"x {n}", x);
                using Matrix<T> many = GoldenInputs.NormalMatrix<T>("b", n, 19);
                Cholesky.Solve(gram.View, many.View, team);
                output.Add($"X {n}x19", many);
            }
        });
    }

    private static IEnumerable<GoldenWorkload> SingularValues<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int m, int n, bool quick) in ((int, int, bool)[])[(7, 5, true), (64, 64, true), (150, 97, true), (60, 200, true), (300, 40, true), (500, 333, false)])
        {
            yield return new($"svd/values/{m}x{n}/{type}", quick, (output, team) =>
            {
                using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", m, n);
                output.Add<T>("s", Svd.Values<T>(a.Span2D, new SvdOptions { Team = team }));
            });
        }

        foreach ((int m, int n, bool quick) in ((int, int, bool)[])[(5, 7, true), (90, 61, true), (40, 40, true), (260, 200, false)])
        {
            yield return Vectors<T>($"svd/vectors/{m}x{n}/{type}", quick, () => GoldenInputs.NormalMatrix<T>("a", m, n));
        }

        yield return new($"svd/projections/120x80/{type}", true, (output, team) =>
        {
            using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", 120, 80);
            (T[] values, T[] projections) = Svd.ValuesAndRightProjections<T>(a.Span2D, GoldenInputs.Normals<T>("b", 80), new SvdOptions { Team = team });
            output.Add<T>("s", values);
            output.Add<T>("projections", projections);
        });
    }

    /// <summary>Orders above 64 split the bidiagonal matrix; equal singular values are deflated in the merge.</summary>
    private static IEnumerable<GoldenWorkload> DivideAndConquer<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        yield return Vectors<T>($"svd/vectors/divided/131x129/{type}", true, () => GoldenInputs.NormalMatrix<T>("a", 131, 129));
        yield return Vectors<T>($"svd/vectors/deflated/90x90/{type}", true, () =>
        {
            Matrix<T> a = new(90, 90);
            T[] u = GoldenInputs.Normals<T>("u", 90);
            for (int i = 0; i < 90; i++)
            {
                for (int j = 0; j < 90; j++)
                {
                    a[i, j] = (u[i] * u[j] / T.CreateChecked(64)) + (i == j ? T.CreateChecked(1 + (i % 3)) : T.Zero);
                }
            }

            return a;
        });
        yield return Vectors<T>($"svd/vectors/divided/400x300/{type}", false, () => GoldenInputs.NormalMatrix<T>("a", 400, 300));
        yield return new($"svd/certificate/{type}", true, (output, team) =>
        {
            using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", 70, 50);
            T[] s = Svd.Values<T>(a.Span2D, new SvdOptions { Team = team });
            using Workspace workspace = new();
            bool right = SingularValueCertificate.Holds(a.View, s, workspace, team);
            s[20] *= T.CreateChecked(1.001);
            output.Add("right and wrong", [right ? 1.0 : 0, SingularValueCertificate.Holds(a.View, s, workspace, team) ? 1 : 0]);
        });
    }

    private static IEnumerable<GoldenWorkload> Lanczos<T>(string type)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int m, int n, bool oneSided, bool quick) in ((int, int, bool, bool)[])[(150, 90, false, true), (300, 60, true, true), (700, 400, false, false)])
        {
            yield return new($"lanczos/top/{m}x{n}/{type}", quick, (output, team) =>
            {
                using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", m, n);
                using TopTripletsResult<T> top = TopTriplets.Compute(new DenseOperator<T>(a), 4, new TopTripletsOptions { Seed = 5, OneSided = oneSided, Team = team });
                output.Add<T>("s", top.S);
                output.Add("ut", top.Ut);
                output.Add("vt", top.Vt);
                output.Add("residuals", top.ResidualNorms);
            });
        }

        yield return new($"lanczos/density/200x120/{type}", true, (output, team) =>
        {
            using Matrix<T> a = GoldenInputs.NormalMatrix<T>("a", 200, 120);
            SpectralDensity density = SpectralDensity.Estimate(new DenseOperator<T>(a), 3, 20, 5, team);
            for (int probe = 0; probe < density.Probes; probe++)
            {
                output.Add("nodes", density.Nodes(probe));
                output.Add("weights", density.Weights(probe));
            }
        });
    }

    private static GoldenWorkload Vectors<T>(string name, bool quick, Func<Matrix<T>> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(name, quick, (output, team) =>
        {
            using Matrix<T> a = matrix();
            using SvdResult<T> svd = Svd.Compute<T>(a.Span2D, new SvdOptions { Team = team });
            output.Add<T>("s", svd.S);
            output.Add("u", svd.U);
            output.Add("vt", svd.Vt);
        });
}
