using FastSpectra.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The hard cases that the suite reduces, at full size, with the same checks: FASTSPECTRA_EXHAUSTIVE=1, as in .ci/run.</summary>
[Trait("Category", "Exhaustive")]
public class SvdFullSizeTests(ITestOutputHelper output)
{
    [ExhaustiveFact]
    public void ChecksHoldInFloat()
    {
        foreach (HardCase hard in MatrixGallery.FullSize())
        {
            SvdHardCaseTests.Check<float>(hard, output);
        }
    }

    [ExhaustiveFact]
    public void ChecksHoldInDouble()
    {
        foreach (HardCase hard in MatrixGallery.FullSize())
        {
            SvdHardCaseTests.Check<double>(hard, output);
        }
    }

    [ExhaustiveFact]
    public void PowersOfTwoScaleBitForBitAtEveryMethod()
    {
        double[,] a = MatrixGallery.Gaussian(700, 500, 30);
        double[] values = Svd.Values<double>(a), b = [.. Enumerable.Range(1, 500).Select(i => 1.0 / i)];
        (double[] one, double[] projections) = Svd.ValuesAndRightProjections<double>(a, b);
        foreach (int exponent in new[] { -900, -1, 900 })
        {
            double[,] scaled = MatrixGallery.Scaled(a, exponent);
            Assert.Equal(values.Select(s => Math.ScaleB(s, exponent)), Svd.Values<double>(scaled));
            (double[] other, double[] same) = Svd.ValuesAndRightProjections<double>(scaled, b);
            Assert.Equal(one.Select(s => Math.ScaleB(s, exponent)), other);
            Assert.Equal(projections, same);
        }
    }
}
