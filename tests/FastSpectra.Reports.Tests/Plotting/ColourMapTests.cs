using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>Larger values are lighter, strictly in steps of a few levels: the map survives greyscale.</summary>
public sealed class ColourMapTests
{
    [Fact]
    public void LuminanceRises()
    {
        double last = -1;
        for (int i = 0; i < ColourMap.Levels; i += 5)
        {
            ReadOnlySpan<byte> rgb = ColourMap.Palette.Slice(3 * i, 3);
            double luminance = 0.2126 * Linear(rgb[0]) + 0.7152 * Linear(rgb[1]) + 0.0722 * Linear(rgb[2]);
            Assert.True(luminance > last, $"level {i}: {luminance} after {last}");
            last = luminance;
        }
        Assert.True(last > 0.7, $"lightest {last}");
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(0.5, 128)]
    [InlineData(1, 255)]
    [InlineData(double.NaN, 0)]
    public void LevelsAreClamped(double value, int level) => Assert.Equal(level, ColourMap.Level(value));

    private static double Linear(byte value) => value <= 10 ? value / 255.0 / 12.92 : Math.Pow((value / 255.0 + 0.055) / 1.055, 2.4);
}
