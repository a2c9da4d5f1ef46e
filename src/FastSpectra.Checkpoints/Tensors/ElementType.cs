namespace FastSpectra.Checkpoints;

/// <summary>How one element of a stored tensor is encoded.</summary>
public enum ElementType
{
    /// <summary>IEEE binary64.</summary>
    Float64,

    /// <summary>IEEE binary32.</summary>
    Float32,

    /// <summary>IEEE binary16.</summary>
    Float16,

    /// <summary>bfloat16: the upper half of binary32.</summary>
    BFloat16,

    /// <summary>OCP 8-bit float, 4 exponent and 3 mantissa bits, no infinity (E4M3FN).</summary>
    Float8E4M3,

    /// <summary>OCP 8-bit float, 5 exponent and 2 mantissa bits, with infinities.</summary>
    Float8E5M2,

    /// <summary>OCP 8-bit scale: 2^(x - 127), 255 is NaN.</summary>
    Float8E8M0,

    /// <summary>Two binary32: real and imaginary part. Can be listed, not converted.</summary>
    Complex64,

    /// <summary>Signed 64-bit integer.</summary>
    Int64,

    /// <summary>Signed 32-bit integer.</summary>
    Int32,

    /// <summary>Signed 16-bit integer.</summary>
    Int16,

    /// <summary>Signed 8-bit integer.</summary>
    Int8,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,

    /// <summary>One byte, 0 is false.</summary>
    Boolean,
}
