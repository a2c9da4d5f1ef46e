using FastSpectra.Spectra;
using Xunit;

namespace FastSpectra.Spectra.Tests;

/// <summary>Both fits equal their definitions, evaluated in the plainest way, and recover the exponent of an exact power law.</summary>
public sealed class PowerLawTailTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(257)]
    [InlineData(900)]
    public void EqualsTheDefinition(int count)
    {
        double[] values = [.. Enumerable.Range(1, count).Select(i => Math.Exp(2 * Math.Sin(i * 0.7) * Math.Sin(i * i * 0.31)) + (i == count ? 20 : 0))];
        PowerLawTail tail = new(values);
        double[] eigenvalues = [.. values.Select(s => s * s).Order()];
        Assert.Equal(Alpha(eigenvalues, count / 2), tail.Hill().Alpha, 1e-12 * tail.Hill().Alpha);
        (double alpha, double distance, int start) = Best(eigenvalues);
        PowerLawFit fit = tail.KolmogorovSmirnov();
        Assert.Equal(start, fit.Start);
        Assert.Equal(alpha, fit.Alpha, 1e-12 * alpha);
        Assert.Equal(distance, fit.Distance, 1e-12);
        Assert.Equal(distance, tail.Distance(start), 1e-15);
    }

    [Fact]
    public void RecoversAnExactPowerLaw()
    {
        // Quantiles of rho(x) ~ x^-2.5 from x = 1.
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Sqrt(Math.Pow(1 - ((i + 0.5) / 4000), -1 / 1.5)))];
        PowerLawTail tail = new(values);
        Assert.Equal(2.5, tail.Hill().Alpha, 0.02);
        Assert.Equal(2.5, tail.KolmogorovSmirnov().Alpha, 0.02);
        Assert.True(tail.KolmogorovSmirnov().Distance < 0.002);
    }

    [Fact]
    public void DoesNotDependOnTheScale()
    {
        double[] values = [.. Enumerable.Range(1, 60).Select(i => 1 + Math.Pow(i, 1.3))];
        PowerLawTail one = new(values);
        PowerLawTail other = new([.. values.Select(value => value * 1e100)]);
        Assert.Equal(one.Hill().Alpha, other.Hill().Alpha, 1e-10);
        Assert.Equal(one.KolmogorovSmirnov().Start, other.KolmogorovSmirnov().Start);
    }

    [Fact]
    public void AnotherEigenvalueIsNoticed()
    {
        double[] values = [.. Enumerable.Range(1, 60).Select(i => 1 + Math.Pow(i, 1.3))];
        PowerLawTail one = new(values);
        values[45] *= 1.001;
        Assert.NotEqual(one.Hill().Alpha, new PowerLawTail(values).Hill().Alpha, 1e-7);
    }

    [Fact]
    public void WhatHasNoTailGivesNoFit()
    {
        Assert.True(double.IsNaN(new PowerLawTail([]).Hill().Alpha));
        Assert.True(double.IsNaN(new PowerLawTail([]).KolmogorovSmirnov().Alpha));
        Assert.True(double.IsNaN(new PowerLawTail([3]).KolmogorovSmirnov().Alpha));
        Assert.True(double.IsNaN(new PowerLawTail([2, 2, 2, 2]).Hill().Alpha));
        Assert.Equal(-1, new PowerLawTail([0, 0, 0, 0]).KolmogorovSmirnov().Start);
        Assert.Throws<ArgumentException>(() => new PowerLawTail([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => new PowerLawTail([1, -1]));
    }

    [Fact]
    public void ZeroEigenvaluesAreNoStart()
    {
        PowerLawTail tail = new([0, 0, 1, 2, 3, 7]);
        Assert.Equal(Alpha([1, 4, 9, 49], 1), tail.Hill().Alpha, 1e-13);
        Assert.True(tail.KolmogorovSmirnov().Start >= 2);
    }

    private static double Alpha(double[] eigenvalues, int i) =>
        1 + ((eigenvalues.Length - i) / eigenvalues.Skip(i).Sum(value => Math.Log(value / eigenvalues[i])));

    private static (double Alpha, double Distance, int Start) Best(double[] eigenvalues)
    {
        (double Alpha, double Distance, int Start) best = (double.NaN, double.PositiveInfinity, -1);
        for (int i = 0; i < eigenvalues.Length - 1; i++)
        {
            double alpha = Alpha(eigenvalues, i);
            double distance = 0;
            for (int j = i; j < eigenvalues.Length; j++)
            {
                double fitted = 1 - Math.Pow(eigenvalues[j] / eigenvalues[i], 1 - alpha);
                distance = Math.Max(distance, Math.Abs(fitted - ((double)(j - i) / (eigenvalues.Length - i))));
            }

            if (distance < best.Distance)
            {
                best = (alpha, distance, i);
            }
        }

        return best;
    }
}
