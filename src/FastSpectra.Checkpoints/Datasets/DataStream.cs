using System.IO.Compression;

namespace FastSpectra.Checkpoints;

// Deflate turns one byte into 1032 at the most, so what is allocated here is bounded by the file's size times that, whatever a header says:
// memory grows with the bytes that have come.

/// <summary>A data file read from front to back, decompressed where it begins as gzip does; every shortfall names file and offset.</summary>
internal sealed class DataStream : IDisposable
{
    private const int FirstAllocation = 1 << 20;

    private readonly Stream _stream;
    private long _offset;

    private DataStream(string path, Stream stream, bool isCompressed)
    {
        Path = path;
        _stream = stream;
        IsCompressed = isCompressed;
    }

    public string Path { get; }

    public bool IsCompressed { get; }

    /// <exception cref="BadDataException">The file cannot be opened, or is not a regular file with data.</exception>
    public static DataStream Open(string path)
    {
        try
        {
            RegularFile.Require(path);
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
            try
            {
                int first = file.ReadByte(), second = file.ReadByte();
                file.Position = 0;
                bool isCompressed = first == 0x1f && second == 0x8b;
                return new DataStream(path, isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file, isCompressed);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            string problem = exception is FileNotFoundException or DirectoryNotFoundException ? "file not found" : $"cannot be read ({exception.Message})";
            throw new BadDataException(path, problem, exception);
        }
    }

    /// <summary>Reads exactly so many bytes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">What they are, for the message.</param>
    /// <exception cref="BadDataException">The file ends before.</exception>
    public byte[] Read(long count, string what)
    {
        if (count > Array.MaxLength)
        {
            throw Bad($"has {count} bytes of {what}; expected at most {Array.MaxLength}");
        }

        byte[] bytes = new byte[Math.Min(count, FirstAllocation)];
        int length = 0;
        while (length < count)
        {
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * length));
            }

            int read = ReadSome(bytes.AsSpan(length));
            if (read == 0)
            {
                throw Bad($"ends at byte {_offset}{Suffix}; expected {count} bytes of {what} from byte {_offset - length}");
            }

            length += read;
        }

        return bytes;
    }

    /// <exception cref="BadDataException">More bytes follow.</exception>
    public void RequireEnd(string what)
    {
        long end = _offset;
        if (ReadSome(stackalloc byte[1]) != 0)
        {
            throw Bad($"goes on after byte {end}{Suffix}; expected its end after {what}");
        }
    }

    public BadDataException Bad(string problem) => new(Path, null, problem);

    public void Dispose() => _stream.Dispose();

    private string Suffix => IsCompressed ? " of its decompressed content" : "";

    /// <summary>Reads what there is, at most the destination; 0 at the end.</summary>
    public int ReadSome(Span<byte> destination)
    {
        try
        {
            int read = _stream.Read(destination);
            _offset += read;
            return read;
        }
        catch (InvalidDataException exception)
        {
            throw new BadDataException(Path, $"is not a sound gzip file after byte {_offset} of its decompressed content", exception);
        }
        catch (IOException exception)
        {
            throw new BadDataException(Path, $"cannot be read after byte {_offset} ({exception.Message})", exception);
        }
    }
}
