using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace FastSpectra.Testing;

/// <summary>Writes small files in the formats of real data sets, by the formats' descriptions and not by the readers' code.</summary>
public static class DataFileWriter
{
    /// <summary>An IDX file of unsigned bytes, gzip-compressed where the name ends in .gz.</summary>
    public static string WriteIdx(string path, int[] shape, byte[] values) => Write(path, Idx(shape, values));

    /// <summary>The bytes of an IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] shape, byte[] values)
    {
        byte[] bytes = new byte[4 + (4 * shape.Length) + values.Length];
        bytes[2] = 8;
        bytes[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), shape[i]);
        }

        values.CopyTo(bytes.AsSpan(4 + (4 * shape.Length)));
        return bytes;
    }

    /// <summary>The bytes of a file of CIFAR-10's binary version.</summary>
    public static byte[] Cifar10(byte[] pixels, byte[] labels)
    {
        using MemoryStream stream = new();
        int d = pixels.Length / labels.Length;
        for (int i = 0; i < labels.Length; i++)
        {
            stream.WriteByte(labels[i]);
            stream.Write(pixels, i * d, d);
        }

        return stream.ToArray();
    }

    /// <summary>Bytes, gzip-compressed where the name ends in .gz.</summary>
    public static string Write(string path, byte[] bytes)
    {
        using FileStream file = File.Create(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(bytes);
        return path;
    }

    /// <summary>Images of a few blurred classes: class c is bright where pixel j has j mod classes = c, with noise.</summary>
    public static (byte[] Pixels, byte[] Labels) Images(int count, int pixels, int classes, int seed)
    {
        Random random = new(seed);
        byte[] images = new byte[count * pixels], labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.Next(classes);
            for (int j = 0; j < pixels; j++)
            {
                images[(i * pixels) + j] = (byte)(random.Next(120) + (j % classes == labels[i] ? 100 : 0));
            }
        }

        return (images, labels);
    }

    /// <summary>The images and labels as comma-separated numbers, label first, with a header.</summary>
    public static string WriteCsv(string path, byte[] pixels, byte[] labels)
    {
        int d = pixels.Length / labels.Length;
        IEnumerable<string> lines = labels.Select((label, i) =>
            string.Join(',', pixels.Skip(i * d).Take(d).Select(value => value.ToString(CultureInfo.InvariantCulture)).Prepend(label.ToString(CultureInfo.InvariantCulture))));
        File.WriteAllLines(path, lines.Prepend("label," + string.Join(',', Enumerable.Range(0, d).Select(j => $"p{j}"))));
        return path;
    }

    /// <summary>A .npy file of version 1.0 of unsigned bytes.</summary>
    public static string WriteNpy(string path, string shape, byte[] values)
    {
        string header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return Write(path, [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. System.Text.Encoding.ASCII.GetBytes(header), .. values]);
    }
}
