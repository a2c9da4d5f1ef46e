namespace FastSpectra.Testing;

/// <summary>How a test lays a matrix out in memory.</summary>
public enum StorageOrder
{
    /// <summary>Rows contiguous, one after the other.</summary>
    Rows,

    /// <summary>Columns contiguous, one after the other.</summary>
    Columns,

    /// <summary>Rows contiguous with a gap between them, the first element not aligned.</summary>
    RowsWithGap,

    /// <summary>Every second element of every second row.</summary>
    Scattered,
}
