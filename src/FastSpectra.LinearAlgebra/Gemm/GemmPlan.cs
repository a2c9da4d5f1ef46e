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

    /// <summary>Rows of C per packed block of A (mc), columns of C per packed block of B (nc): whole panels. A block that is packed here is one pass.</summary>
    public int RowBlock;
    public int ColumnBlock;

    /// <summary>Panels of B that a pass over the panels of A uses.</summary>
    public int PanelsPerPass;

    /// <summary>The operand is read where it lies; only a last, incomplete panel is packed.</summary>
    public bool LeftInPlace;

    /// <summary>A^T is read where it lies: the elements of a step are neighbours, as in a packed panel.</summary>
    public bool LeftTransposedInPlace;

    public bool RightInPlace;

    /// <summary>The operand was packed by <see cref="PackedMatrix{T}"/>.</summary>
    public T* PackedLeft;
    public T* PackedRight;

    /// <summary>Members of the team along rows and along columns.</summary>
    public int GridRows;
    public int GridColumns;

    /// <summary>Each member packs B for its own columns of C alone, and helps with others' when they are done; otherwise a team shares each block of B.</summary>
    public bool OwnColumns;

    /// <summary>With own columns: each member packs all of A for itself.</summary>
    public bool OwnLeft;

    /// <summary>Elements in one packed block. A team has two of those that it shares, so that packing the next need not wait.</summary>
    public long LeftBlockSize;
    public long RightBlockSize;
    public int LeftBuffers;
    public int RightBuffers;
    public T* Buffer;

    /// <summary>Elements before the packed blocks that hold a <see cref="MemberBlock"/> per member.</summary>
    public long MemberBlocksSize;

    /// <summary>Elements in the buffers of all members together.</summary>
    public readonly long BufferSize => MemberBlocksSize + (LeftBuffers * LeftBlockSize) + (RightBuffers * RightBlockSize);

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
        LeftTransposedInPlace = PackedLeft is null && PackedRight is null && A.RowStride == 1 && B.ColumnStride == 1
            && BlockingModel.IsShort(A.ColumnStride) && BlockingModel.IsShort(B.RowStride);
        LeftInPlace = PackedLeft is null && A.ColumnStride == 1 && !LowerOnly && !LeftTransposedInPlace && BlockingModel.ReadLeftInPlace(N);
        RightInPlace = LeftTransposedInPlace || (PackedRight is null && B.ColumnStride == 1 && !LowerOnly && BlockingModel.ReadRightInPlace(M));
        int paddedColumns = (N + TTile.Lanes - 1) / TTile.Lanes * TTile.Lanes;
        bool small = Math.Max(M, N) <= SmallestToCut;
        RowBlock = small ? M : BlockingModel.RowBlock<T>(M, mr, teamSize > 1 ? 2 : 1);
        PanelsPerPass = RightInPlace ? 1 : small ? paddedColumns : BlockingModel.PanelsInSecondLevel<T>(nr);
        bool packedHere = !small && !RightInPlace && PackedRight is null;
        (GridRows, GridColumns) = LowerOnly
            ? (teamSize, 1)
            : BlockingModel.Grid(teamSize, (Math.Min(RowBlock, M) + mr - 1) / mr, (N + nr - 1) / nr);
        OwnColumns = packedHere && teamSize > 1 && (LowerOnly || GridRows == 1);
        ColumnBlock = !packedHere ? paddedColumns : BlockingModel.Even(OwnColumns ? (N + teamSize - 1) / teamSize : N, nr, PanelsPerPass * nr * (OwnColumns ? 1 : GridColumns));
        OwnLeft = OwnColumns && PackedLeft is null && N / teamSize >= BlockingModel.ColumnsForOwnLeft
            && BlockingModel.RowBlock<T>(M, mr, teamSize) == RowBlock;
        LeftBuffers = teamSize == 1 ? 1 : OwnLeft ? teamSize : 2;
        LeftBlockSize = PackedLeft is not null || LeftTransposedInPlace ? 0 : (long)(LeftInPlace ? mr : Math.Min(RowBlock, M)) * kc;
        RightBlockSize = PackedRight is not null ? 0 : (long)(RightInPlace ? nr : Math.Min(ColumnBlock, paddedColumns)) * kc;
        RightBuffers = OwnColumns ? teamSize : LeftBuffers;
        MemberBlocksSize = OwnColumns ? (long)teamSize * MemberBlock.Bytes / sizeof(T) : 0;
    }

    /// <summary>Columns of one member, in whole panels: equally many, or an equal share of the lower triangle.</summary>
    public readonly (int First, int End) ColumnsOf<TTile>(int member, int teamSize)
        where TTile : struct, ITile<T>
    {
        return (Cut(N, LowerOnly, (double)member / teamSize), Cut(N, LowerOnly, (member + 1.0) / teamSize));

        static int Cut(int columns, bool lowerOnly, double share)
        {
            // The first c of n columns hold 1 - (1 - c/n)^2 of the lower triangle.
            int panel = TTile.Vectors * TTile.Lanes;
            double cut = columns * (lowerOnly ? 1 - Math.Sqrt(1 - share) : share) / panel;
            return Math.Min((int)Math.Ceiling(cut) * panel, columns);
        }
    }
}
