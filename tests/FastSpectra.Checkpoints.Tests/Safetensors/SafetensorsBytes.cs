using System.Buffers.Binary;
using System.Text;

namespace FastSpectra.Checkpoints.Tests;

/// <summary>Safetensors files put together by hand, independent of the writer under test.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Of(string header, int dataBytes) => Of(header, new byte[dataBytes]);

    public static byte[] Of(string header, byte[] data) => Of((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(ulong length, byte[] header, byte[] data)
    {
        byte[] file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }
}
