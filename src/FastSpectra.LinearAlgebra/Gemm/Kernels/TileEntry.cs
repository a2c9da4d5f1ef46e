namespace FastSpectra.LinearAlgebra;

/// <summary>One row of <see cref="TileTable"/>.</summary>
/// <param name="Name">The tile.</param>
/// <param name="Level">The level it needs.</param>
/// <param name="Reason">Its shape, and why it stands where it stands.</param>
internal readonly record struct TileEntry(TileName Name, SimdLevel Level, string Reason);
