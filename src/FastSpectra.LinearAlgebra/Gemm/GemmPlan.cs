namespace FastSpectra.LinearAlgebra;

/// <summary>One product, decided: operands, block sizes, what is packed and where, who computes what.</summary>
internal unsafe struct GemmPlan<T>
    where T : unmanaged
{
    // Smaller products are not cut at all: the divisions would take as long as a product of 8 x 8 x 8.
    private const int SmallestToCut = 160;

    public MatrixView<T> A;
    public MatrixView<T> B;
    public MatrixView<T> C;
    public T Alpha;
    public T Beta;

    /// <summary>Only tiles that touch the lower triangle of C are computed.</summary>
    public bool LowerOnly;

    /// <summary>Rows of C per packed block of A (mc), columns of C per packed block of B (nc): whole panels.</summary>
    public int RowBlock;
    public int ColumnBlock;

    /// <summary>Panels of B that a pass over the panels of A uses.</summary>
    public int PanelsPerPass;

    /// <summary>The operand is read where it lies; only a last, incomplete panel is packed.</summary>
    public bool LeftInPlace;
    public bool RightInPlace;

    /// <summary>The operand was packed by <see cref="PackedMatrix{T}"/>.</summary>
    public T* PackedLeft;
    public T* PackedRight;

    /// <summary>Members of the team along rows and along columns.</summary>
    public int GridRows;
    public int GridColumns;

    /// <summary>Elements in one packed block; a team has two blocks of each, so that packing the next need not wait.</summary>
    public long LeftBlockSize;
    public long RightBlockSize;
    public T* Buffer;

    public readonly int M => C.Rows;

    public readonly int N => C.Columns;

    public readonly int K => A.Columns;

    /// <summary>Decides everything but the buffer.</summary>
    public void Decide<TTile>(int teamSize)
        where TTile : struct, ITile<T>
    {
        int mr = TTile.Rows;
        int nr = TTile.Vectors * TTile.Lanes;
        int kc = Math.Min(K, BlockingModel.StepsPerBlock<T>());
        LeftInPlace = PackedLeft is null && A.ColumnStride == 1 && !LowerOnly && BlockingModel.ReadLeftInPlace(N);
        RightInPlace = PackedRight is null && B.ColumnStride == 1 && !LowerOnly && BlockingModel.ReadRightInPlace(M);
        int paddedColumns = (N + TTile.Lanes - 1) / TTile.Lanes * TTile.Lanes;
        bool small = Math.Max(M, N) <= SmallestToCut;
        RowBlock = small ? M : BlockingModel.Block<T>(M, mr, teamSize);
        ColumnBlock = small ? paddedColumns : BlockingModel.Block<T>(N, nr, teamSize);
        PanelsPerPass = RightInPlace ? 1 : small ? paddedColumns : BlockingModel.PanelsInSecondLevel<T>(nr);
        LeftBlockSize = PackedLeft is not null ? 0 : (long)(LeftInPlace ? mr : Math.Min(RowBlock, M)) * kc;
        RightBlockSize = PackedRight is not null ? 0 : (long)(RightInPlace ? nr : Math.Min(ColumnBlock, paddedColumns)) * kc;
        (GridRows, GridColumns) = LowerOnly || teamSize == 1
            ? (teamSize, 1)
            : BlockingModel.Grid(teamSize, (Math.Min(RowBlock, M) + mr - 1) / mr, (Math.Min(ColumnBlock, N) + nr - 1) / nr);
    }
}
