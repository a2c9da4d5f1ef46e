using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>A kernel written once over the 512-bit group of lanes of whichever level is in use.</summary>
internal interface ILanesKernel<T>
    where T : unmanaged
{
    void Run<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes, T>;
}

/// <summary>The one place that maps a level to the registers that make up the 512-bit group.</summary>
internal static class LanesDispatch
{
    /// <summary>Runs the kernel at the level in use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<T, TKernel>(ref TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ILanesKernel<T>
    {
        switch (InstructionSet.Level)
        {
            case SimdLevel.Vector512 when InstructionSet.Generates512Bits:
                kernel.Run<Lanes512<T>>();
                break;
            case SimdLevel.Vector256:
                kernel.Run<LanesPair<Lanes256<T>, T>>();
                break;
            case SimdLevel.Vector128:
                kernel.Run<LanesPair<LanesPair<Lanes128<T>, T>, T>>();
                break;
            default:
                RunScalar<T, TKernel>(ref kernel);
                break;
        }
    }

    /// <summary>
    /// Runs a kernel that works on each element by itself: any register width gives the same bits, so it takes one register
    /// (or one element) at a time instead of the 512-bit group.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunElementwise<T, TKernel>(ref TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ILanesKernel<T>
    {
        switch (InstructionSet.Level)
        {
            case SimdLevel.Vector512 when InstructionSet.Generates512Bits:
                kernel.Run<Lanes512<T>>();
                break;
            case SimdLevel.Vector256:
                kernel.Run<Lanes256<T>>();
                break;
            case SimdLevel.Vector128:
                kernel.Run<Lanes128<T>>();
                break;
            default:
                kernel.Run<LanesScalar<T>>();
                break;
        }
    }

    private static void RunScalar<T, TKernel>(ref TKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TKernel : struct, ILanesKernel<T>
    {
        if (Unsafe.SizeOf<T>() == sizeof(float))
        {
            kernel.Run<LanesPair<LanesPair<LanesPair<LanesPair<LanesScalar<T>, T>, T>, T>, T>>();
        }
        else
        {
            kernel.Run<LanesPair<LanesPair<LanesPair<LanesScalar<T>, T>, T>, T>>();
        }
    }
}
