namespace FastSpectra.Cli;

/// <summary>Where the operands of a kernel live.</summary>
internal enum MemoryLevel
{
    L1,
    L2,
    L3,
    Dram,
}
