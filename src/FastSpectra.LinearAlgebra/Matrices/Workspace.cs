using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// Scratch memory that algorithms take from and give back in stack order. It grows while an algorithm runs for the first
/// time and then stays, so that a repeated call allocates nothing. Not safe for several threads at once: one per caller.
/// </summary>
/// <example><code>
/// using Workspace.Mark mark = workspace.Begin();
/// float* panel = workspace.Take&lt;float&gt;(rows * columns);
/// </code></example>
public sealed unsafe class Workspace : IDisposable
{
    private const int Alignment = 64;

    // Doubling chunks: the number of chunks, and so the cost of finding one, stays logarithmic.
    private const long SmallestChunk = 1 << 16;

    private readonly List<Chunk> _chunks = [];
    private int _chunk;
    private long _offset;

    /// <summary>Frees the memory if the owner forgot to.</summary>
    ~Workspace() => Free();

    /// <summary>Bytes held at present, used or not.</summary>
    public long Capacity => _chunks.Sum(chunk => chunk.Bytes);

    /// <summary>Everything taken after this call is given back when the mark is disposed.</summary>
    public Mark Begin() => new(this, _chunk, _offset);

    /// <summary>Takes <paramref name="count"/> elements, 64-byte aligned, with unspecified content.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long bytes = checked(((count * sizeof(T)) + Alignment - 1) / Alignment * Alignment);
        while (_chunk < _chunks.Count)
        {
            Chunk chunk = _chunks[_chunk];
            if (_offset + bytes <= chunk.Bytes)
            {
                byte* result = (byte*)chunk.Data + _offset;
                _offset += bytes;
                return (T*)result;
            }

            _chunk++;
            _offset = 0;
        }

        long size = Math.Max(bytes, _chunks.Count == 0 ? SmallestChunk : 2 * _chunks[^1].Bytes);
        if (bytes > SmallestChunk && size > 2 * bytes)
        {
            size = bytes;
        }

        nint data = (nint)NativeMemory.AlignedAlloc((nuint)size, Alignment);
        _chunks.Add(new Chunk(data, size));
        GC.AddMemoryPressure(size);
        _chunk = _chunks.Count - 1;
        _offset = bytes;
        return (T*)data;
    }

    /// <summary>Takes a row-major matrix of unspecified content whose rows begin on cache lines.</summary>
    public MatrixView<T> TakeMatrix<T>(int rows, int columns)
        where T : unmanaged
    {
        int perLine = Alignment / sizeof(T);
        nint stride = (columns + perLine - 1) / perLine * perLine;
        return new(Take<T>(rows * stride), rows, columns, stride);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        foreach (Chunk chunk in _chunks)
        {
            NativeMemory.AlignedFree((void*)chunk.Data);
            GC.RemoveMemoryPressure(chunk.Bytes);
        }

        _chunks.Clear();
        _chunk = 0;
        _offset = 0;
    }

    /// <summary>Gives back what was taken since <see cref="Begin"/>.</summary>
    public readonly struct Mark : IDisposable
    {
        private readonly Workspace _workspace;
        private readonly int _chunk;
        private readonly long _offset;

        internal Mark(Workspace workspace, int chunk, long offset)
        {
            _workspace = workspace;
            _chunk = chunk;
            _offset = offset;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _workspace._chunk = _chunk;
            _workspace._offset = _offset;
        }
    }

    private readonly record struct Chunk(nint Data, long Bytes);
}
