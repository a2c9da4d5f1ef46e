using FastSpectra.LinearAlgebra;

namespace FastSpectra.Cli;

/// <summary>Register widths by level.</summary>
internal static class InstructionSetBits
{
    /// <summary>Bits of a register; 0 for scalar code.</summary>
    public static int Of(SimdLevel level) => level switch
    {
        SimdLevel.Vector512 => 512,
        SimdLevel.Vector256 => 256,
        SimdLevel.Vector128 => 128,
        _ => 0,
    };
}
