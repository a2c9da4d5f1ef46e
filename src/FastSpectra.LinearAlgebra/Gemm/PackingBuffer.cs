using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Memory for packed operands, one per calling thread: it grows to the largest product seen and then stays.</summary>
internal sealed unsafe class PackingBuffer
{
    // Two cache lines: panels never share a line with another allocation, and pairs of lines are prefetched together.
    private const int Alignment = 128;

    [ThreadStatic]
    private static PackingBuffer? s_current;

    private void* _data;
    private long _bytes;

    ~PackingBuffer() => Free();

    /// <summary>At least <paramref name="bytes"/> bytes of unspecified content, valid until this thread asks again.</summary>
    public static void* Take(long bytes)
    {
        PackingBuffer buffer = s_current ??= new PackingBuffer();
        if (buffer._bytes < bytes)
        {
            buffer.Free();
            buffer._data = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
            buffer._bytes = bytes;
            GC.AddMemoryPressure(bytes);
        }

        return buffer._data;
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_data);
        if (_bytes > 0)
        {
            GC.RemoveMemoryPressure(_bytes);
        }

        _data = null;
        _bytes = 0;
    }
}
