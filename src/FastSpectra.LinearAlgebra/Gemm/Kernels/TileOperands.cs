namespace FastSpectra.LinearAlgebra;

/// <summary>What is the same for all tiles of one pass: steps, distances and scalars of C = beta C + alpha A B.</summary>
internal struct TileOperands<T>
    where T : unmanaged
{
    /// <summary>Number of steps: columns of A, rows of B.</summary>
    public nint K;

    /// <summary>From one step to the next in A, or from one row to the next when A is read where it lies.</summary>
    public nint StrideA;

    /// <summary>Direct tiles: from one step to the next in A.</summary>
    public nint StepA;

    /// <summary>Direct tiles: rows of the tile, 1 to those of its type.</summary>
    public int Rows;

    /// <summary>Direct tiles: columns of the tile; all vectors but the last are full.</summary>
    public int Columns;

    /// <summary>Direct tiles: columns up to the tile's last one that may be computed once more, 0 where C is also read.</summary>
    public int Repeatable;

    /// <summary>From one row of B to the next.</summary>
    public nint StrideB;

    /// <summary>How far ahead of their use elements of B are fetched.</summary>
    public nint AheadB;

    /// <summary>Columns to the right of the tile whose elements of C are fetched while its sums run.</summary>
    public nint AheadC;

    /// <summary>From one row of C to the next.</summary>
    public nint RowStrideC;

    /// <summary>Factor of the product.</summary>
    public T Alpha;

    /// <summary>Factor of what C held before.</summary>
    public T Beta;
}
