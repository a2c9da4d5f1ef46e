using System.Numerics;
using CommunityToolkit.HighPerformance;
using FastSpectra.Testing;
using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>Every dense method on random hard spectra: values against the known ones, vectors by their residual and orthogonality, projections by |A b|.</summary>
public class SvdRandomSpectraTests
{
    [Fact]
    public void EveryMethodIsRight() => Decompose(first: 1, count: 25, longest: 160);

    [ExhaustiveFact]
    [Trait("Category", "Exhaustive")]
    public void EveryMethodIsRightOnMany() => Decompose(first: 1000, count: 1000, longest: 300);

    private static void Decompose(int first, int count, int longest)
    {
        for (int seed = first; seed < first + count; seed++)
        {
            RandomSpectrum spectrum = RandomSpectrum.Draw(seed, longest);
            Decompose<double>(spectrum, Math.ScaleB(1, -52));
            Decompose<float>(spectrum, Math.ScaleB(1, -23));
        }
    }

    private static void Decompose<T>(RandomSpectrum spectrum, double ulp)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using Matrix<T> a = LanczosTesting.Dense<T>(spectrum.Matrix);
        int m = a.Rows, n = a.Columns, r = spectrum.Values.Length;
        double largest = spectrum.Values[0], allowed = 10 * Math.Sqrt(m + n) * ulp;
        string what = $"{spectrum.Name} in {typeof(T).Name}";
        T[] values = Svd.Values<T>(a.Span2D);
        using SvdResult<T> full = Svd.Compute<T>(a.Span2D);
        T[] b = [.. Enumerable.Range(0, n).Select(j => T.CreateChecked(1 - (2.0 * (j % 3) / 3)))];
        (T[] beside, T[] projections) = Svd.ValuesAndRightProjections<T>(a.Span2D, b);
        Assert.Equal(SvdStatus.Converged, full.Status);
        for (int i = 0; i < r; i++)
        {
            foreach (T value in (T[])[values[i], full.S[i], beside[i]])
            {
                double error = Math.Abs(double.CreateChecked(value) - spectrum.Values[i]);
                Assert.True(error <= allowed * largest, $"{what}: value {i} is {value}, not {spectrum.Values[i]}");
            }
        }

        double residual = 0, orthogonality = 0, energy = 0, image = 0, length = b.Sum(x => Math.Pow(double.CreateChecked(x), 2));
        for (int i = 0; i < m; i++)
        {
            double product = 0;
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int l = 0; l < r; l++)
                {
                    sum += double.CreateChecked(full.U[i, l]) * double.CreateChecked(full.S[l]) * double.CreateChecked(full.Vt[l, j]);
                }

                residual = Math.Max(residual, Math.Abs(sum - double.CreateChecked(a[i, j])));
                product += double.CreateChecked(a[i, j]) * double.CreateChecked(b[j]);
            }

            image += product * product;
        }

        for (int i = 0; i < r; i++)
        {
            energy += Math.Pow(double.CreateChecked(beside[i]) * double.CreateChecked(projections[i]), 2);
            for (int j = 0; j <= i; j++)
            {
                double u = 0, v = 0;
                for (int l = 0; l < m; l++)
                {
                    u += double.CreateChecked(full.U[l, i]) * double.CreateChecked(full.U[l, j]);
                }

                for (int l = 0; l < n; l++)
                {
                    v += double.CreateChecked(full.Vt[i, l]) * double.CreateChecked(full.Vt[j, l]);
                }

                orthogonality = Math.Max(orthogonality, Math.Max(Math.Abs(u - (i == j ? 1 : 0)), Math.Abs(v - (i == j ? 1 : 0))));
            }
        }

        Assert.True(residual <= allowed * largest, $"{what}: |U S V^T - A| {residual / largest} s_1");
        Assert.True(orthogonality <= allowed, $"{what}: |U^T U - I|, |V^T V - I| {orthogonality}");
        Assert.True(Math.Abs(energy - image) <= 4 * allowed * largest * largest * length, $"{what}: sum of (s_i v_i . b)^2 is {energy}, |A b|^2 {image}");
    }
}
