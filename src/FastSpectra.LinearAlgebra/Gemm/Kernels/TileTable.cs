using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Work written for any tile; <see cref="TileTable"/> supplies the tile.</summary>
internal interface ITileConsumer<T>
    where T : unmanaged
{
    void Run<TTile>()
        where TTile : struct, ITile<T>;
}

/// <summary>THE table of tiles and the only place that chooses one: the first whose level is not above the level in use.</summary>
internal static class TileTable
{
    private static TileName? s_forced;

    /// <summary>Tiles, the fastest first.</summary>
    public static readonly TileEntry[] Entries =
    [
        new(TileName.Avx512, SimdLevel.Vector512, "8x3 vectors of 512 bits: 28 of 32 registers, panel of A (16 KiB) in L1"),
        new(TileName.Avx2, SimdLevel.Vector256, "6x2 vectors of 256 bits: 15 of 16 registers of AVX2, 12 chains cover 2 ports x latency 5"),
        new(TileName.AdvSimd, SimdLevel.Vector128, "8x3 vectors of 128 bits: arm64 has 32 registers and up to 4 FMA ports"),
        new(TileName.Sse, SimdLevel.Vector128, "4x3 vectors of 128 bits: x86-64 has 16 registers here"),
        new(TileName.Scalar, SimdLevel.Scalar, "4x3 single elements; fused multiply-add emulated where there is none"),
    ];

    /// <summary>The tile that products use now.</summary>
    public static TileName Selected
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_forced ?? InstructionSet.Level switch
        {
            SimdLevel.Vector512 => TileName.Avx512,
            SimdLevel.Vector256 => TileName.Avx2,
            SimdLevel.Vector128 => InstructionSet.HasThirtyTwoVectorRegisters ? TileName.AdvSimd : TileName.Sse,
            _ => TileName.Scalar,
        };
    }

    /// <summary>For tests: products use this tile, whatever the level, until it is set to null.</summary>
    public static void Force(TileName? tile) => s_forced = tile;

    /// <summary>Runs the work with the selected tile.</summary>
    public static void Run<T, TConsumer>(TileName tile, ref TConsumer consumer)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TConsumer : struct, ITileConsumer<T>
    {
        switch (tile)
        {
            case TileName.Avx512 when InstructionSet.Generates512Bits:
                consumer.Run<Tile8x3<Lanes512<T>, T>>();
                break;
            case TileName.Avx2:
                consumer.Run<Tile6x2<Lanes256<T>, T>>();
                break;
            case TileName.AdvSimd:
                consumer.Run<Tile8x3<Lanes128<T>, T>>();
                break;
            case TileName.Sse:
                consumer.Run<Tile4x3<Lanes128<T>, T>>();
                break;
            default:
                consumer.Run<Tile4x3<LanesScalar<T>, T>>();
                break;
        }
    }
}
