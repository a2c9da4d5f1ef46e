// Portable Network Graphics (ISO/IEC 15948), colour type 3. The deflate stream holds stored blocks only: its bytes are the same whatever
// compression library a system has, at one byte a pixel.
using System.Buffers.Binary;

namespace FastSpectra.Reports;

/// <summary>Writes palette images as PNG files with bytes that depend on the pixels alone.</summary>
internal static class PngImage
{
    private const int LargestStoredBlock = 65535;
    private static readonly uint[] s_crcTable = BuildCrcTable();

    /// <summary>Encodes an image.</summary>
    /// <param name="levels">Palette indices, row by row from the top.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="palette">Red, green, blue of each level; at most 256 levels.</param>
    internal static byte[] Encode(ReadOnlySpan<byte> levels, int width, ReadOnlySpan<byte> palette)
    {
        if (width < 1 || levels.Length == 0 || levels.Length % width != 0)
            throw new ArgumentException($"{levels.Length} pixels do not fill rows of {width}.", nameof(levels));
        int height = levels.Length / width;
        byte[] rows = new byte[height * (width + 1)];
        for (int row = 0; row < height; row++) levels.Slice(row * width, width).CopyTo(rows.AsSpan(row * (width + 1) + 1));

        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 3;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette);
        Chunk(file, "IDAT"u8, Stored(rows));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Stored(ReadOnlySpan<byte> data)
    {
        using MemoryStream stream = new();
        stream.Write([0x78, 0x01]);
        Span<byte> head = stackalloc byte[5];
        uint checksum = Adler32(data);
        while (true)
        {
            int length = Math.Min(data.Length, LargestStoredBlock);
            head[0] = (byte)(length == data.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(head[1..], (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(head[3..], (ushort)~length);
            stream.Write(head);
            stream.Write(data[..length]);
            data = data[length..];
            if (data.IsEmpty) break;
        }
        Span<byte> tail = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(tail, checksum);
        stream.Write(tail);
        return stream.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        uint crc = Crc(Crc(0xFFFFFFFF, type), data) ^ 0xFFFFFFFF;
        BinaryPrimitives.WriteUInt32BigEndian(number, crc);
        file.Write(number);
    }

    private static uint Adler32(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }
        return (b << 16) | a;
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data) crc = s_crcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] BuildCrcTable()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
