using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace FastSpectra.Reports.Tests;

/// <summary>A decoder finds the pixels that were written, behind correct chunk lengths and checksums.</summary>
public sealed class PngImageTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(300, 300)]
    public void PixelsComeBack(int width, int height)
    {
        byte[] levels = new byte[width * height];
        new Random(4).NextBytes(levels);
        byte[] png = PngImage.Encode(levels, width, ColourMap.Palette);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Dictionary<string, byte[]> chunks = [];
        int at = 8;
        while (at < png.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            chunks[type] = png[(at + 8)..(at + 8 + length)];
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "PLTE", "IDAT", "IEND"], chunks.Keys);
        Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"]));
        Assert.Equal(height, BinaryPrimitives.ReadInt32BigEndian(chunks["IHDR"].AsSpan(4)));
        using ZLibStream stream = new(new MemoryStream(chunks["IDAT"]), CompressionMode.Decompress);
        using MemoryStream rows = new();
        stream.CopyTo(rows);
        byte[] data = rows.ToArray();
        Assert.Equal(height * (width + 1), data.Length);
        for (int row = 0; row < height; row++)
        {
            Assert.Equal(0, data[row * (width + 1)]);
            Assert.True(data.AsSpan(row * (width + 1) + 1, width).SequenceEqual(levels.AsSpan(row * width, width)));
        }
    }

    [Fact]
    public void RefusesRowsThatAreNotFull() => Assert.Throws<ArgumentException>(() => PngImage.Encode(new byte[7], 3, ColourMap.Palette));

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }
}
