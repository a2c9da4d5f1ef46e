namespace FastSpectra.Native;

/// <summary>What a call returns: <c>fastspectra_status</c> of the C header.</summary>
internal enum NativeStatus
{
    Done = 0,
    Argument = 1,
    NotFinite = 2,
    NotConverged = 3,
    OutOfMemory = 4,

    /// <summary>Returned by the loader only: the processor is too old, or its image is missing.</summary>
    Unsupported = 5,
    Busy = 6,
    Internal = 7,
}
