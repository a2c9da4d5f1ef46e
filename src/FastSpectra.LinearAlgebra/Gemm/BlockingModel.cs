using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Sizes of the blocks that a product is cut into: one shapes results and is fixed, the others follow the caches.</summary>
internal static class BlockingModel
{
    // Below this many products A (or B) is read where it lies: a packed element would be used by too few multiplications.
    private const int InPlaceColumns = 128;
    private const int InPlaceRows = 128;

    // A block of A and of B together stay below 3/8 of the third-level cache; 2048 is enough to hide the packing.
    private const int LargestBlock = 2048;

    /// <summary>
    /// KC: each element of C is summed over blocks of this many steps, and the blocks are added in order. It shapes results and
    /// never depends on the machine. 512 floats or 256 doubles: a panel of A of 8 rows takes 16 KiB, half a first-level cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StepsPerBlock<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == 4 ? 512 : 256;

    /// <summary>MC or NC: rows (columns) packed at a time, evenly cut, in whole panels.</summary>
    public static int Block<T>(int size, int panel, int teamSize)
        where T : unmanaged
    {
        long steps = StepsPerBlock<T>();
        long buffers = teamSize > 1 ? 4 : 2;
        long fitting = CacheSizes.ThirdLevel * 3 / 4 / (buffers * steps * Unsafe.SizeOf<T>());
        int largest = (int)Math.Clamp(fitting, 4 * panel, LargestBlock);
        int blocks = Math.Max(1, (size + largest - 1) / largest);
        int even = (size + blocks - 1) / blocks;
        return Math.Max(panel, (even + panel - 1) / panel * panel);
    }

    /// <summary>Panels of B that stay in the second-level cache while the panels of A pass: three quarters of it (half costs 2-5 %).</summary>
    public static int PanelsInSecondLevel<T>(int columnsPerPanel)
        where T : unmanaged
    {
        long panelBytes = (long)StepsPerBlock<T>() * columnsPerPanel * Unsafe.SizeOf<T>();
        return (int)Math.Max(1, CacheSizes.SecondLevel * 3 / 4 / panelBytes);
    }

    /// <summary>True if A, with steps adjacent, is better read where it lies.</summary>
    public static bool ReadLeftInPlace(int n) => n <= InPlaceColumns;

    /// <summary>True if B, with columns adjacent, is better read where it lies.</summary>
    public static bool ReadRightInPlace(int m) => m <= InPlaceRows;

    /// <summary>Rows x columns of members that leaves the busiest member the least work.</summary>
    public static (int Rows, int Columns) Grid(int teamSize, int rowPanels, int columnPanels)
    {
        (int Rows, int Columns) best = (teamSize, 1);
        long least = long.MaxValue;
        for (int rows = teamSize; rows >= 1; rows--)
        {
            if (teamSize % rows != 0)
            {
                continue;
            }

            int columns = teamSize / rows;
            long work = (long)((rowPanels + rows - 1) / rows) * ((columnPanels + columns - 1) / columns);
            if (work < least)
            {
                least = work;
                best = (rows, columns);
            }
        }

        return best;
    }
}
