using System.Runtime.InteropServices;

namespace FastSpectra.Testing;

/// <summary>Memory whose last byte is followed by a page that may not be touched: reading behind a buffer ends the process.</summary>
public sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private readonly nint _address;
    private readonly nuint _length;

    /// <summary>Maps room for <paramref name="bytes"/> bytes that end at the guard.</summary>
    /// <exception cref="InvalidOperationException">The system gave no memory.</exception>
    public GuardedMemory(int bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint usable = ((nuint)bytes + page - 1) / page * page;
        _length = usable + page;
        _address = Map(0, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if (_address == -1 || Protect(_address + (nint)usable, page, 0) != 0)
        {
            throw new InvalidOperationException("no guarded memory");
        }

        Start = (void*)(_address + (nint)usable - bytes);
    }

    /// <summary>Only Linux is covered; elsewhere the tests that need a guard do nothing.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>First byte; the last one lies directly before the guard.</summary>
    public void* Start { get; }

    /// <inheritdoc/>
    public void Dispose() => _ = Unmap(_address, _length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
