namespace FastSpectra.LinearAlgebra;

/// <summary>
/// A tile of C that is kept in registers while k runs. Tiles differ in shape and speed only: each element of C is one
/// accumulator with k ascending, so that every tile gives the same bits.
/// </summary>
internal unsafe interface ITile<T>
    where T : unmanaged
{
    /// <summary>Rows of the full tile (mr).</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors side by side in the full tile; its columns are Vectors * Lanes (nr).</summary>
    static abstract int Vectors { get; }

    /// <summary>Elements of one vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Vectors side by side in the widest direct tile.</summary>
    static abstract int DirectVectors { get; }

    /// <summary>Rows of a direct tile of so many vectors, at most <see cref="DirectVectors"/>.</summary>
    static abstract int DirectRows(int vectors);

    /// <summary>Computes a tile of 1..Rows rows and 1..Vectors full vectors, A packed.</summary>
    /// <remarks>Unsafe: see <see cref="OuterProduct{TLanes, T}"/>.</remarks>
    static abstract void Run(int rows, int vectors, in TileOperands<T> x, T* a, T* b, T* c);

    /// <summary>Computes a tile of Rows rows and 1..Vectors full vectors, A read where it lies, row-major.</summary>
    /// <remarks>Unsafe: see <see cref="OuterProduct{TLanes, T}"/>.</remarks>
    static abstract void RunInPlace(int vectors, in TileOperands<T> x, T* a, T* b, T* c);

    /// <summary>Computes a tile of x.Rows rows and 1..Vectors vectors with x.Columns columns, nothing packed.</summary>
    /// <remarks>Unsafe: see <see cref="DirectTile{TLanes, TLastLanes, T}"/>.</remarks>
    static abstract void RunDirect(int vectors, in TileOperands<T> x, T* a, T* b, T* c);

    /// <summary>C = beta C + alpha S for a tile S of sums in scratch memory and a C of any shape and strides.</summary>
    /// <remarks>Unsafe: s holds rows x columns sums at row distance Rows' full width; c is addressable likewise.</remarks>
    static abstract void Merge(int rows, int columns, in TileOperands<T> x, T* s, T* c, nint columnStride);
}
