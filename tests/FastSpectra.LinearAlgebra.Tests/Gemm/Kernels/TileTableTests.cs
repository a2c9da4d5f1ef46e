using Xunit;

namespace FastSpectra.LinearAlgebra.Tests;

/// <summary>The table has one row per tile, every level selects the tile that is meant for it, and that tile is what runs.</summary>
public class TileTableTests
{
    [Fact]
    public void EveryTile_IsInTheTableOnce() =>
        Assert.Equal(Enum.GetValues<TileName>().Order(), TileTable.Entries.Select(entry => entry.Name).Order());

    [Fact]
    public void EveryLevel_SelectsATileOfItsLevel()
    {
        foreach (SimdLevel level in InstructionSet.Available)
        {
            using InstructionSet.LevelScope scope = InstructionSet.Use(level);
            Assert.Equal(level, TileTable.Entries.Single(entry => entry.Name == TileTable.Selected).Level);
        }
    }

    [Theory]
    [InlineData(TileName.Avx512, 8, 3, 16, "Lanes512")]
    [InlineData(TileName.Avx2, 6, 2, 8, "Lanes256")]
    [InlineData(TileName.AdvSimd, 8, 3, 4, "Lanes128")]
    [InlineData(TileName.Sse, 4, 3, 4, "Lanes128")]
    [InlineData(TileName.Scalar, 4, 3, 1, "LanesScalar")]
    internal void TheTileThatRuns_IsTheOneSelected(TileName name, int rows, int vectors, int lanes, string type)
    {
        Recorder recorder = default;
        TileTable.Run<float, Recorder>(name, ref recorder);
        Assert.Equal((rows, vectors, lanes), (recorder.Rows, recorder.Vectors, recorder.Lanes));
        Assert.Contains(type, recorder.Tile!.ToString(), StringComparison.Ordinal);
    }

    private struct Recorder : ITileConsumer<float>
    {
        public Type? Tile;
        public int Rows;
        public int Vectors;
        public int Lanes;

        public void Run<TTile>()
            where TTile : struct, ITile<float>
        {
            Tile = typeof(TTile);
            Rows = TTile.Rows;
            Vectors = TTile.Vectors;
            Lanes = TTile.Lanes;
        }
    }
}
