namespace FastSpectra.Checkpoints;

/// <summary>
/// A NumPy .npy file (versions 1 to 3), memory-mapped: floats of 2, 4 and 8 bytes, integers and booleans, little or big endian,
/// C or Fortran order. The header is a literal of four forms, read by a parser that knows nothing else.
/// </summary>
public sealed class NpyFile : IDisposable
{
    private readonly MappedFile _file;

    private NpyFile(MappedFile file)
    {
        _file = file;
        Array = NpyHeader.Read(file);
    }

    /// <summary>Path as given to <see cref="Open"/>.</summary>
    public string Path => _file.Path;

    /// <summary>The array.</summary>
    public StoredTensor Array { get; }

    /// <summary>Maps the file and checks its header.</summary>
    /// <exception cref="BadDataException">The file cannot be read or is not a sound .npy file of numbers.</exception>
    public static NpyFile Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        MappedFile file = new(path);
        try
        {
            return new NpyFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Ends the mapping: the array must not be used any more.</summary>
    public void Dispose() => _file.Dispose();
}
