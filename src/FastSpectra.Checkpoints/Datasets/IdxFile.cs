using System.Buffers.Binary;
using System.Globalization;

namespace FastSpectra.Checkpoints;

// 00 00 08 K, then K sizes of four bytes, most significant first, then the unsigned bytes. Format: yann.lecun.com/exdb/mnist (MNIST, Fashion-MNIST, EMNIST, ...).

/// <summary>Images and labels in the IDX format of MNIST, plain or gzip-compressed (found by content, not by name).</summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Numbers per sample of an image file, from its header alone.</summary>
    /// <exception cref="BadDataException">It is not the header of an IDX file of images.</exception>
    public static int Dimension(string images)
    {
        using DataStream file = DataStream.Open(images);
        return ImageShape(file).Dimension;
    }

    /// <summary>Reads a file of images [N, ...] and its file of labels [N]; a sample's numbers are its image row by row, 0 to 255.</summary>
    /// <exception cref="BadDataException">A file cannot be read, is no IDX file of unsigned bytes, is shorter or longer than its header says, or the two differ in N.</exception>
    public static SampleSet Read(string images, string labels)
    {
        using DataStream imageFile = DataStream.Open(images);
        using DataStream labelFile = DataStream.Open(labels);
        (int count, int dimension) = ImageShape(imageFile);
        long[] shape = Header(labelFile);
        if (shape.Length != 1)
        {
            throw labelFile.Bad($"holds an array of shape {StoredTensor.FormatShape(shape)}; expected labels [{count}]");
        }

        if (shape[0] != count)
        {
            throw labelFile.Bad($"has {shape[0]} labels; expected {count}, one per image of {images}");
        }

        byte[] classes = labelFile.Read(count, "labels");
        labelFile.RequireEnd("the labels");
        byte[] pixels = imageFile.Read((long)count * dimension, "images");
        imageFile.RequireEnd("the images");
        return new SampleSet(images, pixels, dimension, Array.ConvertAll(classes, value => (double)value));
    }

    private static (int Count, int Dimension) ImageShape(DataStream file)
    {
        long[] shape = Header(file);
        if (shape.Length < 2)
        {
            throw file.Bad($"holds an array of shape {StoredTensor.FormatShape(shape)}; expected images [N, rows, columns]");
        }

        long dimension = 1;
        foreach (long size in shape[1..])
        {
            dimension = Math.Min(dimension * size, (long)int.MaxValue + 1);
        }

        return shape[0] is > 0 and <= int.MaxValue && dimension is > 0 and <= int.MaxValue
            ? ((int)shape[0], (int)dimension)
            : throw file.Bad($"has shape {StoredTensor.FormatShape(shape)}; expected at least one image and one pixel, and at most {int.MaxValue} of either");
    }

    private static long[] Header(DataStream file)
    {
        byte[] magic = file.Read(4, "IDX magic number");
        if (magic[0] != 0 || magic[1] != 0 || magic[3] is 0 or > 8)
        {
            throw file.Bad(string.Create(CultureInfo.InvariantCulture, $"begins with bytes {Convert.ToHexString(magic)}; expected those of an IDX file, such as 00000803 (images) or 00000801 (labels)"));
        }

        if (magic[2] != UnsignedByte)
        {
            throw file.Bad($"has IDX element type 0x{magic[2]:x2} at byte 2; expected 0x08, unsigned bytes");
        }

        byte[] sizes = file.Read(4 * magic[3], "IDX sizes");
        long[] shape = new long[magic[3]];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes.AsSpan(4 * i));
        }

        return shape;
    }
}
