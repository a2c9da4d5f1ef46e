namespace FastSpectra.Checkpoints;

/// <summary>
/// A file being written beside its destination, under the name <c>.NAME.tmp</c>; it takes the destination's place when committed and vanishes otherwise.
/// </summary>
internal sealed class AtomicFileStream : IDisposable
{
    private readonly string _destination;
    private readonly string _temporary;
    private bool _committed;

    public AtomicFileStream(string path)
    {
        _destination = Path.GetFullPath(path);
        _temporary = Path.Combine(Path.GetDirectoryName(_destination)!, $".{Path.GetFileName(_destination)}.tmp");
        Stream = new FileStream(_temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
    }

    public FileStream Stream { get; }

    public void Commit()
    {
        Stream.Dispose();
        File.Move(_temporary, _destination, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }
}
