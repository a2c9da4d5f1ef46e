namespace FastSpectra.LinearAlgebra;

/// <summary>How a tile finds the elements of A.</summary>
internal interface ITileOrder
{
    /// <summary>True: the rows of one step are neighbours, steps StrideA apart. False: steps are neighbours, rows StrideA apart.</summary>
    static abstract bool PackedA { get; }

    /// <summary>A is packed (or stored with unit row stride).</summary>
    struct RowsAdjacent : ITileOrder
    {
        public static bool PackedA => true;
    }

    /// <summary>A is read where it lies, row-major.</summary>
    struct StepsAdjacent : ITileOrder
    {
        public static bool PackedA => false;
    }
}
