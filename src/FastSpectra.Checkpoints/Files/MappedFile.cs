using System.IO.MemoryMappedFiles;

namespace FastSpectra.Checkpoints;

/// <summary>A file mapped read-only into memory; nothing is read before it is touched.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _mapping;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _pointer;

    /// <exception cref="BadDataException">The file cannot be opened is empty, or is not a regular file.</exception>
    public MappedFile(string path)
    {
        Path = path;
        try
        {
            RegularFile.Require(path);
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek)
            {
                throw new BadDataException(path, null, "is not a regular file; expected one that can be mapped into memory");
            }

            Length = stream.Length;
            if (Length == 0)
            {
                return;
            }

            _mapping = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _mapping.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
        }
        catch (FileNotFoundException exception)
        {
            throw new BadDataException(path, "file not found", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new BadDataException(path, "directory not found", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadDataException(path, $"cannot be read ({exception.Message})", exception);
        }
    }

    public string Path { get; }

    public long Length { get; }

    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null && Length > 0, this);
            return _pointer;
        }
    }

    public void Dispose()
    {
        if (_pointer is not null)
        {
            _pointer = null;
            _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view?.Dispose();
        _mapping?.Dispose();
    }
}
