using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FastSpectra.LinearAlgebra;

/// <summary>Hints that a cache line will be needed; no effect on results, none at all where there is no instruction for it.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Brings the line into the first-level cache. Any address is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(void* address)
    {
        if (InstructionSet.HasPrefetch)
        {
            Sse.Prefetch0(address);
        }
    }

    /// <summary>Brings the line into the second-level cache, where the first has no room for it. Any address is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadLater(void* address)
    {
        if (InstructionSet.HasPrefetch)
        {
            Sse.Prefetch1(address);
        }
    }
}
