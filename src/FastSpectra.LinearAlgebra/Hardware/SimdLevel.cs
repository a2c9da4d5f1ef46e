namespace FastSpectra.LinearAlgebra;

/// <summary>The register width that kernels run at. Every level computes the same bits; they differ in speed only.</summary>
public enum SimdLevel
{
    /// <summary>One element at a time; fused multiply-add in hardware where there is one, by exact emulation elsewhere.</summary>
    Scalar,

    /// <summary>128-bit vectors with fused multiply-add (arm64 AdvSimd, or x86-64 with FMA).</summary>
    Vector128,

    /// <summary>256-bit vectors with fused multiply-add (x86-64-v3: AVX2 and FMA).</summary>
    Vector256,

    /// <summary>512-bit vectors (x86-64-v4: AVX-512 F, BW, CD, DQ, VL).</summary>
    Vector512,
}
