namespace FastSpectra.Checkpoints;

/// <summary>
/// Replaces a file in one step: readers see the old content or the new one, never a part, whatever happens in between.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes the text as UTF-8 without a byte-order mark.</summary>
    /// <exception cref="IOException">The file cannot be written; the old content is kept.</exception>
    public static void WriteAllText(string path, string text) => Write(path, stream =>
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>Writes the bytes.</summary>
    /// <exception cref="IOException">The file cannot be written; the old content is kept.</exception>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using AtomicFileStream stream = new(path);
        stream.Stream.Write(bytes);
        stream.Commit();
    }

    /// <summary>Calls <paramref name="write"/> with a stream whose content becomes the file when the call returns.</summary>
    /// <exception cref="IOException">The file cannot be written; the old content is kept.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using AtomicFileStream stream = new(path);
        write(stream.Stream);
        stream.Commit();
    }
}
