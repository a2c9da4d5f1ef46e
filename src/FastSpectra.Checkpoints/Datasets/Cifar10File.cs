namespace FastSpectra.Checkpoints;

// Records of 3073 bytes: the class 0 to 9, then 32 x 32 red, green and blue bytes, row by row. Format: www.cs.toronto.edu/~kriz/cifar.html ("binary version").

/// <summary>The binary version of CIFAR-10, one file or several that follow each other (<c>data_batch_1.bin</c> ...), plain or gzip-compressed.</summary>
public static class Cifar10File
{
    /// <summary>Numbers per sample: 3 x 32 x 32.</summary>
    public const int Dimension = 3 * 32 * 32;

    private const int Record = 1 + Dimension;
    private const int Classes = 10;

    // A read of this many records (3 MB) at a time: nobody says in advance how many there are.
    private const int Block = 1024;

    /// <summary>Reads all records of the files, in their order.</summary>
    /// <exception cref="ArgumentException">There is no file.</exception>
    /// <exception cref="BadDataException">A file cannot be read, is not a whole number of records, or has a class beyond 9.</exception>
    public static SampleSet Read(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new ArgumentException("there is no file", nameof(files));
        }

        byte[] pixels = [];
        List<double> labels = [];
        foreach (string path in files)
        {
            using DataStream file = DataStream.Open(path);
            int before = labels.Count;
            byte[] block = new byte[Block * Record];
            for (int length; (length = Fill(file, block)) > 0;)
            {
                int records = length / Record;
                if (length % Record != 0)
                {
                    long offset = ((long)(labels.Count - before + records) * Record) + (length % Record);
                    throw file.Bad($"ends at byte {offset}, within record {labels.Count - before + records}; expected records of {Record} bytes (the binary version of CIFAR-10)");
                }

                long needed = (long)(labels.Count + records) * Dimension;
                if (needed > Array.MaxLength)
                {
                    throw file.Bad($"is one too many: {needed} bytes of images; expected at most {Array.MaxLength}");
                }

                if (needed > pixels.Length)
                {
                    Array.Resize(ref pixels, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * pixels.Length)));
                }

                for (int i = 0; i < records; i++)
                {
                    ReadOnlySpan<byte> record = block.AsSpan(i * Record, Record);
                    if (record[0] >= Classes)
                    {
                        long number = labels.Count - before;
                        throw file.Bad($"has class {record[0]} at byte {number * Record} (record {number}); expected 0 to {Classes - 1}");
                    }

                    record[1..].CopyTo(pixels.AsSpan(labels.Count * Dimension));
                    labels.Add(record[0]);
                }
            }
        }

        return new SampleSet(files[0], pixels, Dimension, [.. labels]);
    }

    private static int Fill(DataStream file, Span<byte> block)
    {
        int length = 0;
        for (int read; length < block.Length && (read = file.ReadSome(block[length..])) > 0; length += read)
        {
        }

        return length;
    }
}
