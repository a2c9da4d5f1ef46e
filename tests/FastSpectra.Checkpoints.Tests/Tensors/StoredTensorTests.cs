// Invariant: every code of every narrow float converts to exactly the number its format defines.
using Xunit;

namespace FastSpectra.Checkpoints.Tests;

public sealed class StoredTensorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("F8_E4M3", 4, 7)]
    [InlineData("F8_E5M2", 5, 15)]
    public void ConvertsAllCodesOf8BitFloats(string dtype, int exponentBits, int bias)
    {
        double[] values = Read(dtype, [.. Enumerable.Range(0, 256).Select(code => (byte)code)]);
        int mantissaBits = 7 - exponentBits;
        for (int code = 0; code < 256; code++)
        {
            int exponent = (code & 0x7F) >> mantissaBits;
            double fraction = (code & ((1 << mantissaBits) - 1)) / (double)(1 << mantissaBits);
            double expected = exponent == 0 ? fraction * Math.Pow(2, 1 - bias) : (1 + fraction) * Math.Pow(2, exponent - bias);
            if (dtype == "F8_E4M3" && (code & 0x7F) == 0x7F)
            {
                expected = double.NaN;
            }
            else if (dtype == "F8_E5M2" && exponent == 31)
            {
                expected = fraction == 0 ? double.PositiveInfinity : double.NaN;
            }

            Assert.Equal(code < 128 ? expected : -expected, values[code]);
        }

        Assert.Equal(dtype == "F8_E4M3" ? 448 : 57344, values.Where(double.IsFinite).Max());
    }

    [Fact]
    public void ConvertsAllCodesOf16BitFloats()
    {
        byte[] codes = [.. Enumerable.Range(0, 65536).SelectMany(code => new[] { (byte)code, (byte)(code >> 8) })];
        double[] brain = Read("BF16", codes);
        double[] half = Read("F16", codes);
        for (int code = 0; code < 65536; code++)
        {
            Assert.Equal(BitConverter.Int32BitsToSingle(code << 16), brain[code]);
            int exponent = (code >> 10) & 31;
            double fraction = (code & 1023) / 1024.0;
            double expected = exponent == 31 ? (fraction == 0 ? double.PositiveInfinity : double.NaN)
                : exponent == 0 ? fraction * Math.Pow(2, -14) : (1 + fraction) * Math.Pow(2, exponent - 15);
            Assert.Equal(code < 32768 ? expected : -expected, half[code]);
        }
    }

    [Fact]
    public void ConvertsPowersOfTwo()
    {
        double[] values = Read("F8_E8M0", [0, 127, 128, 254, 255]);
        Assert.Equal([Math.Pow(2, -127), 1, 2, Math.Pow(2, 127), double.NaN], values);
    }

    [Fact]
    public void RefusesComplexElementsAndWrongShapes()
    {
        using SafetensorsFile file = Open("""{"c":{"dtype":"C64","shape":[2],"data_offsets":[0,16]},"t":{"dtype":"F32","shape":[1,1,2],"data_offsets":[16,24]}}""", new byte[24]);
        Assert.Throws<BadDataException>(() => file["c"].ToMatrix<float>());
        Assert.Throws<BadDataException>(() => file["t"].ToMatrix<float>());
        BadDataException exception = Assert.Throws<BadDataException>(() => file["t"].RequireShape(2, 1));
        Assert.Contains("[1, 1, 2]", exception.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 1]", exception.Message, StringComparison.Ordinal);
        file["t"].RequireShape(1, 1, 2);
    }

    private double[] Read(string dtype, byte[] data)
    {
        int size = dtype is "BF16" or "F16" ? 2 : 1;
        using SafetensorsFile file = Open($$"""{"x":{"dtype":"{{dtype}}","shape":[{{data.Length / size}}],"data_offsets":[0,{{data.Length}}] } }""", data);
        double[] values = new double[data.Length / size];
        file["x"].CopyTo<double>(values);
        float[] singles = new float[values.Length];
        file["x"].CopyTo<float>(singles);
        Assert.Equal(values, singles.Select(value => (double)value));
        return values;
    }

    private SafetensorsFile Open(string header, byte[] data) => SafetensorsFile.Open(_directory.Write("f", SafetensorsBytes.Of(header, data)));
}
