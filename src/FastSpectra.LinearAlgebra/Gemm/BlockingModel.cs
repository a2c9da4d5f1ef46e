using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Sizes of the blocks that a product is cut into: one shapes results and is fixed, the others follow the caches.</summary>
internal static class BlockingModel
{
    // Below this many products A (or B) is read where it lies: a packed element would be used by too few multiplications. Two panels of A
    // already pay for packing B (floats, 32 to 96 rows, Emerald Rapids: 0.80 to 1.01 of OpenBLAS): its rows lie pages apart where they are.
    private const int InPlaceColumns = 128;
    private const int InPlaceRows = 16;

    // Rows this far apart at most: KC steps of them take 384 KiB. Their first use brings them to the second level, as packing would, and without
    // its copy 128 x 128 x 10000 takes four fifths of the time; 512 KiB cost as much as they save.
    private const int LargestStrideInPlace = 192;

    /// <summary>
    /// From so many columns of its own on a member packs all of A for itself. What another has packed lies modified in that one's caches, and fetching
    /// it from there takes longer than packing once more (two threads, Emerald Rapids: 3 to 6 %; at 150 columns nothing). Not where so many blocks of A
    /// would have to be smaller.
    /// </summary>
    public const int ColumnsForOwnLeft = 256;

    // A block of A stays below 3/8 of the third-level cache; 4096 rows are enough to hide the packing of B, which each block of rows repeats.
    private const int LargestRowBlock = 4096;

    // Of B: three quarters of 1 MiB; where the second level is larger, two threads of a core, maybe of other machines, share it.
    private const long LargestPass = 3 << 18;

    /// <summary>
    /// KC: each element of C is summed over blocks of this many steps, and the blocks are added in order. It shapes results and
    /// never depends on the machine. 512 floats or 256 doubles: a panel of A of 8 rows takes 16 KiB, half a first-level cache.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StepsPerBlock<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == 4 ? 512 : 256;

    /// <summary>MC: rows packed at a time, evenly cut, in whole panels, with so many blocks of A at once.</summary>
    public static int RowBlock<T>(int size, int panel, int buffers)
        where T : unmanaged
    {
        long fitting = CacheSizes.ThirdLevel * 3 / 8 / ((long)buffers * StepsPerBlock<T>() * Unsafe.SizeOf<T>());
        return Even(size, panel, (int)Math.Clamp(fitting, 4 * panel, LargestRowBlock));
    }

    /// <summary>The size cut into as few blocks of at most <paramref name="largest"/> as there can be, evenly, in whole panels.</summary>
    public static int Even(int size, int panel, int largest)
    {
        int blocks = Math.Max(1, (size + largest - 1) / largest);
        int even = (size + blocks - 1) / blocks;
        return Math.Max(panel, (even + panel - 1) / panel * panel);
    }

    /// <summary>NC: panels of B that stay in the second-level cache while the panels of A pass.</summary>
    public static int PanelsInSecondLevel<T>(int columnsPerPanel)
        where T : unmanaged
    {
        long panelBytes = (long)StepsPerBlock<T>() * columnsPerPanel * Unsafe.SizeOf<T>();
        return (int)Math.Max(1, Math.Min(CacheSizes.SecondLevel * 3 / 4, LargestPass) / panelBytes);
    }

    /// <summary>True if A, with steps adjacent, is better read where it lies.</summary>
    public static bool ReadLeftInPlace(int n) => n <= InPlaceColumns;

    /// <summary>True if B, with columns adjacent, is better read where it lies.</summary>
    public static bool ReadRightInPlace(int m) => m <= InPlaceRows;

    /// <summary>True if a block of KC rows so far apart stays in the second-level cache.</summary>
    public static bool IsShort(nint stride) => stride is > 0 and <= LargestStrideInPlace;

    /// <summary>Rows x columns of members that leaves the busiest member the least work; columns alone where they are within a sixteenth of that.</summary>
    public static (int Rows, int Columns) Grid(int teamSize, int rowPanels, int columnPanels)
    {
        (int Rows, int Columns) best = (1, teamSize);
        long least = long.MaxValue;
        for (int rows = 1; rows <= teamSize; rows++)
        {
            if (teamSize % rows != 0)
            {
                continue;
            }

            int columns = teamSize / rows;
            long work = (long)((rowPanels + rows - 1) / rows) * ((columnPanels + columns - 1) / columns);
            if (work < least)
            {
                least = rows == 1 ? work - (work / 16) : work;
                best = (rows, columns);
            }
        }

        return best;
    }
}
