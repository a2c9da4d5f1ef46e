using System.Numerics;

namespace FastSpectra.LinearAlgebra;

/// <summary>An algorithm written once over a register tile and the 512-bit group of lanes.</summary>
internal interface IBandTileKernel<T>
    where T : unmanaged
{
    void Run<TTile, TLanes>()
        where TTile : struct, IBandTile<T>
        where TLanes : unmanaged, ILanes<TLanes, T>;
}

/// <summary>The table of tiles: the tallest that fits the registers of the level.</summary>
internal static class BandTiles
{
    /// <summary>Runs the kernel with the tile and the group of lanes of the level in use.</summary>
    public static void Run<T, TKernel>(ref TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IBandTileKernel<T>
    {
        switch (InstructionSet.Level)
        {
            case SimdLevel.Vector512 when InstructionSet.Generates512Bits:
                kernel.Run<BandTile8<Lanes512<T>, T>, Lanes512<T>>();
                break;
            case SimdLevel.Vector256:
                kernel.Run<BandTile4<Lanes256<T>, T>, LanesPair<Lanes256<T>, T>>();
                break;
            case SimdLevel.Vector128:
                kernel.Run<BandTile4<Lanes128<T>, T>, LanesPair<LanesPair<Lanes128<T>, T>, T>>();
                break;
            default:
                RunScalar<T, TKernel>(ref kernel);
                break;
        }
    }

    private static unsafe void RunScalar<T, TKernel>(ref TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, IBandTileKernel<T>
    {
        if (sizeof(T) == sizeof(float))
        {
            kernel.Run<BandTile4<LanesScalar<T>, T>, LanesPair<LanesPair<LanesPair<LanesPair<LanesScalar<T>, T>, T>, T>, T>>();
        }
        else
        {
            kernel.Run<BandTile4<LanesScalar<T>, T>, LanesPair<LanesPair<LanesPair<LanesScalar<T>, T>, T>, T>>();
        }
    }
}
