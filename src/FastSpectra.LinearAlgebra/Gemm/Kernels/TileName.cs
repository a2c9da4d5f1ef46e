namespace FastSpectra.LinearAlgebra;

/// <summary>The tiles of <see cref="TileTable"/>.</summary>
internal enum TileName
{
    Scalar,
    Sse,
    AdvSimd,
    Avx2,
    Avx512,
}
