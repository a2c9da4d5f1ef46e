namespace FastSpectra.LinearAlgebra;

/// <summary>What a tile does with its product.</summary>
internal enum TileUpdate
{
    /// <summary>C = P; C is not read.</summary>
    Store,

    /// <summary>C is where the chains of P begin instead of zero.</summary>
    Continue,

    /// <summary>C = C + P.</summary>
    Add,

    /// <summary>C = C - P.</summary>
    Subtract,
}

/// <summary>
/// A register tile of the band reduction: both of its products read the trailing matrix where it lies, so that nothing is
/// packed. Each element of P is one chain of fused multiply-adds over ascending k that begins at zero: the tile's shape
/// and width decide speed, never bits.
/// </summary>
/// <remarks>
/// Source: the register-tile scheme of Goto, van de Geijn, "Anatomy of high-performance matrix multiplication" (2008), section 5,
/// without the packing. Unsafe: the caller guarantees that <see cref="Rows"/> x <see cref="Columns"/> elements of C and k
/// steps of both operands are readable (C writable).
/// </remarks>
internal unsafe interface IBandTile<T>
    where T : unmanaged
{
    /// <summary>Rows of C.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of C: two registers.</summary>
    static abstract int Columns { get; }

    /// <summary>P(i, j) = sum over p &lt; k of left[i*ldl + p] * right[p*ldr + j].</summary>
    static abstract void Multiply(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update);

    /// <summary>P(i, j) = sum over p &lt; k of left[p*ldl + i] * right[p*ldr + j].</summary>
    static abstract void MultiplyTransposed(T* left, nint ldl, T* right, nint ldr, int k, T* c, nint ldc, TileUpdate update);
}
